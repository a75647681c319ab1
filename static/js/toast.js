// Toasts: shown for eight seconds (errors stay), closed by hand, held while pointed at.
import { onLoad, text, within } from "./lib.js";

const STAY = 8000;

function holder() {
  return document.querySelector("[data-toasts]");
}

// In the top layer, so that a toast is seen over an open dialog.
function lift() {
  const box = holder();
  if (!box?.showPopover) return;
  box.popover = "manual";
  if (box.matches(":popover-open")) box.hidePopover();
  if (box.children.length) box.showPopover();
}

function start(toast) {
  if (toast.dataset.started) return;
  toast.dataset.started = "1";
  lift();
  if (toast.getAttribute("role") === "alert") return;
  const wait = () => {
    if (toast.matches(":hover, :focus-within")) setTimeout(wait, 1000);
    else remove(toast);
  };
  setTimeout(wait, STAY);
}

function remove(toast) {
  toast.remove();
  if (!holder()?.children.length && holder()?.matches(":popover-open")) holder().hidePopover();
}

function actionButton({ label, run }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-small";
  button.textContent = label;
  button.addEventListener("click", () => {
    remove(button.closest(".toast"));
    run();
  });
  return button;
}

/** Say something: kind is strong, fair, weak or info; action is {label, run}. The same words are not said twice at once. */
export function toast(words, kind = "info", action = null) {
  const box = holder();
  if (!box || !words) return;
  if ([...box.querySelectorAll(".toast-text")].some((old) => old.textContent === words)) return;
  const node = document.createElement("div");
  node.className = `toast is-${kind}`;
  node.setAttribute("role", kind === "weak" ? "alert" : "status");
  const body = document.createElement("div");
  body.className = "toast-text";
  body.textContent = words;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn-quiet btn-icon btn-small";
  close.dataset.toastClose = "";
  close.setAttribute("aria-label", text("close"));
  close.textContent = "✕";
  node.append(body, ...(action ? [actionButton(action)] : []), close);
  box.append(node);
  start(node);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-toast-close]")) remove(event.target.closest(".toast"));
});

// The server may say something with HX-Trigger: {"toast": {"text": "…", "kind": "strong"}}
document.addEventListener("toast", (event) => toast(event.detail.text, event.detail.kind));

document.addEventListener("htmx:oobAfterSwap", () => {
  for (const node of document.querySelectorAll(".toast")) start(node);
});

onLoad((part) => {
  for (const node of within(part, "[data-toast]")) start(node);
});
