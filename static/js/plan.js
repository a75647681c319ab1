// The questions of a plan by keyboard: where the focus is after a part was swapped in, save and next, leaving a field.
import { saveNow, saverOf } from "./autosave.js";
import { isTyping } from "./lib.js";

const SHEET = "plan-questions";
let isWriting = false;
let closed = "";

function title() {
  return document.querySelector(".question.is-open .question-title");
}

function field(form) {
  return form.querySelector("input[type=radio][name=choice]:checked, input[type=radio][name=choice]") || form.querySelector("[name=text]");
}

function answerForm() {
  return document.querySelector("form.answer-form[data-autosave]");
}

function show(code) {
  const row = document.getElementById(code);
  const link = row?.querySelector("a.question-row");
  if (link) link.click();
  else if (row) title()?.focus();
  else {
    const jump = document.querySelector("form[data-jump]");
    if (!jump) return;
    jump.elements.q.value = code;
    jump.requestSubmit();
  }
}

document.addEventListener("code:go", (event) => show(event.detail));

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== SHEET) return;
  closed = document.querySelector(".question.is-open")?.id || "";
});

// Who goes on writing finds the next field, everybody else the question; a closed one leaves its row.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id !== SHEET) return;
  const form = answerForm();
  const row = document.querySelector(".answer-row-form");
  if (row) row.querySelector("input:not([type=hidden]), select, textarea")?.focus({ preventScroll: true });
  else if (isWriting && form) field(form)?.focus({ preventScroll: true });
  else if (!document.activeElement || document.activeElement === document.body) {
    (title() || document.querySelector(`#${CSS.escape(closed || "none")} a.question-row`))?.focus({ preventScroll: true });
  }
  isWriting = false;
});

// A panel that opens beside the page is ready to be filled in.
document.addEventListener("htmx:afterSettle", (event) => {
  const side = document.getElementById("side");
  if (event.detail.target.id !== "side" || !side?.querySelector("form")) return;
  side.querySelector("form :is(input:not([type=hidden]), select, textarea):not([disabled])")?.focus({ preventScroll: true });
});

// A page that was swapped in as a whole begins at its content.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target !== document.body || document.activeElement !== document.body) return;
  document.getElementById("main")?.focus({ preventScroll: true });
});

function next(form) {
  isWriting = true;
  const link = form.querySelector("[data-next]");
  if (link) link.click();
  else title()?.focus();
}

// Ctrl/⌘ Enter: save, and on to the next open question.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form.answer-form[data-autosave]");
  if (!form || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  if (saverOf(form).held) return;
  form.addEventListener("autosave:saved", () => next(form), { once: true });
  saveNow(form);
});

// Escape leaves the field for its question, so that single letters are keys again.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (!event.target.closest?.(".question.is-open") || !isTyping(event.target)) return;
  event.preventDefault();
  title()?.focus();
});

// The past of an answer is read anew whenever it is opened.
document.addEventListener(
  "toggle",
  (event) => {
    const address = event.target.dataset?.history;
    if (address && event.target.open) window.htmx?.ajax("GET", address, { target: "#answer-history", swap: "outerHTML" });
  },
  true,
);

// What a key opens is ready to be filled in.
document.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.matches?.("details[data-focus-inside]")) return;
    if (event.target.open && event.target.contains(document.activeElement) === false) {
      event.target.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    }
  },
  true,
);
