// "/" goes to the search of the discussion, unless somebody is writing.

addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const field = document.querySelector("[data-thread-search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});
