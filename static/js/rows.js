// Table rows: selection for bulk actions, the current row for j and k.
// <table data-rows> with <input type="checkbox" data-row-select name="ids"> in each row,
// <input type="checkbox" data-row-all> in its head and an element [data-bulk] shown while something is selected.
import { onLoad, text, within } from "./lib.js";

let last = null;

function boxes(scope) {
  return [...scope.querySelectorAll("input[data-row-select]")];
}

function show(scope) {
  const all = boxes(scope);
  const chosen = all.filter((box) => box.checked).length;
  const head = scope.querySelector("input[data-row-all]");
  if (head) {
    head.checked = chosen > 0 && chosen === all.length;
    head.indeterminate = chosen > 0 && chosen < all.length;
  }
  const form = scope.closest("form") || document;
  for (const bar of form.querySelectorAll("[data-bulk]")) {
    bar.hidden = chosen === 0;
    for (const count of bar.querySelectorAll("[data-bulk-count]")) count.textContent = text("selected", { n: chosen });
  }
}

document.addEventListener("click", (event) => {
  const box = event.target;
  const scope = box.closest?.("[data-rows]");
  if (!scope || !box.matches("input[data-row-select]")) return;
  if (event.shiftKey && last && scope.contains(last)) {
    const all = boxes(scope);
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    for (const other of all.slice(from, to + 1)) other.checked = box.checked;
  }
  last = box;
});

document.addEventListener("change", (event) => {
  const scope = event.target.closest?.("[data-rows]");
  if (!scope) return;
  if (event.target.matches("input[data-row-all]")) for (const box of boxes(scope)) box.checked = event.target.checked;
  if (event.target.matches("input[data-row-all], input[data-row-select]")) show(scope);
});

onLoad((part) => {
  for (const scope of within(part, "[data-rows]")) show(scope);
});

/** The rows that j and k walk through. */
export function rows() {
  return [...document.querySelectorAll("[data-rows] > tbody > tr, ul[data-rows] > li, ol[data-rows] > li")].filter(
    (row) => row.offsetParent,
  );
}

/** Make the next (1) or previous (-1) row current. */
export function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("is-current"));
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  if (at >= 0) all[at].classList.remove("is-current");
  next.classList.add("is-current");
  next.scrollIntoView({ block: "nearest" });
  (next.querySelector("th a, a[data-row-link], a") || next).focus({ preventScroll: true });
}

/** The current row, if any. */
export function currentRow() {
  return document.querySelector("[data-rows] .is-current");
}
