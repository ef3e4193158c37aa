// Pinned posts above the discussion. A post that is pinned carries its entry in its own fragment,
// so the list follows from the posts as they arrive, on whichever page of the discussion they stand.

for (const root of document.querySelectorAll("[data-discussion]")) {
  const box = root.querySelector("[data-pins]");
  if (box) keepUpToDate(root, box, box.querySelector("[data-pins-list]"));
}

function keepUpToDate(root, box, list) {
  const take = (id, entry) => {
    list.querySelector(`[data-pin-of="${id}"]`)?.remove();
    if (entry) list.insertBefore(entry, later(list, entry));
    box.hidden = !list.children.length;
  };
  root.addEventListener("strategy:post", ({ detail: post }) => {
    const entry = post.querySelector("[data-pin]")?.content.firstElementChild.cloneNode(true);
    take(post.dataset.post, entry);
  });
  root.addEventListener("strategy:removed", ({ detail: id }) => take(id));
}

function later(list, entry) {
  const at = Number(entry.dataset.at);
  return [...list.children].find((other) => Number(other.dataset.at) > at) ?? null;
}
