// Signs on posts: given and taken back in place. The counts come with the post; which of them are
// the reader's own is laid on here.

import { announce, say } from "./announce.js";

export class Reactions {
  #root;
  #thread;
  #own;

  // `own`: pairs of post and kind.
  constructor(root, thread, own) {
    this.#root = root;
    this.#thread = thread;
    this.#own = new Set(own.map(([post, code]) => keyOf(post, code)));
    root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-react]");
      if (!button) return;
      event.preventDefault();
      this.#toggle(button);
    });
  }

  layOn(element) {
    const { isOpen } = this.#thread;
    const menu = element.querySelector("[data-react-menu]");
    if (menu) menu.hidden = !isOpen;
    for (const button of element.querySelectorAll("[data-react]")) {
      const isOwn = this.#own.has(keyOf(element.dataset.post, button.dataset.react));
      const address = button.getAttribute("formaction");
      button.disabled = !isOpen;
      button.setAttribute("aria-pressed", String(isOwn));
      button.setAttribute("formaction", address.replace(/[a-z]+\/$/, isOwn ? "take/" : "give/"));
    }
  }

  async #toggle(button) {
    if (button.dataset.busy) return;
    button.dataset.busy = "true";
    const post = button.closest("[data-post]").dataset.post;
    const code = button.dataset.react;
    const wasOwn = button.getAttribute("aria-pressed") === "true";
    try {
      const address = button.getAttribute("formaction");
      const response = await this.#thread.submit(address, new URLSearchParams());
      const answer = await response.json();
      if (!response.ok) throw new Error(answer.errors?.[0]);
      this.#own[wasOwn ? "delete" : "add"](keyOf(post, code));
      this.#thread.apply(answer.frame);
      this.#settle(post, code);
    } catch (error) {
      announce(this.#root, error.message || say("failed"), { visible: true });
    } finally {
      delete button.dataset.busy;
    }
  }

  // The socket may have been quicker and have replaced the post meanwhile.
  #settle(post, code) {
    const element = this.#root.querySelector(`[data-post="${post}"]`);
    if (!element) return;
    this.layOn(element);
    element.querySelector("[data-react-menu]").open = false;
    const counted = element.querySelector(`[data-reactions] > [data-react="${CSS.escape(code)}"]`);
    (counted ?? element.querySelector("[data-react-menu] > summary")).focus();
  }
}

// A post is replaced when anybody changes it: an open menu stays open, and the focus where it was.
export function carryOver(before, after) {
  const menu = after.querySelector("[data-react-menu]");
  if (!menu) return null;
  menu.open = Boolean(before.querySelector("[data-react-menu][open]"));
  const focused = document.activeElement;
  if (!before.querySelector("[data-reactions]")?.contains(focused)) return null;
  const place = focused.closest("[data-react-menu]") ? menu : after.querySelector("[data-reactions]");
  const same = place.querySelector(`[data-react="${CSS.escape(focused.dataset.react ?? "")}"]`);
  return same ?? menu.querySelector("summary");
}

function keyOf(post, code) {
  return `${post} ${code}`;
}
