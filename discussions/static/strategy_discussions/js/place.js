// Where a post stands: newest conversation first, then by path inside a conversation. The server
// sorts by the same rule, so a page kept up to date live equals a fresh one.

export function compare(a, b) {
  if (a.root !== b.root) return b.root - a.root;
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

export function placeOf(element) {
  return { root: Number(element.dataset.root), path: element.dataset.path };
}
