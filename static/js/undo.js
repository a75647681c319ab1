// Undo of the last change in a plan: Ctrl/⌘ Z outside a text field, or a button [data-undo] that names the address.
// After a save the form's own button is shown for a while.
import { saverOf } from "./autosave.js";
import { csrfToken, isTyping, replaceParts, text } from "./lib.js";
import { toast } from "./toast.js";

const SHOWN = 30000;
let running = false;

function address() {
  return document.querySelector("[data-undo-url]")?.dataset.undoUrl;
}

/** The open form follows when it is the one that was changed. */
function follow(answers = []) {
  for (const one of answers) {
    const form = document.querySelector(`form[data-autosave][data-name="${CSS.escape(one.code)}"]`);
    if (form) saverOf(form).adopt(one.values, one.version);
  }
}

async function undo(event = "") {
  const url = address();
  const form = document.querySelector("form.answer-form[data-autosave]");
  if (!url || running) return;
  if (form && saverOf(form).pending) {
    toast(text("saving"), "info");
    return;
  }
  running = true;
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { Accept: "application/json", "X-Autosave": "1", "X-CSRFToken": csrfToken() },
      body: new URLSearchParams(event ? { event } : {}),
      redirect: "manual",
    });
    const body = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (body.reload) location.reload();
    else if (answer.ok) {
      replaceParts(body.html);
      follow(body.answers);
      toast(body.text, "strong", body.again ? { label: text("redo"), run: () => undo(body.again) } : null);
    } else toast(body.text || text(`http-${answer.status}`) || text("http-500"), "fair");
  } catch {
    toast(text("http-network"), "weak");
  }
  running = false;
}

document.addEventListener("keydown", (event) => {
  const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "z";
  if (!isUndo || isTyping(event.target) || event.defaultPrevented || document.querySelector("dialog[open]") || !address()) return;
  event.preventDefault();
  undo();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-undo]")) return;
  event.preventDefault();
  undo();
});

document.addEventListener("autosave:saved", (event) => {
  const button = event.target.querySelector("[data-undo]");
  if (!button) return;
  button.hidden = false;
  clearTimeout(button.hideLater);
  button.hideLater = setTimeout(() => {
    // Not under the fingers of somebody who has just reached it.
    if (document.activeElement !== button) button.hidden = true;
  }, SHOWN);
});
