// The frame: the theme switch, menus that close when the person leaves them, and messages.

import { repeatUnseenMessages } from "./toasts.js";

const root = document.documentElement;
const THEMES = ["auto", "light", "dark"];

function currentTheme() {
  return root.dataset.theme ?? "auto";
}

function chooseTheme(theme) {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === "auto") localStorage.removeItem("strategy-theme");
    else localStorage.setItem("strategy-theme", theme);
  } catch {
    // Storage may be forbidden; the choice then lasts for this page.
  }
}

function setUpThemeSwitch(button) {
  const say = () => {
    const theme = currentTheme();
    button.dataset.current = theme;
    button.querySelector("[data-theme-label]").textContent = button.dataset[`label${theme}`];
  };
  button.addEventListener("click", () => {
    const next = (THEMES.indexOf(currentTheme()) + 1) % THEMES.length;
    chooseTheme(THEMES[next]);
    say();
  });
  say();
  button.hidden = false;
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

document.querySelectorAll("[data-theme-switch]").forEach(setUpThemeSwitch);
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("focusin", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details.menu[open]");
  closeMenus(null);
  menu?.querySelector("summary")?.focus();
});
addEventListener("load", repeatUnseenMessages);
