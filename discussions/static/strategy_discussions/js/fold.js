// Folds a conversation to its first post, and remembers it in this browser.

import { say } from "./announce.js";

const REMEMBERED = 200;

export function foldConversations(root) {
  const list = root.querySelector("[data-posts]");
  const key = `strategy-folded:${root.dataset.discussion}`;
  const folded = new Set(read(key));

  function draw() {
    for (const first of list.querySelectorAll(':scope > [data-post][data-parent=""]')) {
      const replies = repliesOf(first);
      const isFolded = folded.has(first.dataset.post);
      for (const reply of replies) reply.hidden = isFolded;
      drawButton(first, replies.length, isFolded);
    }
  }

  function fold(id, isFolded) {
    folded.delete(id);
    if (isFolded) folded.add(id);
    write(key, [...folded].slice(-REMEMBERED));
    draw();
  }

  // Whoever follows a link to a reply wants to see it.
  function showTarget() {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (!target || !list.contains(target) || !target.hidden) return;
    const first = list.querySelector(`:scope > [data-parent=""][data-root="${target.dataset.root}"]`);
    fold(first.dataset.post, false);
    target.scrollIntoView();
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fold]");
    if (button) fold(button.closest("[data-post]").dataset.post, button.ariaExpanded === "true");
  });
  root.addEventListener("strategy:shown", draw);
  addEventListener("hashchange", showTarget);
  draw();
  showTarget();
}

function repliesOf(first) {
  const replies = [];
  let next = first.nextElementSibling;
  while (next?.dataset.root === first.dataset.root) {
    replies.push(next);
    next = next.nextElementSibling;
  }
  return replies;
}

function drawButton(first, count, isFolded) {
  const place = first.querySelector(".post__actions") ?? first.querySelector(".post__head");
  let button = place.querySelector(":scope > [data-fold]");
  if (!count) return button?.remove();
  if (!button) {
    button = document.createElement("button");
    button.type = "button";
    button.className = "post__fold";
    button.dataset.fold = "";
    place.append(button);
  }
  button.ariaExpanded = String(!isFolded);
  button.textContent = say(isFolded ? "unfold" : "fold", count);
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? [];
  } catch {
    return [];
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage may be forbidden; the choice then lasts for this page.
  }
}
