// The board: cards are dragged to a column, or moved with Shift and an arrow. Both post the form that the menu posts.
import { isTyping } from "./lib.js";

const form = () => document.getElementById("board-move");

function move(card, to) {
  const post = form();
  if (!post || !to) return;
  post.action = card.dataset.move;
  post.elements.to.value = to;
  const { pathname, search } = window.location;
  post.elements.next.value = `${pathname}${search}#${card.id}`;
  post.requestSubmit();
}

function columns() {
  return [...document.querySelectorAll("[data-board] [data-to]")];
}

function prepare() {
  for (const card of document.querySelectorAll("[data-board] [data-card]")) card.draggable = true;
  const moved = window.location.hash.startsWith("#card-") ? document.getElementById(window.location.hash.slice(1)) : null;
  moved?.querySelector("a")?.focus();
}

document.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.("[data-board] [data-card]");
  if (!card) return;
  event.dataTransfer.setData("text/plain", card.id);
  event.dataTransfer.effectAllowed = "move";
  card.classList.add("is-dragged");
});

document.addEventListener("dragend", (event) => {
  event.target.classList?.remove("is-dragged");
  for (const column of columns()) column.classList.remove("is-over");
});

document.addEventListener("dragover", (event) => {
  const column = event.target.closest?.("[data-board] [data-to]");
  if (!column?.dataset.to) return;
  event.preventDefault();
  for (const other of columns()) other.classList.toggle("is-over", other === column);
});

document.addEventListener("drop", (event) => {
  const column = event.target.closest?.("[data-board] [data-to]");
  const card = document.getElementById(event.dataTransfer?.getData("text/plain") || "");
  if (!column || !card?.matches("[data-card]")) return;
  event.preventDefault();
  if (!column.contains(card)) move(card, column.dataset.to);
});

document.addEventListener("keydown", (event) => {
  if (!event.shiftKey || !["ArrowLeft", "ArrowRight"].includes(event.key) || isTyping(event.target)) return;
  const card = event.target.closest?.("[data-board] [data-card]");
  if (!card) return;
  const all = columns();
  const step = event.key === "ArrowRight" ? 1 : -1;
  let at = all.findIndex((column) => column.contains(card)) + step;
  while (all[at] && !all[at].dataset.to) at += step;
  if (!all[at]) return;
  event.preventDefault();
  move(card, all[at].dataset.to);
});

document.addEventListener("htmx:load", prepare);
prepare();
