// The form that posts are written in: keeps a draft, answers in place, and loses nothing.

import { say } from "./announce.js";
import { AnswerFields } from "./answer_fields.js";
import { showErrors } from "./form_errors.js";
import { insertText } from "./insert.js";

const DRAFT_PAUSE = 300;

export class Composer {
  #form;
  #text;
  #parent;
  #fields;
  #thread;
  #home;
  #timer = null;

  constructor(form, thread, viewerId) {
    this.#form = form;
    this.#thread = thread;
    this.#text = form.querySelector("[data-composer-text]");
    this.#parent = form.querySelector("[data-composer-parent]");
    this.#fields = new AnswerFields(form);
    this.#home = document.createComment("composer");
    form.before(this.#home);
    this.key = `strategy-draft:${viewerId}:${thread.id}`;
    form.addEventListener("submit", (event) => this.#submitted(event));
    form.addEventListener("input", () => this.#keepDraftSoon());
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
      if (event.key === "Escape" && this.#parent.value) this.cancel();
    });
    form.querySelector("[data-composer-cancel]").addEventListener("click", (event) => {
      event.preventDefault();
      this.cancel();
    });
    addEventListener("pagehide", () => this.#keepDraft());
    form.closest("[data-discussion]").addEventListener("strategy:leaving", ({ detail: post }) => {
      if (post.contains(form)) this.#home.after(form);
    });
    this.#restoreDraft();
  }

  answer(postId, name) {
    this.#keepDraft();
    this.#parent.value = postId;
    this.#showTarget(say("answering", name));
    document.getElementById(`post-${postId}`).append(this.#form);
    this.#restoreDraft();
    this.#text.focus();
  }

  // Below what is already written.
  add(text) {
    const written = this.#text.value.trimEnd();
    this.#text.setSelectionRange(written.length, this.#text.value.length);
    insertText(this.#text, (written ? "\n\n" : "") + text);
  }

  cancel() {
    this.#keepDraft();
    const answered = this.#parent.value;
    this.#parent.value = "";
    this.#showTarget("");
    this.#home.after(this.#form);
    this.#restoreDraft();
    document.querySelector(`[data-reply="${CSS.escape(answered)}"]`)?.focus();
  }

  #showTarget(text) {
    const line = this.#form.querySelector("[data-composer-target]");
    line.hidden = !text;
    line.querySelector("[data-composer-target-text]").textContent = text;
    this.#form.dispatchEvent(new Event("strategy:target"));
  }

  async #submitted(event) {
    event.preventDefault();
    if (this.#form.dataset.busy) return;
    this.#form.dataset.busy = "true";
    this.#keepDraft();
    this.#showErrors([]);
    try {
      const response = await this.#thread.submit(this.#form.action, new FormData(this.#form));
      const answer = await response.json().catch(() => ({}));
      if (response.ok) this.#stored(answer);
      else this.#showErrors(answer.errors ?? [say("failed")]);
    } catch {
      this.#showErrors([say("offline")]);
    } finally {
      delete this.#form.dataset.busy;
    }
  }

  #stored(answer) {
    this.#forgetDraft();
    this.#text.value = "";
    this.#fields.restore({});
    this.#form.dispatchEvent(new Event("strategy:posted"));
    this.#form.elements.submission_key.value = crypto.randomUUID();
    if (this.#parent.value) {
      this.#parent.value = "";
      this.#showTarget("");
      this.#home.after(this.#form);
      this.#restoreDraft();
    }
    this.#thread.own(answer.post);
    this.#thread.apply(answer.frame);
    const root = this.#home.parentElement.closest("[data-discussion]");
    root.dispatchEvent(new CustomEvent("strategy:stored", { detail: answer }));
    const post = document.getElementById(`post-${answer.post}`);
    if (post) post.scrollIntoView({ block: "nearest" });
    // It stands on another page of the discussion, or in another order.
    else if (!answer.waiting) location.assign(new URL(`../../posts/${answer.post}/`, this.#form.action));
  }

  #showErrors(messages) {
    showErrors(this.#form, messages);
    if (messages.length) this.#text.focus();
  }

  // Drafts: one for the discussion and one for each post that is being answered

  get #draftKey() {
    return `${this.key}:${this.#parent.value || "top"}`;
  }

  #keepDraftSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#keepDraft(), DRAFT_PAUSE);
  }

  #keepDraft() {
    clearTimeout(this.#timer);
    const text = this.#text.value;
    const fields = this.#fields.values;
    if (!text.trim() && this.#fields.isEmpty) return this.#forgetDraft();
    const kind = this.#form.elements.kind.value;
    const key = this.#form.elements.submission_key.value;
    try {
      localStorage.setItem(this.#draftKey, JSON.stringify({ text, fields, kind, key, anonymous: this.#isAnonymous }));
      this.#form.querySelector("[data-composer-draft]").textContent = say("draftKept");
    } catch {
      // No room or no storage: the text is still in the form, and nothing claims otherwise.
    }
  }

  #restoreDraft() {
    let draft = null;
    try {
      draft = JSON.parse(localStorage.getItem(this.#draftKey));
    } catch {
      draft = null;
    }
    if ((this.#text.value || !this.#fields.isEmpty) && !draft) return;
    this.#text.value = draft?.text ?? "";
    this.#fields.restore(draft?.fields);
    if (draft) {
      this.#form.elements.kind.value = draft.kind;
      this.#form.elements.kind.dispatchEvent(new Event("change"));
      // The same key as at the failed attempt: if that one was stored after all, it is one post.
      this.#form.elements.submission_key.value = draft.key;
      this.#restoreAnonymity(draft.anonymous ?? false);
    }
    this.#form.querySelector("[data-composer-draft]").textContent = draft ? say("draftKept") : "";
  }

  get #isAnonymous() {
    return this.#form.elements.anonymous?.checked ?? false;
  }

  // Never by silence under a name: what was to be anonymous, and can no longer be, says so.
  #restoreAnonymity(wanted) {
    const box = this.#form.elements.anonymous;
    if (box) box.checked = wanted;
    else if (wanted) showErrors(this.#form, [say("namedNow")]);
  }

  #forgetDraft() {
    try {
      localStorage.removeItem(this.#draftKey);
    } catch {
      // Storage is switched off: there is no draft to forget.
    }
    this.#form.querySelector("[data-composer-draft]").textContent = "";
  }
}
