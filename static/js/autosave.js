// Saving while typing: <form data-autosave data-key="…" data-version="…">. The protocol is in docs/design.md.
// What was typed stays on this device until the server has acknowledged it.
import { draftKey, keepDraft, dropDraft, restoreDraft } from "./drafts.js";
import { hideConflict, setField, showConflict, wireConflict } from "./conflict.js";
import { csrfToken, onLoad, replaceParts, text, within } from "./lib.js";
import { toast } from "./toast.js";

const WAIT = 800;
const FIRST_RETRY = 2000;
const LAST_RETRY = 60000;
const AT_ONCE = "select, input[type=checkbox], input[type=radio], input[type=date], input[type=number]";

const savers = new Map();

class Saver {
  constructor(form) {
    this.form = form;
    this.timer = 0;
    this.retry = FIRST_RETRY;
    this.changes = 0;
    this.running = false;
    this.held = false;
    this.shownFor = 0;
    this.stamp = 0;
  }

  /** Something was typed: keep it here, then save it soon. */
  changed(wait) {
    this.changes += 1;
    this.stamp = keepDraft(this.form);
    // A conflict that is shown is asked for anew, so that it holds what was typed since.
    this.later(this.held ? WAIT : wait);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  get pending() {
    return this.changes > 0;
  }

  say(state, words = text(state)) {
    const line = this.form.querySelector("[data-save-state]");
    if (!line) return;
    line.dataset.state = state;
    line.textContent = words;
  }

  /** The question was left already: what went wrong with it is said on the page. */
  warn() {
    const name = this.form.dataset.name;
    if (!this.form.isConnected && name) toast(text("left-unsaved", { name }), "weak");
  }

  body() {
    const data = new FormData(this.form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    data.set("version", this.form.dataset.version ?? "");
    return new URLSearchParams(data);
  }

  async save() {
    clearTimeout(this.timer);
    if (this.running || !this.pending || (this.held && this.shownFor === this.changes)) return;
    if (!navigator.onLine) {
      this.say("offline");
      return;
    }
    this.running = true;
    const sent = this.changes;
    this.say("saving");
    try {
      const answer = await fetch(this.form.action, {
        method: "POST",
        headers: { Accept: "application/json", "X-Autosave": "1", "X-CSRFToken": csrfToken() },
        body: (this.sent = this.body()),
        redirect: "manual",
      });
      await this.take(answer, sent);
    } catch {
      this.failed(navigator.onLine ? "failed" : "offline");
    }
    this.running = false;
    if (this.pending && sent !== this.changes) this.later(WAIT);
  }

  async take(answer, sent) {
    const json = answer.headers.get("Content-Type")?.includes("json");
    const body = json ? await answer.json() : {};
    // A redirect means that the sign-in has run out.
    const status = answer.type === "opaqueredirect" || answer.redirected ? 401 : answer.status;
    if (status === 200 && json) this.saved(body, sent);
    else if (status === 409 && json) this.conflict(body, sent);
    else if (status === 422) this.invalid(body, sent);
    else if (status >= 500 || status === 429) this.failed("failed");
    else this.refused(status);
  }

  saved(body, sent) {
    this.retry = FIRST_RETRY;
    this.held = false;
    this.mark({});
    hideConflict(this.form);
    // Words of others that the form does not show stay ahead of its version: what is typed beside them is a conflict.
    if (this.takeOver(body.values) && body.version !== undefined) this.form.dataset.version = body.version;
    if (sent === this.changes) {
      this.changes = 0;
      dropDraft(this.form, this.stamp);
      this.say("saved", body.text || text("saved"));
    }
    replaceParts(body.html);
    this.tell("saved", body);
  }

  /** What somebody else changed meanwhile, in the fields that were left alone since they were sent. Whether all were. */
  takeOver(values = {}) {
    let all = true;
    for (const [name, value] of Object.entries(values || {})) {
      const field = this.form.elements.namedItem(name);
      if (!field || field.value === value) continue;
      if (field.value === (this.sent.get(name) ?? "")) setField(field, value);
      else all = false;
    }
    return all;
  }

  conflict(body, sent) {
    this.held = true;
    this.shownFor = sent;
    this.say("conflict");
    // Who goes on typing is left where they type.
    showConflict(this.form, body, { focus: sent === this.changes && this.form.contains(document.activeElement) });
    this.warn();
    if (!this.form.isConnected) savers.delete(this.form);
    this.tell("conflict", body);
  }

  invalid(body, sent) {
    const errors = body.errors || {};
    this.mark(errors);
    this.say("failed", Object.values(errors).flat().join(" ") || text("invalid"));
    // Nothing to try again before something else is typed; the draft stays.
    if (sent === this.changes) clearTimeout(this.timer);
    this.warn();
    this.tell("failed", body);
  }

  refused(status) {
    this.say("failed", text(`http-${status}`) || text("invalid"));
    this.warn();
    this.tell("failed", { status });
  }

  failed(state) {
    this.say(state);
    this.later(this.retry);
    this.retry = Math.min(this.retry * 2, LAST_RETRY);
    this.tell("failed", {});
  }

  /** The person has chosen between two versions. */
  resolved(version) {
    this.held = false;
    this.form.dataset.version = version;
    this.changes += 1;
    this.stamp = keepDraft(this.form);
    this.save();
  }

  /** The server's words are taken as they are, e.g. because somebody else wrote them: nothing is left to save. */
  adopt(values, version) {
    if (this.pending || this.running || this.held) return false;
    for (const [name, value] of Object.entries(values)) setField(this.form.elements.namedItem(name), value);
    this.form.dataset.version = version;
    return true;
  }

  mark(errors) {
    for (const field of this.form.elements) {
      if (!field.name) continue;
      if (errors[field.name]) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  }

  tell(what, detail) {
    this.form.dispatchEvent(new CustomEvent(`autosave:${what}`, { bubbles: true, detail }));
  }
}

/** The saver of a form. */
export function saverOf(form) {
  if (!savers.has(form)) savers.set(form, new Saver(form));
  return savers.get(form);
}

function autosaved(target) {
  return target.closest?.("form[data-autosave]") || (target.form?.hasAttribute("data-autosave") ? target.form : null);
}

for (const name of ["input", "change"]) {
  document.addEventListener(name, (event) => {
    const form = autosaved(event.target);
    if (event.target.closest?.("[data-conflict]")) return;
    if (!form || !event.target.name || event.target.type === "file") return;
    const atOnce = name === "change" && event.target.matches(AT_ONCE);
    if (name === "input" && event.target.matches(AT_ONCE)) return;
    if (name === "change" && !atOnce) saverOf(form).save();
    else saverOf(form).changed(atOnce ? 0 : WAIT);
  });
}

// The button saves now, without leaving the page; files and the browser's own submit stay possible with data-leave.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute?.("data-autosave") || event.submitter?.hasAttribute("data-leave")) return;
  event.preventDefault();
  saveNow(form);
});

/** Save what stands in the form, also when nothing was typed since. */
export function saveNow(form) {
  const saver = saverOf(form);
  if (saver.held) return;
  saver.changes += 1;
  saver.save();
}

window.addEventListener("online", () => {
  for (const saver of savers.values()) saver.save();
});

window.addEventListener("offline", () => {
  for (const saver of savers.values()) if (saver.pending) saver.say("offline");
});

window.addEventListener("beforeunload", (event) => {
  for (const [form, saver] of savers) {
    if (!saver.pending) continue;
    saver.save();
    event.preventDefault();
  }
});

// A form that leaves the page by a swap is saved on its way out; its draft stays until that worked.
document.addEventListener("htmx:beforeSwap", (event) => {
  for (const [form, saver] of savers) {
    if (!form.isConnected && !saver.pending) savers.delete(form);
    else if (event.detail.target.contains(form)) saver.save();
  }
});

onLoad((part) => {
  for (const form of within(part, "form[data-autosave]:not([data-autosave-ready])")) {
    form.dataset.autosaveReady = "1";
    wireConflict(form, (version) => saverOf(form).resolved(version));
    if (!draftKey(form) || !restoreDraft(form)) continue;
    const saver = saverOf(form);
    saver.say("failed", text("restored"));
    saver.changed(WAIT);
  }
});
