// Similar contributions beside the open one: fetched when they come into sight, from the page that
// shows them without scripts. One is chosen to merge with by putting its number into the form.

let asked = null;

async function load(address) {
  const section = document.querySelector("[data-desk-similar]");
  const hadFocus = section.contains(document.activeElement);
  asked?.abort();
  asked = new AbortController();
  section.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: asked.signal });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-desk-similar]");
    if (!fresh) return;
    section.replaceWith(fresh);
    if (hadFocus) fresh.querySelector("[type=search]").focus();
  } catch {
    // The link is still there, and leads to the page.
  } finally {
    section.removeAttribute("aria-busy");
  }
}

function choose(number) {
  const step = document.querySelector("#step-merge");
  const field = step?.querySelector("[name=merge-into]");
  if (!field) return false;
  field.value = number;
  step.open = true;
  step.querySelector("textarea").focus();
  step.scrollIntoView({ block: "nearest" });
  return true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-desk-merge-into], [data-desk-similar-load]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.dataset.deskMergeInto) {
    if (choose(link.dataset.deskMergeInto)) event.preventDefault();
  } else {
    event.preventDefault();
    load(link.href);
  }
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-desk-similar-search]")) return;
  event.preventDefault();
  const words = new URLSearchParams(new FormData(event.target));
  load(`${event.target.action.split("#")[0]}?${words}`);
});

const later = document.querySelector("[data-desk-similar-later]");
if (later) {
  new IntersectionObserver((entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    load(later.href);
  }).observe(later);
}
