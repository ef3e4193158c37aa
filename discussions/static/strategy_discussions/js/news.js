// New posts, told to screen readers: one sentence for those that come within a moment.

import { announce, say } from "./announce.js";

const MOMENT = 1000;

export class News {
  #root;
  #names = [];
  #timer = null;

  constructor(root) {
    this.#root = root;
  }

  add(post) {
    this.#names.push(post.querySelector(".person__name")?.textContent.trim() ?? "");
    this.#timer ??= setTimeout(() => this.#tell(), MOMENT);
  }

  #tell() {
    const [first, ...others] = this.#names;
    announce(this.#root, others.length ? say("newPosts", others.length + 1) : say("newPost", first));
    this.#names = [];
    this.#timer = null;
  }
}
