// A look at the text as a post, in the place of the text, and back to writing.

import { say } from "./announce.js";
import { showErrors } from "./form_errors.js";

export class Preview {
  #form;
  #button;
  #place;
  #text;

  constructor(form) {
    this.#form = form;
    this.#button = form.querySelector("[data-preview]");
    this.#place = form.querySelector("[data-preview-place]");
    this.#text = form.querySelector("[data-composer-text]");
    this.#button.addEventListener("click", (event) => {
      event.preventDefault();
      if (this.#isOpen) this.#backToWriting();
      else this.#open();
    });
    this.#place.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation(); // it would give up the answer as well
      this.#backToWriting();
    });
    // What is shown is no longer what is written.
    for (const change of ["input", "strategy:posted", "strategy:target"]) {
      form.addEventListener(change, () => this.#close());
    }
  }

  get #isOpen() {
    return !this.#place.hidden;
  }

  async #open() {
    if (this.#button.dataset.busy) return;
    this.#button.dataset.busy = "true";
    const written = this.#written;
    const { html, errors } = await this.#ask(written);
    delete this.#button.dataset.busy;
    if (this.#written !== written) return;
    showErrors(this.#form, errors ?? []);
    if (errors) return this.#text.focus();
    this.#place.querySelector("[data-preview-text]").innerHTML = html; // sanitised by the server
    this.#show(true);
    this.#place.focus();
  }

  // Without the files, which are sent when they are chosen.
  get #written() {
    const shown = [...new FormData(this.#form)].filter(([name]) => /^(body|kind|parent|answer_.+)$/.test(name));
    return String(new URLSearchParams(shown));
  }

  async #ask(written) {
    try {
      const response = await fetch(this.#button.formAction, {
        method: "POST",
        body: new URLSearchParams(written),
        headers: {
          Accept: "application/json",
          "X-CSRFToken": this.#form.elements.csrfmiddlewaretoken.value,
        },
      });
      return await response.json();
    } catch {
      return { errors: [say("failed")] };
    }
  }

  #backToWriting() {
    this.#close();
    this.#text.focus();
  }

  #close() {
    if (this.#isOpen) this.#show(false);
  }

  #show(isOpen) {
    this.#place.hidden = !isOpen;
    this.#form.toggleAttribute("data-previewing", isOpen);
    this.#button.querySelector("[data-preview-look]").hidden = isOpen;
    this.#button.querySelector("[data-preview-write]").hidden = !isOpen;
  }
}
