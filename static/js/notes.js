// Words that are selected in a note ([data-note]) open a menu: make an action, a risk, a need or an answer of them.

function selected() {
  const field = document.activeElement;
  if (field?.matches?.("textarea[data-note], [data-note] textarea")) {
    return { words: field.value.slice(field.selectionStart, field.selectionEnd).trim(), note: field, box: field.getBoundingClientRect() };
  }
  const selection = document.getSelection();
  if (!selection?.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const from = range.startContainer; // three clicks select up to the start of what follows
  const note = (from.nodeType === Node.ELEMENT_NODE ? from : from.parentElement)?.closest("[data-note]");
  return note ? { words: selection.toString().trim(), note, box: range.getBoundingClientRect() } : null;
}

function menuOf(note) {
  const place = note.closest("section, li, article, main") ?? document;
  return place.querySelector("[data-note-menu]") ?? document.querySelector("[data-note-menu]");
}

function hide() {
  for (const menu of document.querySelectorAll("[data-note-menu]")) menu.hidden = true;
}

function show() {
  const found = selected();
  if (!found?.words) return hide();
  const menu = menuOf(found.note);
  if (!menu) return;
  for (const link of menu.querySelectorAll("[data-make]")) {
    link.href = `${link.dataset.make}?quote=${encodeURIComponent(found.words.slice(0, 900))}`;
  }
  menu.hidden = false;
  const left = Math.min(found.box.left, window.innerWidth - menu.offsetWidth - 8);
  menu.style.insetInlineStart = `${Math.max(8, left)}px`;
  menu.style.insetBlockStart = `${Math.min(found.box.bottom + 6, window.innerHeight - menu.offsetHeight - 8)}px`;
}

document.addEventListener("mouseup", (event) => {
  if (!event.target.closest?.("[data-note-menu]")) setTimeout(show);
});
document.addEventListener("keyup", (event) => {
  if (event.key === "Escape") hide();
  else if (event.shiftKey || event.key === "Shift") show();
});
document.addEventListener("scroll", hide, { passive: true });

// In the side panel where the page has one; else the link is followed.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-note-menu] a");
  if (!link || !document.getElementById("side") || !window.htmx || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  hide();
  window.htmx.ajax("GET", link.getAttribute("href"), { target: "#side", swap: "outerHTML" });
});
