// "Quote": what is selected in a post, or all of it, begins an answer to it.

import { announce, say } from "./announce.js";

// What Markdown would read as something else than the letter. The same in quoting.py.
const SPECIAL = /[\\`*_[\]~<>&]/g;

export function quoteInPlace(root, composer) {
  // Pressing the mouse on a link would let go of what is selected.
  root.addEventListener("mousedown", (event) => {
    if (event.target.closest("[data-quote]")) event.preventDefault();
  });
  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-quote]");
    if (!link) return;
    event.preventDefault();
    quote(root, composer, link);
  });
}

async function quote(root, composer, link) {
  const post = link.closest("[data-post]");
  const { quote: address, replyName: name } = link.dataset;
  const selected = selectedIn(post.querySelector(".post__body"));
  try {
    const text = selected ? quotation(name, selected) : await wholeText(address);
    composer.answer(post.dataset.post, name);
    composer.add(text);
  } catch {
    announce(root, say("failed"), { visible: true });
  }
}

async function wholeText(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(response.statusText);
  return (await response.json()).text;
}

// The part of the selection that lies in `body`.
function selectedIn(body) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return "";
  const range = selection.getRangeAt(0).cloneRange();
  if (!range.intersectsNode(body)) return "";
  const whole = document.createRange();
  whole.selectNodeContents(body);
  if (range.compareBoundaryPoints(Range.START_TO_START, whole) < 0) range.setStart(body, 0);
  if (range.compareBoundaryPoints(Range.END_TO_END, whole) > 0) {
    range.setEnd(body, body.childNodes.length);
  }
  return range.toString().trim();
}

function quotation(name, text) {
  const plain = (words) => words.replace(SPECIAL, "\\$&");
  const lines = [say("wrote", plain(name)), "", ...plain(text).split(/\s*\n\s*/)];
  return `${lines.map((line) => `> ${line}`.trimEnd()).join("\n")}\n\n`;
}
