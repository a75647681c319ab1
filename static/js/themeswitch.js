// Theme: system, light, dark in turn; kept on this device and, for who is signed in, with the person.
import { csrfToken, onLoad, within } from "./lib.js";

const ORDER = ["system", "light", "dark"];
const root = document.documentElement;

function current() {
  return root.dataset.theme || "system";
}

function show(part) {
  for (const name of within(part, "[data-theme-name]")) name.textContent = name.dataset[current()];
}

function remember(address, theme) {
  if (!address) return;
  const body = new URLSearchParams({ theme: theme === "system" ? "auto" : theme });
  // Without an answer the choice stays on this device.
  fetch(address, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() } }).catch(() => {});
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-switch]");
  if (!button) return;
  const next = ORDER[(ORDER.indexOf(current()) + 1) % ORDER.length];
  if (next === "system") delete root.dataset.theme;
  else root.dataset.theme = next;
  try {
    localStorage.setItem("kam-theme", next);
  } catch {
    // Kept for this page only.
  }
  show(document);
  remember(button.dataset.themeUrl, next);
});

onLoad(show);
