// "In reply to …" goes to that post without leaving the page, if it stands on it. If it doesn't, the
// link's own address finds the page that it stands on.

for (const root of document.querySelectorAll("[data-discussion]")) {
  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-answered]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const answered = document.getElementById(`post-${link.closest("[data-post]").dataset.parent}`);
    if (!answered) return;
    event.preventDefault();
    if (location.hash === `#${answered.id}`) answered.scrollIntoView();
    else location.hash = answered.id;
  });
}
