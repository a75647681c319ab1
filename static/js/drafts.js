// Drafts: the fields of a form as they were typed, kept on this device until the server has them.
import { store } from "./lib.js";

const OLD = 30 * 24 * 3600 * 1000;

/** Under which name; empty for a form that has none. One person's drafts are not another's. */
export function draftKey(form) {
  const key = form.dataset.key;
  return key ? `kam-draft:${document.body.dataset.user || ""}:${key}` : "";
}

function fields(form) {
  const values = {};
  for (const field of form.elements) {
    if (!field.name || field.closest("[data-conflict]") || ["hidden", "file", "password", "submit", "button"].includes(field.type)) continue;
    if (field.type === "radio" && !field.checked) continue;
    const value = field.type === "checkbox" ? field.checked : field.multiple ? [...field.selectedOptions].map((o) => o.value) : field.value;
    (values[field.name] ??= []).push(value);
  }
  return values;
}

/** Keep what stands in the fields; returns the stamp of this copy. */
export function keepDraft(form) {
  const key = draftKey(form);
  const at = Date.now();
  if (key) store.set(key, { at, version: form.dataset.version ?? "", values: fields(form) });
  return at;
}

/** Forget the copy; with a stamp only that one, since a later visit may have typed more. */
export function dropDraft(form, stamp = 0) {
  const key = draftKey(form);
  if (key && (!stamp || (store.get(key)?.at ?? 0) <= stamp)) store.remove(key);
}

function fill(field, value) {
  if (field.type === "checkbox") field.checked = value;
  else if (field.type === "radio") field.checked = field.value === value;
  else if (field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
  else field.value = value;
}

/** Put back what was typed and never acknowledged. Says whether there was anything that differs from the page. */
export function restoreDraft(form) {
  const draft = store.get(draftKey(form));
  if (!draft?.values) return false;
  if (Date.now() - draft.at > OLD || JSON.stringify(draft.values) === JSON.stringify(fields(form))) {
    dropDraft(form);
    return false;
  }
  const seen = {};
  for (const field of form.elements) {
    const kept = draft.values[field.name];
    if (!kept) continue;
    const at = field.type === "radio" ? 0 : (seen[field.name] ??= 0);
    if (kept[at] !== undefined) fill(field, kept[at]);
    if (field.type !== "radio") seen[field.name] += 1;
  }
  // The version the draft was typed against: if somebody saved since, the server says so and both are shown.
  form.dataset.version = draft.version;
  return true;
}
