// The covenant is asked for once: with the first post that is stored, the question goes.

for (const root of document.querySelectorAll("[data-discussion]")) {
  root.addEventListener("strategy:stored", () => root.querySelector("[data-covenant]")?.remove());
}
