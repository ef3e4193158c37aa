// The writer's own posts that a facilitator has not read yet. One that was just sent appears here;
// one that is approved arrives among the posts, and leaves.

import { showRelativeTimes } from "./time.js";

for (const root of document.querySelectorAll("[data-discussion]")) {
  const box = root.querySelector("[data-waiting]");
  if (box) keepUpToDate(root, box);
}

function keepUpToDate(root, box) {
  const list = box.querySelector("[data-waiting-posts]");
  root.addEventListener("strategy:stored", ({ detail }) => {
    if (!detail.waiting) return;
    list.insertAdjacentHTML("beforeend", detail.waiting); // rendered by the server, as on a fresh page
    showRelativeTimes(list);
    box.hidden = false;
    list.lastElementChild.scrollIntoView({ block: "nearest" });
  });
  new MutationObserver((changes) => {
    for (const added of changes.flatMap((change) => [...change.addedNodes])) {
      list.querySelector(`[data-waiting-post="${added.dataset?.post}"]`)?.remove();
    }
    box.hidden = !list.children.length;
  }).observe(root.querySelector("[data-posts]"), { childList: true });
}
