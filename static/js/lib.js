// What the behaviours share: ready, texts, the CSRF token, storage that may be closed.

/** Run now and again for every part that htmx swaps in. */
export function onLoad(run) {
  run(document);
  document.addEventListener("htmx:load", (event) => run(event.detail.elt));
}

/** The elements inside a part that match, the part itself included. */
export function within(part, selector) {
  const found = [...part.querySelectorAll(selector)];
  if (part.matches?.(selector)) found.unshift(part);
  return found;
}

/** A text of the page's language, {name} filled in. */
export function text(key, values = {}) {
  const node = document.getElementById("texts")?.content.querySelector(`[data-text="${key}"]`);
  const words = node ? node.textContent.trim() : "";
  return words.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

export function csrfToken() {
  try {
    return JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  } catch {
    return "";
  }
}

/** Parts of the page that the server has drawn anew, by their selector. Focus inside an unchanged part stays. */
export function replaceParts(parts = {}) {
  for (const [selector, html] of Object.entries(parts || {})) {
    const old = document.querySelector(selector);
    if (!old) continue;
    const box = document.createElement("template");
    box.innerHTML = html.trim();
    const fresh = box.content.firstElementChild;
    if (!fresh || old.isEqualNode(fresh)) continue;
    old.replaceWith(fresh);
    window.htmx?.process(fresh);
  }
}

/** localStorage that never throws. */
export const store = {
  get(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  },
  remove(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      // Nothing to remove then.
    }
  },
};

/** Is the person typing, so that single letters are text and no shortcut? */
export function isTyping(target) {
  return Boolean(target.closest?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]"));
}
