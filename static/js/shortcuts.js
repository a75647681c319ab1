// Keys: ? list, g and a letter go somewhere, j k rows, x select, e edit, n new, / filter.
// Any element takes a key of its own with data-shortcut="e"; in the current row it comes first. A field gets the focus,
// everything else is pressed. Where [data-codes] lists codes, g and a code (g P 4) goes to the element of that id.
import { isTyping, onLoad, within } from "./lib.js";
import { currentRow, move } from "./rows.js";

const GO_WAIT = 1200;
let goUntil = 0;
let goKeys = "";
let goTimer = 0;

function press(selector, scope = document) {
  const found = [...scope.querySelectorAll(selector)].find((element) => element.offsetParent);
  if (!found) return false;
  if (found.matches("input, textarea, select")) found.focus();
  else found.click();
  return true;
}

function go(key) {
  return press(`[data-go="${CSS.escape(key)}"]`);
}

/** The codes that begin with these signs, on a page that has codes. */
function codes(start) {
  const all = document.querySelector("[data-codes]")?.dataset.codes.split(" ") || [];
  return start ? all.filter((code) => code.toUpperCase().startsWith(start)) : [];
}

function jump(code) {
  document.dispatchEvent(new CustomEvent("code:go", { detail: code }));
}

/** One more key after g: a code is collected, any other letter goes to its place. */
function going(key) {
  clearTimeout(goTimer);
  const start = goKeys + key.toUpperCase();
  const found = key.length === 1 ? codes(start) : [];
  const whole = found.find((code) => code.toUpperCase() === start);
  goKeys = "";
  goUntil = 0;
  if (whole && found.length === 1) jump(whole);
  else if (found.length) {
    goKeys = start;
    goUntil = Date.now() + GO_WAIT;
    goTimer = setTimeout(() => {
      goKeys = "";
      goUntil = 0;
      if (whole) jump(whole);
      else go(key);
    }, GO_WAIT);
  } else return go(key);
  return true;
}

function filter() {
  const field = document.querySelector("[data-filterbar] input[type=search], [data-filterbar] input, [data-filterbar] select");
  field?.focus();
  return Boolean(field);
}

function own(key) {
  const selector = `[data-shortcut="${CSS.escape(key)}"]`;
  const row = currentRow();
  return (row && press(selector, row)) || press(selector);
}

const FIXED = {
  "?": () => press("[data-dialog=shortcuts]") || document.getElementById("shortcuts")?.showModal() === undefined,
  "/": filter,
  j: () => (move(1), true),
  k: () => (move(-1), true),
  x: () => press("input[data-row-select]", currentRow() || document.createElement("i")),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const key = event.key;
  if (goUntil > Date.now()) {
    if (key === "Shift") return;
    if (going(key)) event.preventDefault();
    return;
  }
  if (key === "g") {
    goUntil = Date.now() + GO_WAIT;
    return;
  }
  if (own(key) || FIXED[key]?.()) event.preventDefault();
});

onLoad((part) => {
  if (!/Mac|iPhone|iPad/.test(navigator.platform)) return;
  for (const key of within(part, "[data-key=mod]")) key.textContent = "⌘ K";
});
