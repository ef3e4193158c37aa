// The fields of an answer to the page: shown for answers, put aside while one writes anything else.

const PREFIX = "answer_";

export class AnswerFields {
  #form;
  #place;

  constructor(form) {
    this.#form = form;
    this.#place = form.querySelector("[data-answer-fields]");
    if (!this.#place) return;
    form.elements.kind.addEventListener("change", () => this.#follow());
    form.addEventListener("strategy:target", () => this.#follow());
    this.#follow();
  }

  // By name. A reply has none.
  get values() {
    if (this.#isReply) return {};
    return Object.fromEntries(this.#boxes.map((box) => [box.name, box.value]));
  }

  get isEmpty() {
    return Object.values(this.values).every((value) => !value.trim());
  }

  restore(values) {
    if (this.#isReply) return;
    for (const box of this.#boxes) box.value = values?.[box.name] ?? "";
    if (this.#place) this.#follow();
  }

  get #isReply() {
    return Boolean(this.#form.elements.parent.value);
  }

  get #boxes() {
    return this.#place ? [...this.#place.querySelectorAll(`[name^=${PREFIX}]`)] : [];
  }

  // What is filled in stays in sight, also below another kind: nothing goes unseen, or is lost.
  #follow() {
    const isAnswer = !this.#isReply && (this.#form.elements.kind.value === "answer" || !this.isEmpty);
    this.#place.hidden = this.#place.disabled = !isAnswer;
    this.#form.querySelector("[data-when-answering]").hidden = !isAnswer;
    this.#form.querySelector("[data-when-free]").hidden = isAnswer;
  }
}
