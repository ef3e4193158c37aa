// Short messages at the edge of the screen. They leave by themselves, but not while somebody points
// at one or has it in focus.

const SHOWN_FOR = 8000;

export function showToast(toast) {
  const place = document.querySelector("[data-toasts]");
  if (!place) return;
  place.append(toast);
  let timer;
  const leave = () => (timer = setTimeout(() => toast.remove(), SHOWN_FOR));
  const stay = () => clearTimeout(timer);
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, stay);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, leave);
  leave();
}

// An act may lead back to a post far down the page, out of sight of what the page says about it.
// The way there may be a smooth one, so distances count, not what is in sight just now.
export function repeatUnseenMessages() {
  const target = document.getElementById(location.hash.slice(1));
  if (!target) return;
  for (const message of document.querySelectorAll(".site-messages .notice")) {
    const away = target.getBoundingClientRect().top - message.getBoundingClientRect().bottom;
    if (away < innerHeight / 2) continue;
    const toast = document.createElement("p");
    toast.className = "toast";
    toast.textContent = message.textContent;
    showToast(toast);
  }
}
