// "@" and the beginning of a name: whom one may mean, in a list at the caret. The focus stays in the
// text; the list is steered from there.

import { placeOfCaret } from "./caret.js";
import { insertText } from "./insert.js";

const PAUSE = 150;
// The sign, not inside a word or an address, and what of a name is written behind it.
const ASKED = /(?<![\p{L}\p{M}\p{N}/.@+])@([\p{L}\p{N}][^\n@[\]()]{0,39})$/u;
const MOST_WORDS = 4;
const GAP = 4;

export class Mentions {
  #place;
  #list;
  #text;
  #timer = null;
  #request = null;
  #from = 0;
  #people = [];
  #active = 0;
  #nobody = null;

  constructor(place) {
    this.#place = place;
    this.#list = place.querySelector("[data-mentions-list]");
    this.#text = place.closest("form").querySelector("textarea");
    this.#text.addEventListener("input", () => this.#written());
    this.#text.addEventListener("keydown", (event) => this.#pressed(event));
    this.#text.addEventListener("click", () => this.#close());
    // A post that changes takes the form out of itself and back, focus included, in one go.
    this.#text.addEventListener("blur", () => setTimeout(() => this.#left()));
    // Pressing the mouse on a name would take the focus away.
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.#choose([...this.#list.children].indexOf(option));
    });
  }

  get #isOpen() {
    return !this.#list.hidden;
  }

  // What is asked: where the sign stands, and the beginning of the name.
  #asked() {
    const { value, selectionStart: at, selectionEnd: end } = this.#text;
    const match = at === end && ASKED.exec(value.slice(0, at));
    if (!match || match[1].split(/\s+/).length > MOST_WORDS) return null;
    return { from: at - match[1].length - 1, name: match[1] };
  }

  #written() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    const asked = this.#asked();
    if (!asked || this.#isKnownToBeNobody(asked)) this.#close();
    else this.#timer = setTimeout(() => this.#ask(asked), PAUSE);
  }

  // Whoever goes on writing after a name that nobody has is not looking for anybody.
  #isKnownToBeNobody({ from, name }) {
    return this.#nobody?.from === from && name.startsWith(this.#nobody.name);
  }

  async #ask({ from, name }) {
    this.#request = new AbortController();
    const { signal } = this.#request;
    try {
      const address = `${this.#place.dataset.mentions}?q=${encodeURIComponent(name)}`;
      const response = await fetch(address, { signal, headers: { Accept: "application/json" } });
      const answer = await response.json();
      if (signal.aborted) return;
      if (response.ok) this.#show(from, name, answer.people);
      else this.#fail(answer.errors?.[0]);
    } catch {
      if (!signal.aborted) this.#fail(); // a name can be written out as well
    }
  }

  #fail(message = "") {
    this.#close();
    this.#say(message);
  }

  // The list

  #show(from, name, people) {
    this.#nobody = people.length ? null : { from, name };
    if (!people.length || document.activeElement !== this.#text) {
      this.#close();
      this.#say(people.length ? "" : this.#place.dataset.nobody);
      return;
    }
    this.#from = from;
    this.#people = people;
    this.#list.replaceChildren(...people.map((person, number) => this.#option(person, number)));
    this.#list.hidden = false;
    for (const [attribute, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": this.#list.id,
      "aria-expanded": "true",
      "aria-haspopup": "listbox",
    })) {
      this.#text.setAttribute(attribute, value);
    }
    this.#moveTo(0);
    this.#put();
    const { one, many } = this.#place.dataset;
    this.#say(people.length === 1 ? one : many.replace("%s", people.length.toLocaleString()));
  }

  #option({ name, takes_part: takesPart }, number) {
    const template = this.#place.querySelector("[data-mentions-option]");
    const option = template.content.firstElementChild.cloneNode(true);
    option.id = `${this.#list.id}-${number}`;
    option.querySelector("[data-mentions-name]").textContent = name;
    if (!takesPart) option.querySelector("[data-mentions-here]").remove();
    return option;
  }

  // Below the sign, or above it where there is no room; within the width of the text.
  #put() {
    const caret = placeOfCaret(this.#text, this.#from);
    const { offsetLeft, offsetTop, offsetWidth } = this.#text;
    const left = Math.max(0, Math.min(caret.left, offsetWidth - this.#list.offsetWidth));
    const below = caret.top + caret.height + GAP;
    const above = caret.top - this.#list.offsetHeight - GAP;
    const top = this.#text.getBoundingClientRect().top;
    const height = visualViewport?.height ?? innerHeight;
    const fits = top + below + this.#list.offsetHeight <= height || top + above < 0;
    this.#list.style.left = `${offsetLeft + left}px`;
    this.#list.style.top = `${offsetTop + (fits ? below : above)}px`;
  }

  #moveTo(number) {
    const options = [...this.#list.children];
    this.#active = (number + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === this.#active)));
    options[this.#active].scrollIntoView({ block: "nearest" });
    this.#text.setAttribute("aria-activedescendant", options[this.#active].id);
  }

  #left() {
    if (document.activeElement !== this.#text) this.#close();
  }

  #close() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    if (!this.#isOpen) return;
    this.#list.hidden = true;
    this.#list.replaceChildren();
    this.#say("");
    for (const { name } of [...this.#text.attributes]) {
      if (/^(role|aria-(activedescendant|autocomplete|controls|expanded|haspopup))$/.test(name)) {
        this.#text.removeAttribute(name);
      }
    }
  }

  // Keys

  #pressed(event) {
    if (!this.#isOpen || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      ArrowDown: () => this.#moveTo(this.#active + 1),
      ArrowUp: () => this.#moveTo(this.#active - 1),
      Enter: () => this.#choose(this.#active),
      Tab: () => this.#choose(this.#active),
      Escape: () => this.#close(),
    }[event.key];
    if (act && !event.shiftKey) {
      event.preventDefault();
      event.stopPropagation(); // Escape would give up the answer as well
      act();
    } else if (["ArrowLeft", "ArrowRight", "Home", "End", "Tab"].includes(event.key)) {
      this.#close();
    }
  }

  #choose(number) {
    const { words } = this.#people[number];
    const end = this.#text.selectionEnd;
    this.#close();
    this.#text.setSelectionRange(this.#from, end);
    insertText(this.#text, `${words} `);
  }

  #say(text) {
    this.#place.querySelector("[data-mentions-status]").textContent = text;
  }
}
