// Two people changed the same text: both are shown with a text that holds both, and the person decides.
// Enter or m takes both, 1 keeps mine, 2 takes theirs.
import { isTyping, text } from "./lib.js";

const KEYS = { m: "merged", 1: "mine", 2: "theirs" };
// Keys that were meant for the text while the choice came up decide nothing.
const SETTLE = 600;

function box(form) {
  return form.querySelector("[data-conflict]") || document.querySelector(`[data-conflict][data-for="${form.id}"]`);
}

function field(form, name) {
  return form.elements.namedItem(name) || [...form.elements].find((item) => item.matches("textarea, input[type=text], select"));
}

function fill(part, name, words) {
  const node = part.querySelector(`[data-conflict-${name}]`);
  if (node) node.textContent = words ?? "";
}

/** Show what one side changed: what is new and what is gone carry more than a colour. */
function pieces(part, name, found) {
  const node = part.querySelector(`[data-conflict-${name}]`);
  if (!node || !found?.length) return;
  node.replaceChildren(
    ...found.map(([kind, words]) => {
      const piece = document.createElement({ added: "ins", removed: "del" }[kind] || "span");
      piece.textContent = words;
      return piece;
    }),
  );
}

/** Put a value into a field of any kind, without saving it. */
export function setField(control, value) {
  if (!control) return;
  if (control instanceof RadioNodeList) control.value = value;
  else if (control.value !== value) {
    const at = document.activeElement === control ? [control.selectionStart, control.selectionEnd] : null;
    control.value = value;
    if (at && at[0] !== null && control.setSelectionRange) control.setSelectionRange(...at);
  }
  const node = control instanceof RadioNodeList ? control[0] : control;
  node.dispatchEvent(new Event("autosave:filled", { bubbles: true }));
}

/** Show the conflict; a proposal that the person has changed is left as it is. */
export function showConflict(form, body, { focus = true } = {}) {
  const part = box(form);
  if (!part) return;
  for (const name of ["mine", "theirs", "before"]) fill(part, name, body[name]);
  pieces(part, "mine", body.minePieces);
  pieces(part, "theirs", body.theirsPieces);
  fill(part, "also", (body.also || []).join("\n"));
  fill(part, "by", body.by ? text("conflict-by", { by: body.by }) : "");
  const together = part.querySelector("[data-conflict-merged]");
  const take = part.querySelector("[data-conflict-keep=merged]");
  if (together && (part.hidden || together.value === part.conflict?.merged)) together.value = body.merged ?? "";
  for (const node of [together?.closest("[data-conflict-together]"), take]) if (node) node.hidden = !body.merged;
  part.conflict = body;
  part.hidden = false;
  part.shownAt = Date.now();
  if (focus) [...part.querySelectorAll("[data-conflict-keep]")].find((button) => !button.hidden)?.focus();
}

export function hideConflict(form) {
  const part = box(form);
  if (part) part.hidden = true;
}

function decide(form, part, choice, resolved) {
  const body = part.conflict;
  const control = field(form, body.field);
  if (choice === "merged" && control.value.trim() !== (body.mine ?? "").trim()) {
    control.dispatchEvent(new Event("input", { bubbles: true })); // typed on since: asked for anew
    return;
  }
  for (const [name, value] of Object.entries(body.values || {})) setField(form.elements.namedItem(name), value);
  if (choice === "theirs") {
    setField(control, body.theirsValue ?? body.theirs);
    for (const [name, value] of Object.entries(body.theirsValues || {})) setField(form.elements.namedItem(name), value);
  }
  if (choice === "merged") setField(control, part.querySelector("[data-conflict-merged]").value);
  part.hidden = true;
  resolved(body.version);
  (control instanceof RadioNodeList ? control[0] : control)?.focus?.();
}

/** Answer the buttons and their keys; `resolved(version)` saves what stands in the field then. */
export function wireConflict(form, resolved) {
  const part = box(form);
  if (!part || part.dataset.wired) return;
  part.dataset.wired = "1";
  part.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-conflict-keep]")?.dataset.conflictKeep;
    if (!choice || !part.conflict) return;
    event.preventDefault();
    if (event.detail === 0 && Date.now() - part.shownAt < SETTLE) return;
    decide(form, part, choice, resolved);
  });
  part.addEventListener("keydown", (event) => {
    const choice = KEYS[event.key];
    if (!choice || !part.conflict || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (choice === "merged" && !part.conflict.merged) return;
    event.preventDefault();
    event.stopPropagation();
    if (Date.now() - part.shownAt < SETTLE) return;
    decide(form, part, choice, resolved);
  });
}
