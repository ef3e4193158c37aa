// The bell: count, list and toasts follow what the person's socket sends. Without scripts it is a
// menu that the server has filled; what arrives here is the same list, rendered again.

import { showRelativeTimes } from "../../strategy_discussions/js/time.js";
import { showToast } from "../../strategy_discussions/js/toasts.js";

const bell = document.querySelector("[data-bell]");
if (bell) start(bell);

function start(bell) {
  let newest = Number(bell.dataset.newest);

  function show(snapshot) {
    const count = bell.querySelector("[data-bell-count]");
    count.textContent = snapshot.unread.toLocaleString(document.documentElement.lang);
    count.hidden = snapshot.unread === 0;
    // Our own template's output: every value in it is escaped by the server.
    bell.querySelector("[data-bell-list]").innerHTML = snapshot.html;
    showRelativeTimes(bell);
    const news = snapshot.items.filter((item) => item.unread && item.id > newest);
    for (const item of news.reverse()) tell(bell, item);
    newest = Math.max(newest, ...snapshot.items.map((item) => item.id));
  }

  document.addEventListener("strategy:person", ({ detail }) => {
    if (detail.notifications) show(detail.notifications);
  });
  // A page from the back/forward cache shows the past until it asks.
  addEventListener("pageshow", async (event) => {
    if (!event.persisted) return;
    const response = await fetch(bell.dataset.snapshot, { headers: { Accept: "application/json" } });
    if (response.ok && !response.redirected) show(await response.json());
  });
}

function tell(bell, item) {
  const toast = bell.querySelector("[data-bell-toast]").content.firstElementChild.cloneNode(true);
  toast.querySelector("[data-toast-text]").textContent = item.text;
  toast.querySelector("[data-toast-link]").href = item.address;
  showToast(toast);
}
