// Tells the server how far the person has read while the page stays open, so that what was shown
// live is not "new" at the next visit. Many readers see the same post at the same moment: each
// waits a little, by chance, before it writes.

const SOON = 3000;
const SPREAD = 5000;

export function reportReading(root, thread) {
  const address = root.dataset.seen;
  if (!address) return; // further pages don't show what is new
  let told = thread.shownUpTo;
  let timer = null;

  function tell() {
    clearTimeout(timer);
    timer = null;
    if (thread.shownUpTo <= told) return;
    told = thread.shownUpTo;
    const form = new FormData();
    form.set("seq", told);
    form.set("csrfmiddlewaretoken", root.querySelector("[name=csrfmiddlewaretoken]").value);
    navigator.sendBeacon(address, form);
  }

  function tellSoon() {
    if (document.visibilityState !== "visible" || thread.shownUpTo <= told) return;
    timer ??= setTimeout(tell, SOON + Math.random() * SPREAD);
  }

  root.addEventListener("strategy:shown", tellSoon);
  // Before the next page is asked for: its lists already know.
  addEventListener("beforeunload", () => timer && tell());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") tellSoon();
    else if (timer) tell();
  });
}
