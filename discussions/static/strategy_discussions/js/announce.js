// Words that scripts show. They are translated by the server and read from the page.

const element = document.getElementById("strategy-words");
const words = element ? JSON.parse(element.textContent) : {};

export function say(name, value = "") {
  const text = words[name] ?? "";
  if (typeof text === "object") {
    return text[value === 1 ? "one" : "many"].replace("%s", value.toLocaleString());
  }
  return text.replace("%s", value);
}

// For screen readers; and, when it must be seen, for everybody.
export function announce(root, text, { visible = false } = {}) {
  const status = root.querySelector("[data-announce]");
  status.textContent = text;
  status.classList.toggle("visually-hidden", !visible);
  status.classList.toggle("notice", visible);
}
