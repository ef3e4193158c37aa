// New posts that would move the text under the reader's eyes wait behind a button ("12 new posts").

import { say } from "./announce.js";
import { compare, placeOf } from "./place.js";

export class Pill {
  #button;
  #waiting = new Map();
  #elsewhere = false;

  // `show` is called with the posts that waited, from the top; `leave` when some stand elsewhere.
  constructor(button, { show, leave }) {
    this.#button = button;
    button?.addEventListener("click", () => {
      if (this.#elsewhere) return leave();
      show(this.#release());
    });
  }

  hold(post, { elsewhere }) {
    this.#waiting.set(Number(post.dataset.post), post);
    this.#elsewhere ||= elsewhere;
    this.#draw();
  }

  drop(id) {
    this.#waiting.delete(id);
    this.#draw();
  }

  get(id) {
    return this.#waiting.get(id);
  }

  // A reply waits as long as what it answers does.
  holdsConversation(number) {
    return [...this.#waiting.values()].some((post) => post.dataset.root === number);
  }

  // The number of the first post that waits, if any does.
  get first() {
    return Math.min(...[...this.#waiting.values()].map((post) => Number(post.dataset.seq)));
  }

  #release() {
    const posts = [...this.#waiting.values()].sort((a, b) => compare(placeOf(a), placeOf(b)));
    this.#waiting.clear();
    this.#draw();
    return posts;
  }

  #draw() {
    const count = this.#waiting.size;
    this.#button.hidden = count === 0;
    this.#button.textContent = count ? say("newPosts", count) : "";
  }
}

// Whether text that is put at `next` (at the end of `list`, if there is none) moves what is read.
export function isAboveReader(list, next) {
  const edge = document.querySelector(".site-header")?.getBoundingClientRect().bottom ?? 0;
  const place = next ? next.getBoundingClientRect().top : list.getBoundingClientRect().bottom;
  return place < Math.max(edge, 0);
}

// To where reading goes on, for eyes and for screen readers alike.
export function goTo(post) {
  const article = post.querySelector("article");
  article.tabIndex = -1;
  article.addEventListener("blur", () => article.removeAttribute("tabindex"), { once: true });
  article.focus({ preventScroll: true });
  post.scrollIntoView({ block: "start" });
}
