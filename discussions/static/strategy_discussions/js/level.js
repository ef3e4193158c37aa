// Follow and mute, without leaving one's place.

import { announce, say } from "./announce.js";

export function chooseLevelsInPlace(root, thread) {
  const group = root.querySelector("[data-levels]");
  group?.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-level]");
    if (!button) return;
    event.preventDefault();
    const form = new URLSearchParams({ level: button.value });
    try {
      const response = await thread.submit(group.dataset.levels, form);
      if (!response.ok) throw new Error();
      const answer = await response.json();
      show(group, answer.level);
      announce(root, answer.message);
    } catch {
      announce(root, say("failed"), { visible: true });
    }
  });
}

function show(group, level) {
  for (const button of group.querySelectorAll("[data-level]")) {
    const isChosen = button.dataset.level === level;
    button.setAttribute("aria-pressed", String(isChosen));
    button.value = isChosen ? "normal" : button.dataset.level;
  }
}
