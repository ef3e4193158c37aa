// Brings the page to life for a signed-in person. Without it, forms post and pages reload.

import { say } from "./announce.js";
import { Attachments } from "./attachments.js";
import { Composer } from "./composer.js";
import { foldConversations } from "./fold.js";
import { explainKinds } from "./kinds.js";
import { chooseLevelsInPlace } from "./level.js";
import { Live } from "./live.js";
import { offerTools } from "./markdown_tools.js";
import { markMentions } from "./mentioned.js";
import { Mentions } from "./mentions.js";
import { Preview } from "./preview.js";
import { quoteInPlace } from "./quote.js";
import { reportReading } from "./reading.js";
import { Thread } from "./thread.js";
import { showRelativeTimes } from "./time.js";
import "./answered.js";
import "./covenant.js";
import "./pins.js";
import "./search.js";
import "./waiting.js";

showRelativeTimes();
for (const place of document.querySelectorAll("[data-attach]")) new Attachments(place);
for (const bar of document.querySelectorAll("[data-markdown-tools]")) offerTools(bar);
for (const place of document.querySelectorAll("[data-kinds]")) explainKinds(place);
for (const place of document.querySelectorAll("[data-mentions]")) new Mentions(place);

const path = document.body.dataset.live;
if (path) start(new Live(path));

function start(live) {
  const threads = new Map();
  for (const root of document.querySelectorAll("[data-discussion]")) {
    const thread = new Thread(root);
    threads.set(thread.id, thread);
    foldConversations(root);
    markMentions(root, document.body.dataset.person);
    reportReading(root, thread);
    chooseLevelsInPlace(root, thread);
    const form = root.querySelector("[data-composer]");
    form?.addEventListener("input", () => {
      if (live.typing(thread.id)) thread.viewerTypes();
    });
    if (form) {
      const composer = new Composer(form, thread, document.body.dataset.person);
      new Preview(form);
      quoteInPlace(root, composer);
      root.addEventListener("click", (event) => answerInPlace(event, composer));
    }
    root.addEventListener("strategy:gone", () => live.unsubscribe(thread.id));
    live.subscribe(thread.id, () => thread.head);
  }
  live.addEventListener("state", ({ detail }) => showState(detail));
  live.addEventListener("ended", () => location.reload());
  live.addEventListener("outdated", reloadOnce);
  // Where sockets do not get through, the same frames come over HTTP, at each further attempt.
  live.addEventListener("unreachable", () => threads.forEach((thread) => thread.catchUp()));
  live.addEventListener("frame", ({ detail: frame }) => {
    if (frame.type === "heads") {
      for (const [id, head] of Object.entries(frame.heads)) threads.get(Number(id))?.hearHead(head);
    } else if (frame.type === "person") {
      document.dispatchEvent(new CustomEvent("strategy:person", { detail: frame.data }));
    } else if (frame.type === "presence") {
      threads.get(frame.discussion)?.showPresence(frame);
    } else if (frame.discussion) {
      threads.get(frame.discussion)?.apply(frame);
    }
  });
}

// The server speaks a newer protocol than these scripts: fetch newer ones, but not again and again.
function reloadOnce() {
  if (sessionStorage.getItem("strategy-outdated")) return;
  sessionStorage.setItem("strategy-outdated", "yes");
  location.reload();
}

function answerInPlace(event, composer) {
  const link = event.target.closest("[data-reply]");
  if (!link) return;
  event.preventDefault();
  composer.answer(link.dataset.reply, link.dataset.replyName);
}

function showState(state) {
  document.documentElement.dataset.live = state;
  for (const place of document.querySelectorAll("[data-presence]")) {
    if (state !== "on") place.hidden = true; // what was last heard is no longer known
  }
  for (const sign of document.querySelectorAll(".live")) {
    sign.hidden = false;
    sign.dataset.state = state;
    sign.querySelector("[data-live-text]").textContent = say(`live-${state}`);
  }
}
