// Two people changed the same text: both are shown, and the person decides.
import { text } from "./lib.js";

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

export function showConflict(form, body) {
  const part = box(form);
  if (!part) return;
  for (const name of ["mine", "theirs", "before"]) fill(part, name, body[name]);
  fill(part, "by", body.by ? text("conflict-by", { by: body.by }) : "");
  part.conflict = body;
  part.hidden = false;
  part.querySelector("[data-conflict-keep]").focus();
}

export function hideConflict(form) {
  const part = box(form);
  if (part) part.hidden = true;
}

function set(control, value) {
  if (!control) return;
  control.value = value;
  control.dispatchEvent(new Event("autosave:filled", { bubbles: true }));
}

/** Answer the three buttons; `resolved(version)` saves what stands in the field then. */
export function wireConflict(form, resolved) {
  const part = box(form);
  if (!part || part.dataset.wired) return;
  part.dataset.wired = "1";
  part.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-conflict-keep]")?.dataset.conflictKeep;
    const body = part.conflict;
    if (!choice || !body) return;
    event.preventDefault();
    const control = field(form, body.field);
    if (choice === "theirs") set(control, body.theirsValue ?? body.theirs);
    if (choice === "both") set(control, `${body.theirs}\n\n${body.mine}`);
    part.hidden = true;
    resolved(body.version);
    control?.focus?.();
  });
}
