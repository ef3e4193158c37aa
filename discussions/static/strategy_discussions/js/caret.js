// Where the caret stands in a text area, in pixels from its upper left corner: found in a copy of it.

const COPIED = [
  "direction", "fontFamily", "fontSize", "fontStyle", "fontWeight", "letterSpacing", "lineHeight",
  "paddingBlockEnd", "paddingBlockStart", "paddingInlineEnd", "paddingInlineStart", "tabSize",
  "textAlign", "textIndent", "textTransform", "wordSpacing",
];

export function placeOfCaret(field, at) {
  const copy = document.createElement("div");
  const style = getComputedStyle(field);
  for (const name of COPIED) copy.style[name] = style[name];
  Object.assign(copy.style, {
    boxSizing: "border-box",
    inlineSize: `${field.clientWidth}px`,
    overflowWrap: "break-word",
    position: "absolute",
    visibility: "hidden",
    whiteSpace: "pre-wrap",
  });
  const mark = document.createElement("span");
  mark.textContent = "\u200b";
  copy.append(field.value.slice(0, at), mark);
  document.body.append(copy);
  const place = {
    left: mark.offsetLeft + field.clientLeft - field.scrollLeft,
    top: mark.offsetTop + field.clientTop - field.scrollTop,
    height: mark.offsetHeight,
  };
  copy.remove();
  return place;
}
