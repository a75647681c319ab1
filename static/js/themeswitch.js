// Theme: system, light, dark in turn; kept on this device.
import { onLoad, within } from "./lib.js";

const ORDER = ["system", "light", "dark"];
const root = document.documentElement;

function current() {
  return root.dataset.theme || "system";
}

function show(part) {
  for (const name of within(part, "[data-theme-name]")) name.textContent = name.dataset[current()];
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-switch]")) return;
  const next = ORDER[(ORDER.indexOf(current()) + 1) % ORDER.length];
  if (next === "system") delete root.dataset.theme;
  else root.dataset.theme = next;
  try {
    localStorage.setItem("kam-theme", next);
  } catch {
    // Kept for this page only.
  }
  show(document);
});

onLoad(show);
