// Replaces what is selected in a field, so that the browser's own undo takes it back.

export function insertText(field, text) {
  field.focus();
  // The only way into a field's undo history; it tells the listeners of "input" by itself.
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
