// A toolbar over a text: marks what is selected, or takes the marks away again.

import { insertText } from "./insert.js";

const SHORTCUTS = { b: "bold", i: "italic", k: "link" };
const TOOLS = {
  bold: (field) => toggleAround(field, "**"),
  italic: (field) => toggleAround(field, "_"),
  code: (field) => (selected(field).includes("\n") ? fence(field) : toggleAround(field, "`")),
  link,
  list: (field) => toggleLines(field, "- "),
  quote: (field) => toggleLines(field, "> "),
};

export function offerTools(bar) {
  const field = document.getElementById(bar.getAttribute("aria-controls"));
  const buttons = [...bar.querySelectorAll("[data-tool]")];
  // One stop for the Tab key; the arrows go on from there.
  const enter = (button) => buttons.forEach((one) => (one.tabIndex = one === button ? 0 : -1));
  enter(buttons[0]);
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tool]");
    if (button) TOOLS[button.dataset.tool](field);
  });
  bar.addEventListener("keydown", (event) => {
    const next = neighbour(buttons, event.key, getComputedStyle(bar).direction === "rtl");
    if (!next) return;
    event.preventDefault();
    enter(next);
    next.focus();
  });
  field.addEventListener("keydown", (event) => {
    const tool = SHORTCUTS[event.key.toLowerCase()];
    if (!tool || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    TOOLS[tool](field);
  });
}

function neighbour(buttons, key, isRightToLeft) {
  const at = buttons.indexOf(document.activeElement);
  const forward = isRightToLeft ? "ArrowLeft" : "ArrowRight";
  const back = isRightToLeft ? "ArrowRight" : "ArrowLeft";
  const places = { [forward]: at + 1, [back]: at - 1, Home: 0, End: -1 };
  return key in places ? buttons.at(places[key] % buttons.length) : null;
}

function selected(field) {
  return field.value.slice(field.selectionStart, field.selectionEnd);
}

// Replaces a stretch of the text, and selects `length` characters from `start` of what is there then.
function replace(field, from, to, text, start, length) {
  field.setSelectionRange(from, to);
  insertText(field, text);
  field.setSelectionRange(start, start + length);
}

function toggleAround(field, mark) {
  // Marks beside a blank would be read as letters.
  const text = selected(field).trim();
  const from = field.selectionStart + selected(field).search(/\S|$/);
  const to = from + text.length;
  const { value } = field;
  const isMarked = value.slice(0, from).endsWith(mark) && value.slice(to).startsWith(mark);
  if (isMarked && text) {
    replace(field, from - mark.length, to + mark.length, text, from - mark.length, text.length);
  } else {
    replace(field, from, to, mark + text + mark, from + mark.length, text.length);
  }
}

function fence(field) {
  const { selectionStart: from, selectionEnd: to, value } = field;
  const before = from === 0 || value[from - 1] === "\n" ? "```\n" : "\n```\n";
  const text = selected(field).replace(/\n$/, "");
  const after = value[to] === undefined || value[to] === "\n" ? "\n```" : "\n```\n";
  replace(field, from, to, before + text + after, from + before.length, text.length);
}

function link(field) {
  const { selectionStart: from, selectionEnd: to } = field;
  const text = selected(field);
  if (/^https?:\/\/\S+$/.test(text)) {
    replace(field, from, to, `[](${text})`, from + 1, 0);
  } else {
    const address = "https://";
    const words = `[${text}](`;
    replace(field, from, to, `${words}${address})`, from + words.length, address.length);
  }
}

function toggleLines(field, mark) {
  const { selectionStart, selectionEnd, value } = field;
  const from = value.slice(0, selectionStart).lastIndexOf("\n") + 1;
  const end = value.indexOf("\n", selectionEnd);
  const to = end < 0 ? value.length : end;
  const lines = value.slice(from, to).split("\n");
  const isMarked = lines.every((line) => line.startsWith(mark));
  const text = lines.map((line) => (isMarked ? line.slice(mark.length) : mark + line)).join("\n");
  // On one line one goes on writing; several may be meant for the next tool as well.
  if (!text) clear(field, from, to);
  else if (lines.length === 1) replace(field, from, to, text, from + text.length, 0);
  else replace(field, from, to, text, from, text.length);
}

function clear(field, from, to) {
  field.setSelectionRange(from, to);
  field.focus();
  document.execCommand("delete");
}
