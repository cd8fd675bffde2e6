// Progressive enhancement only: every page works without this file.
import { initAll } from "../vendor/govuk-frontend.min.js";

const NARROW = "(max-width: 40.0525em)";

// Menus made of <details>: a click elsewhere or Escape closes them.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details[data-menu][open]");
  closeMenus(null);
  menu?.querySelector("summary").focus();
});

// On a phone the filters start closed, unless one is in use.
if (window.matchMedia(NARROW).matches) {
  for (const panel of document.querySelectorAll("details[data-collapse-narrow]")) panel.open = false;
}

// Tabs that do not fit scroll: the one in use is in view.
for (const tab of document.querySelectorAll(".app-tabs [aria-current]")) {
  const list = tab.closest("ul");
  const room = list.clientWidth - tab.offsetWidth;
  list.scrollLeft += tab.getBoundingClientRect().left - list.getBoundingClientRect().left - room / 2;
}

// A scrolling region takes the focus only while there is something to scroll.
const watchWidth = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
  }
});
function watchScrollers(root) {
  for (const region of root.querySelectorAll(".app-scroll")) watchWidth.observe(region);
}
watchScrollers(document);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// Fragments that htmx puts in need the same treatment as the page.
document.addEventListener("htmx:afterSwap", (event) => watchScrollers(event.detail.target.parentElement ?? document));

initAll();
