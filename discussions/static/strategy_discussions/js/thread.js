// One discussion on the page: applies changes, lays on what belongs to the viewer, asks for what
// is missing.

import { announce, say } from "./announce.js";
import { News } from "./news.js";
import { Pill, goTo, isAboveReader } from "./pill.js";
import { compare, placeOf } from "./place.js";
import { Reactions, carryOver } from "./reactions.js";
import { showRelativeTimes } from "./time.js";

// How long after it was told does the server count the viewer as writing, at the most.
const OWN_TYPING = 10500;

export class Thread {
  #root;
  #list;
  #data;
  #viewer;
  #supported;
  #sealed;
  #reactions;
  #new;
  #isOpen;
  #news;
  #pill;
  #catchingUp = null;
  #left = new Map();
  #typedAt = -Infinity;

  constructor(root) {
    this.#root = root;
    this.#list = root.querySelector("[data-posts]");
    this.#data = JSON.parse(document.getElementById(`${root.id}-data`).textContent);
    this.#viewer = this.#data.viewer;
    this.#supported = new Set(this.#viewer.supported);
    this.#sealed = new Set(this.#viewer.sealed);
    this.#new = this.#viewer.new ?? [];
    this.#isOpen = this.#viewer.may_post;
    this.#reactions = new Reactions(root, this, this.#viewer.reacted);
    this.#news = new News(root);
    this.#pill = new Pill(root.querySelector("[data-pill]"), {
      show: (posts) => this.#showWaiting(posts),
      leave: () => this.#leaveForNewest(),
    });
    root.addEventListener("click", (event) => this.#clicked(event));
  }

  get id() {
    return this.#data.discussion;
  }

  get head() {
    return this.#data.head;
  }

  // Whether the viewer may write, support and react.
  get isOpen() {
    return this.#isOpen;
  }

  // The number up to which everything new is on the page.
  get shownUpTo() {
    return Math.min(this.#data.head, this.#pill.first - 1);
  }

  // Frames

  apply(frame) {
    if (frame.type === "changes") this.#applyChanges(frame);
    else if (frame.type === "reload") location.reload();
    else if (frame.type === "gone") this.#disappear();
  }

  // Quietly: nothing here is announced to screen readers. The viewer knows that they write.
  showPresence({ watching, typing }) {
    const place = this.#root.querySelector("[data-presence]");
    if (!place) return;
    const others = typing - (performance.now() - this.#typedAt < OWN_TYPING ? 1 : 0);
    const parts = [];
    if (watching > 1) parts.push(say("watching", watching));
    if (others > 0) parts.push(say("writing", others));
    place.textContent = parts.join(" · ");
    place.hidden = parts.length === 0;
  }

  viewerTypes() {
    this.#typedAt = performance.now();
  }

  hearHead(head) {
    if (head > this.#data.head) this.catchUp();
  }

  async catchUp() {
    this.#catchingUp ??= this.#fetchChanges().finally(() => (this.#catchingUp = null));
    return this.#catchingUp;
  }

  async #fetchChanges() {
    let frame;
    do {
      const address = `${this.#data.changes}?after=${this.#data.head}`;
      const response = await fetch(address).catch(() => null); // offline: asked again later
      if (response?.status === 404) return this.#disappear();
      if (response?.redirected) return location.reload(); // to the login: the session has ended
      if (!response?.ok) return;
      frame = await response.json();
      this.apply(frame);
    } while (frame.more);
  }

  #applyChanges(frame) {
    if (frame.after > this.#data.head) {
      this.catchUp(); // a gap: something in between never arrived
      return;
    }
    for (const post of frame.posts) this.#applyPost(post);
    for (const id of frame.removed) this.#removePost(id, frame.head);
    if (frame.head >= this.#data.head) this.#takeHead(frame);
    this.#root.dispatchEvent(new CustomEvent("strategy:shown"));
  }

  #takeHead(frame) {
    this.#data.head = frame.head;
    this.#root.querySelector("[data-post-count]").textContent = say("posts", frame.post_count);
    const rules = this.#root.querySelector("[data-rules]");
    if (rules) rules.innerHTML = frame.rules; // rendered by the server, as on a fresh page
    if (frame.open !== this.#isOpen) this.#becomes(frame.open);
  }

  // Closed, or opened again. A text that somebody is just writing is not taken from their eyes.
  #becomes(open) {
    const composer = this.#root.querySelector("[data-composer]");
    if (open && !composer) {
      location.reload(); // the page was loaded without one
      return;
    }
    this.#isOpen = open;
    for (const post of this.#list.children) this.#layOn(post);
    this.#root.querySelector("[data-closed]").hidden = open;
    this.#root.querySelector("[data-rules]").hidden = !open;
    const isWritten = [...composer.querySelectorAll("textarea")].some(({ value }) => value.trim());
    composer.hidden = !open && !isWritten;
  }

  #applyPost(post) {
    if (post.changed_seq <= this.#left.get(post.id)) return; // an older answer, come late
    const present = this.#shown(post.id);
    const known = present ?? this.#pill.get(post.id);
    if (known && Number(known.dataset.changed) >= post.changed_seq) return;
    const element = this.#build(post.html);
    this.#root.dispatchEvent(new CustomEvent("strategy:post", { detail: element }));
    if (present) {
      const hadFocus = present.contains(document.activeElement);
      const same = carryOver(present, element);
      const shown = replacePost(present, element);
      const hasFocus = shown.contains(document.activeElement);
      if (hadFocus && !hasFocus) (same ?? shown.querySelector("[data-support]"))?.focus();
      return;
    }
    if (known) this.#pill.hold(element, { elsewhere: false });
    else this.#receive(element, this.#isOwn(element));
  }

  // One's own post appears at once. Others wait if they would move what is being read.
  #receive(element, isOwn) {
    const { page, next } = this.#placeFor(element);
    if (page === "below") return;
    const elsewhere = page === "above";
    const waits = this.#pill.holdsConversation(element.dataset.root) || isAboveReader(this.#list, next);
    if (elsewhere || (waits && !isOwn)) {
      if (!isOwn) this.#pill.hold(element, { elsewhere });
    } else {
      this.#put(element, next);
      if (!isOwn) element.classList.add("post--new");
    }
    if (!isOwn) this.#news.add(element);
  }

  #showWaiting(posts) {
    for (const post of posts) {
      this.#layOn(post); // the discussion may have closed meanwhile
      this.#put(post, this.#placeFor(post).next);
      post.classList.add("post--new");
    }
    this.#root.dispatchEvent(new CustomEvent("strategy:shown"));
    if (posts.length) goTo(posts[0]);
  }

  // The posts that wait stand on the first page, or where only the server can say.
  #leaveForNewest() {
    if (this.#data.order !== "newest" && this.#data.first_page) location.reload();
    else location.assign(`?${this.#data.order === "newest" ? "" : `order=${this.#data.order}`}#${this.#root.id}`);
  }

  // It left for another discussion. A fresh page would not show it either.
  #removePost(id, number) {
    this.#left.set(id, number);
    const present = this.#shown(id);
    if (present) {
      this.#root.dispatchEvent(new CustomEvent("strategy:leaving", { detail: present }));
      present.remove();
    }
    this.#pill.drop(id);
    this.#root.dispatchEvent(new CustomEvent("strategy:removed", { detail: id }));
    this.#root.querySelector("[data-empty]").hidden = this.#list.children.length > 0;
  }

  #shown(id) {
    return this.#list.querySelector(`:scope > [data-post="${id}"]`);
  }

  #build(html) {
    const template = document.createElement("template");
    template.innerHTML = html; // rendered and sanitised by the server, as on a fresh page
    const element = template.content.querySelector("[data-post]");
    this.#layOn(element);
    return element;
  }

  // Where a fresh page would show a new post: before `next` (at the end, without one), or on a page
  // above or below this one. In other orders than the newest, only replies have a place that stays.
  #placeFor(element) {
    const place = placeOf(element);
    const posts = [...this.#list.children];
    if (this.#data.order !== "newest") {
      const around = posts.filter((other) => other.dataset.root === element.dataset.root);
      if (!around.length) return { page: "above" };
      const next = around.find((other) => compare(place, placeOf(other)) < 0);
      return { page: "this", next: next ?? around.at(-1).nextElementSibling };
    }
    const next = posts.find((other) => compare(place, placeOf(other)) < 0);
    if (posts.length && next === posts[0] && !this.#data.first_page) return { page: "above", next };
    if (!next && !this.#data.last_page) return { page: "below" };
    return { page: "this", next };
  }

  #put(element, next) {
    this.#list.insertBefore(element, next ?? null);
    this.#root.querySelector("[data-empty]").hidden = true;
  }

  #disappear() {
    this.#list.replaceChildren();
    this.#root.dispatchEvent(new CustomEvent("strategy:gone", { bubbles: true }));
    announce(this.#root, say("gone"), { visible: true });
    this.#root.querySelector("[data-composer]")?.setAttribute("hidden", "");
  }

  // What belongs to the viewer

  // An anonymous post does not say whose it is, so the page has to know.
  #isOwn(element) {
    const { author, post } = element.dataset;
    return Number(author) === this.#viewer.id || this.#sealed.has(Number(post));
  }

  // The viewer has just written it. A socket may have been quicker and have brought it as somebody's.
  own(id) {
    this.#sealed.add(id);
    const waiting = this.#pill.get(id);
    if (waiting) {
      this.#pill.drop(id);
      this.#receive(waiting, true);
    }
    const present = this.#shown(id);
    if (!present) return;
    this.#layOn(present);
    present.classList.remove("post--new");
  }

  #layOn(element) {
    const id = Number(element.dataset.post);
    const isOwn = this.#isOwn(element);
    for (const own of element.querySelectorAll("[data-own]")) own.hidden = !isOwn || !this.#isOpen;
    for (const other of element.querySelectorAll("[data-others]")) other.hidden = isOwn;
    const more = element.querySelector("[data-more]");
    if (more) more.hidden = isOwn && !this.#viewer.may_moderate;
    for (const ask of element.querySelectorAll("[data-ask-who]")) {
      ask.hidden = isOwn || !this.#viewer.may_ask_who;
    }
    for (const tool of element.querySelectorAll("[data-moderate]")) {
      tool.hidden = !this.#viewer.may_moderate;
    }
    for (const word of element.querySelectorAll("[data-new]")) word.hidden = !this.#new.includes(id);
    const line = element.querySelector("[data-new-line]");
    if (line) line.hidden = id !== this.#new[0];
    for (const way of element.querySelectorAll("[data-reply], [data-quote]")) way.hidden = !this.#isOpen;
    const button = element.querySelector("[data-support]");
    if (button) {
      button.disabled = !this.#isOpen;
      const supported = this.#supported.has(id);
      button.setAttribute("aria-pressed", String(supported));
      const verb = supported ? "withdraw" : "support";
      button.setAttribute("formaction", button.getAttribute("formaction").replace(/[a-z]+\/$/, `${verb}/`));
    }
    this.#reactions.layOn(element);
    showRelativeTimes(element);
  }

  // Acts

  #clicked(event) {
    const support = event.target.closest("[data-support]");
    if (support) {
      event.preventDefault();
      this.#toggleSupport(support);
    }
  }

  async #toggleSupport(button) {
    const id = Number(button.closest("[data-post]").dataset.post);
    const supported = this.#supported.has(id);
    if (button.dataset.busy) return;
    button.dataset.busy = "true";
    try {
      const response = await this.submit(button.getAttribute("formaction"), new URLSearchParams());
      const answer = await response.json();
      if (!response.ok) throw new Error(answer.errors?.[0]);
      if (supported) this.#supported.delete(id);
      else this.#supported.add(id);
      this.apply(answer.frame);
      // The socket may have been quicker and have replaced the post meanwhile.
      this.#layOn(this.#shown(id));
    } catch (error) {
      announce(this.#root, error.message || say("failed"), { visible: true });
    } finally {
      delete button.dataset.busy;
    }
  }

  submit(address, form) {
    const token = this.#root.querySelector("[name=csrfmiddlewaretoken]").value;
    return fetch(address, {
      method: "POST",
      body: form,
      headers: { Accept: "application/json", "X-CSRFToken": token },
    });
  }
}

// Returns what stands there now. A composer inside stays where it is, untouched: moving it would
// forget what can be undone, and break off an unfinished character.
function replacePost(present, element) {
  const composer = present.querySelector(":scope > [data-composer]");
  if (!composer) {
    present.replaceWith(element);
    return element;
  }
  for (const { name } of [...present.attributes]) present.removeAttribute(name);
  for (const { name, value } of element.attributes) present.setAttribute(name, value);
  for (const child of [...present.childNodes]) if (child !== composer) child.remove();
  composer.before(...element.childNodes);
  return present;
}
