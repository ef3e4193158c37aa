// Files for a post: chosen, pasted or dropped, sent one after the other, and shown in the text by
// their number. Without scripts, the same field sends them along with the form.

export class Attachments {
  #place;
  #form;
  #text;
  #rows = new Set();
  #line = Promise.resolve();

  constructor(place) {
    this.#place = place;
    this.#form = place.closest("form");
    this.#text = this.#form.querySelector("textarea");
    const input = place.querySelector("[data-attach-input]");
    input.addEventListener("change", () => {
      this.#add(input.files);
      input.value = ""; // sent from here on by the rows, not once more by the form
    });
    this.#text.addEventListener("paste", (event) => this.#pasted(event));
    this.#form.addEventListener("dragover", (event) => this.#draggedOver(event));
    this.#form.addEventListener("dragleave", (event) => {
      if (!this.#form.contains(event.relatedTarget)) delete this.#form.dataset.dropping;
    });
    this.#form.addEventListener("drop", (event) => this.#dropped(event));
    this.#form.addEventListener("submit", (event) => this.#submitted(event), { capture: true });
    this.#form.addEventListener("strategy:posted", () => this.#forget());
  }

  // Ways in

  #pasted(event) {
    // Office programs bring a picture of the text that they copy: the text is meant.
    const files = event.clipboardData.files;
    if (!files.length || event.clipboardData.getData("text/plain")) return;
    event.preventDefault();
    this.#add(files);
  }

  #draggedOver(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    this.#form.dataset.dropping = "true";
  }

  #dropped(event) {
    delete this.#form.dataset.dropping;
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    this.#add(event.dataTransfer.files);
  }

  #add(files) {
    for (const file of files) {
      const row = new Row(this.#place, file);
      this.#rows.add(row);
      row.onRemove = () => this.#remove(row);
      row.onDescribe = (words) => this.#describe(row.id, words);
      if (file.size > Number(this.#place.dataset.limit)) row.fail(this.#place.dataset.tooLarge);
      else this.#line = this.#line.then(() => this.#send(row));
    }
  }

  async #send(row) {
    if (row.isRemoved) return;
    const token = this.#form.elements.csrfmiddlewaretoken.value;
    const { status, answer } = await row.send(this.#place.dataset.attach, token);
    if (row.isRemoved) return;
    if (status === 201) {
      row.arrive(answer);
      this.#insert(answer);
      this.#say(`${row.name}: ${this.#place.dataset.arrived}`);
    } else {
      const reason = answer?.errors?.join(" ") ?? this.#place.dataset.failed;
      row.fail(reason);
      this.#say(`${row.name}: ${reason}`);
    }
  }

  // What the text says

  // At the caret, pictures and lists of files in paragraphs of their own. The caret ends behind;
  // focus stays where it is.
  #insert({ words, is_picture: isPicture }) {
    const { value, selectionStart: start, selectionEnd: end } = this.#text;
    const before = value.slice(0, start).trimEnd();
    const gap = isPicture || /\(attachment:\d+\)$/.test(before) ? "\n\n" : " ";
    const after = value.slice(end).trimStart();
    const head = before ? before + gap : "";
    this.#text.value = head + words + gap + after;
    this.#text.selectionStart = this.#text.selectionEnd = (head + words + gap).length;
    this.#changed();
  }

  #describe(id, words) {
    const plain = words.replace(/\s+/g, " ").trim().replace(/[\\[\]&]/g, "\\$&");
    this.#replace(id, (reference) => reference.replace(/\[.*\](?=\()/, () => `[${plain}]`));
  }

  #remove(row) {
    this.#rows.delete(row);
    if (row.id) this.#replace(row.id, () => "");
    this.#say(`${row.name}: ${this.#place.dataset.cancelled}`);
    this.#place.querySelector("[data-attach-input]").focus();
  }

  #replace(id, change) {
    const reference = new RegExp(String.raw`!?\[(?:\\.|[^\[\]\\\n])*\]\(attachment:${id}\)`, "g");
    this.#text.value = this.#text.value.replace(reference, change);
    this.#changed();
  }

  #changed() {
    this.#text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // The form

  #submitted(event) {
    if (![...this.#rows].some((row) => row.isWaiting)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#say(this.#place.dataset.unfinished, true);
  }

  #forget() {
    for (const row of this.#rows) row.discard();
    this.#rows.clear();
    this.#say("");
  }

  #say(text, visible = false) {
    const status = this.#place.querySelector("[data-attach-status]");
    status.textContent = text;
    status.classList.toggle("visually-hidden", !visible);
    status.classList.toggle("field__error", visible);
  }
}

// One file: its name, its progress, what became of it.
class Row {
  id = null;
  isRemoved = false;
  isWaiting = true;
  #element;
  #file;
  #request = null;

  constructor(place, file) {
    const template = place.querySelector("[data-attach-row]");
    this.#element = template.content.firstElementChild.cloneNode(true);
    this.#file = file;
    for (const name of this.#all("name")) name.textContent = file.name;
    this.#part("remove").addEventListener("click", () => this.#remove());
    this.#part("words").addEventListener("input", (event) => this.onDescribe(event.target.value));
    // Return in this field would post the unfinished text.
    this.#part("words").addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    place.querySelector("[data-attach-list]").append(this.#element);
  }

  get name() {
    return this.#file.name;
  }

  // Resolves with the status (0 if nothing came back) and the answer.
  send(address, token) {
    const form = new FormData();
    form.set("file", this.#file);
    const request = new XMLHttpRequest(); // fetch cannot tell how far an upload is
    this.#request = request;
    return new Promise((resolve) => {
      const end = () => resolve({ status: request.status, answer: request.response });
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) this.#part("progress").value = event.loaded / event.total;
      });
      request.addEventListener("loadend", end);
      request.responseType = "json";
      request.open("POST", address);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-CSRFToken", token);
      request.send(form);
    });
  }

  arrive({ id, address, name, is_picture: isPicture }) {
    this.id = id;
    this.isWaiting = false;
    this.#part("progress").hidden = true;
    for (const place of this.#all("name")) place.textContent = name;
    if (!isPicture) return;
    this.#part("preview").src = address;
    this.#part("preview").hidden = false;
    this.#part("describe").hidden = false;
    this.#part("words").value = name.replace(/\.\w+$/, "");
  }

  fail(reason) {
    this.isWaiting = false;
    this.#element.dataset.state = "failed";
    this.#part("progress").hidden = true;
    this.#part("note").textContent = reason;
  }

  discard() {
    this.isRemoved = true;
    this.#element.remove();
  }

  #remove() {
    this.discard();
    this.#request?.abort();
    this.onRemove();
  }

  #part(name) {
    return this.#element.querySelector(`[data-attach-${name}]`);
  }

  #all(name) {
    return this.#element.querySelectorAll(`[data-attach-${name}]`);
  }
}
