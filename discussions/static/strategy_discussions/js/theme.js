// Runs before the first paint (a classic script in <head>), so a chosen theme never flashes.
(function () {
  document.documentElement.dataset.js = "on";
  try {
    const theme = localStorage.getItem("strategy-theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be forbidden; the system's theme is used.
  }
})();
