// Marks where the viewer is mentioned: posts are the same for everybody, and this is theirs alone.

export function markMentions(root, viewerId) {
  const isViewer = `[data-mention="${CSS.escape(viewerId)}"]`;
  const { mentionedTitle: title } = root.dataset;
  const mark = (element) => {
    for (const mention of element.querySelectorAll(isViewer)) {
      mention.classList.add("mention--viewer");
      mention.setAttribute("role", "mark");
      mention.title = title;
    }
  };
  mark(root);
  root.addEventListener("strategy:post", ({ detail }) => mark(detail));
}
