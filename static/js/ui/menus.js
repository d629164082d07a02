/** Menus of the page: one at a time; a click elsewhere or Escape closes it. */

const open = () => document.querySelectorAll("details.menu[open]");

function closeOthers(kept) {
  for (const menu of open()) if (menu !== kept) menu.open = false;
}

export function keepMenus() {
  document.addEventListener("click", (event) => closeOthers(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      const inside = menu.contains(document.activeElement);
      menu.open = false;
      if (inside) menu.querySelector("summary").focus();
    }
  });
}
