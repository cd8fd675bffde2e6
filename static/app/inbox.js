// Single keys for the inbox of changes (WCAG 2.1.4): off unless somebody turns them on, and never in a field.
const STORE = "inbox-keys", PLACE = "inbox-place";
const panel = document.querySelector("[data-keys]");
const cards = [...document.querySelectorAll("[data-request]")];

function isOn() {
  return localStorage.getItem(STORE) === "on";
}

function show() {
  const toggle = panel.querySelector("[data-keys-toggle]");
  toggle.textContent = isOn() ? "Turn single keys off" : "Turn single keys on";
  toggle.setAttribute("aria-pressed", String(isOn()));
  panel.querySelector("[data-keys-hint]").hidden = !isOn();
}

function place() {
  return cards.findIndex((card) => card.contains(document.activeElement));
}

function go(to) {
  const card = cards[Math.max(0, Math.min(cards.length - 1, to))];
  card?.focus();
}

function press(card, key) {
  const target = card?.querySelector(`[data-key="${key}"]`);
  if (!target) return;
  if (key === "a") target.focus();
  else target.click();
}

const ACTS = { j: () => go(place() + 1), k: () => go(place() - 1) };
for (const key of ["a", "r", "o"]) ACTS[key] = () => press(cards[place()], key);

if (panel) {
  panel.hidden = false;
  show();
  panel.querySelector("[data-keys-toggle]").addEventListener("click", () => {
    localStorage.setItem(STORE, isOn() ? "off" : "on");
    show();
  });
  document.addEventListener("keydown", (event) => {
    if (!isOn() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    const act = ACTS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  // After a decision the page comes back: the next request has the focus where the decided one was.
  for (const [index, card] of cards.entries()) {
    card.querySelector("form")?.addEventListener("submit", () => sessionStorage.setItem(PLACE, String(index)));
  }
  const before = sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);
  if (before !== null && isOn()) go(Number(before));
}
