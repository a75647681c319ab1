// Command palette: Ctrl/⌘ K, search as you type, arrow keys. The server answers /search/?q= with links.
import { onLoad } from "./lib.js";

const WAIT = 150;
let timer = 0;
let running = null;

function palette() {
  return document.querySelector("[data-palette]");
}

function input() {
  return palette().querySelector("input");
}

function options() {
  return [...palette().querySelectorAll("[role=option]")].filter((item) => item.offsetParent);
}

function select(item) {
  for (const old of palette().querySelectorAll("[aria-selected=true]")) old.setAttribute("aria-selected", "false");
  if (!item) {
    input().removeAttribute("aria-activedescendant");
    return;
  }
  item.id ||= `option-${options().indexOf(item)}`;
  item.setAttribute("aria-selected", "true");
  input().setAttribute("aria-activedescendant", item.id);
  item.scrollIntoView({ block: "nearest" });
}

function open() {
  const dialog = palette();
  if (!dialog || dialog.open) return;
  input().value = "";
  dialog.querySelector("[data-palette-found]").replaceChildren();
  narrow("");
  dialog.showModal();
  input().focus();
  select(options()[0]);
}

// Pages that are always there, narrowed in the browser
function narrow(query) {
  const fixed = palette().querySelector("[data-palette-static]");
  const words = query.toLowerCase();
  for (const item of fixed.querySelectorAll("[role=option]")) {
    item.hidden = Boolean(words) && !item.textContent.toLowerCase().includes(words);
  }
  fixed.hidden = !fixed.querySelector("[role=option]:not([hidden])");
  tell("none", false);
  tell("failed", false);
}

function tell(which, on) {
  palette().querySelector(`[data-palette-${which}]`).hidden = !on;
}

// The server's answer: <a href> each, optionally with data-note and data-group; made into options here.
function take(html) {
  const found = palette().querySelector("[data-palette-found]");
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const nodes = [];
  let group = "";
  for (const link of parsed.querySelectorAll("a[href]")) {
    if (link.dataset.group && link.dataset.group !== group) {
      group = link.dataset.group;
      const head = document.createElement("p");
      head.className = "palette-group";
      head.setAttribute("aria-hidden", "true");
      head.textContent = group;
      nodes.push(head);
    }
    const item = document.importNode(link, true);
    item.className = "palette-item";
    item.setAttribute("role", "option");
    item.tabIndex = -1;
    if (link.dataset.note) {
      const note = document.createElement("span");
      note.className = "palette-note";
      note.textContent = link.dataset.note;
      item.append(note);
    }
    nodes.push(item);
  }
  found.replaceChildren(...nodes);
}

async function search(query) {
  running?.abort();
  const address = palette().dataset.search;
  if (!address || !query) {
    take("");
    tell("none", Boolean(query) && !options().length);
    select(options()[0]);
    return;
  }
  running = new AbortController();
  try {
    const answer = await fetch(`${address}?q=${encodeURIComponent(query)}`, {
      headers: { "HX-Request": "true", Accept: "text/html" },
      signal: running.signal,
    });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    take(await answer.text());
    tell("failed", false);
    tell("none", !options().length);
    select(options()[0]);
  } catch (error) {
    if (error.name !== "AbortError") tell("failed", true);
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-palette-open]")) open();
});

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k") {
    open();
    event.preventDefault();
    return;
  }
  if (!event.target.closest?.("[data-palette]") || event.isComposing) return;
  const items = options();
  const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const step = event.key === "ArrowDown" ? 1 : -1;
    select(items[(at + step + items.length) % items.length]);
    event.preventDefault();
  } else if (event.key === "Enter" && items[at]) {
    items[at].click();
    event.preventDefault();
  }
});

document.addEventListener("input", (event) => {
  if (!event.target.closest("[data-palette]")) return;
  const query = event.target.value.trim();
  narrow(query);
  select(options()[0]);
  clearTimeout(timer);
  timer = setTimeout(() => search(query), WAIT);
});

onLoad(() => {
  // A page that came back from the browser's cache must not show an open palette.
  if (palette()?.open && !palette().matches(":modal")) palette().close();
});
