/**
 * Light or dark, before the first paint: a classic script in the head, not a module.
 *
 * Nothing chosen means what the system says; the button (`#theme`) chooses the other one.
 */
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");

  function remembered() {
    try {
      return localStorage.getItem("tema");
    } catch {
      return null; // storage is forbidden here
    }
  }

  function choose(theme) {
    root.dataset.theme = theme;
    try {
      localStorage.setItem("tema", theme);
    } catch {
      // Then it holds for this page only.
    }
  }

  const before = remembered();
  if (before === "light" || before === "dark") root.dataset.theme = before;

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("#theme")) return;
    const now = root.dataset.theme ?? (dark.matches ? "dark" : "light");
    choose(now === "dark" ? "light" : "dark");
  });
  addEventListener("storage", (event) => {
    if (event.key === "tema" && event.newValue) root.dataset.theme = event.newValue;
  });
})();
