// The stakeholder map: zoom and pan, arrow keys from person to person, a card for who is pointed at, places in the grid.
// Everything works without it: the pictures are links, places are changed in a form, the time is a pair of dates.
import { onLoad, within } from "./lib.js";
import { cards } from "./map_card.js";
import { keys } from "./map_keys.js";
import { mini } from "./map_mini.js";
import { places } from "./map_place.js";
import { stays } from "./map_stay.js";
import { times } from "./map_time.js";
import { zoom } from "./map_zoom.js";

// The words for the tooltip become the name of the link: a card says the same, and more.
function name(svg) {
  for (const link of svg.querySelectorAll("a.map-person")) {
    const title = link.querySelector("title");
    if (!title) continue;
    link.setAttribute("aria-label", title.textContent.trim());
    title.remove();
  }
}

// In the influence view, whoever is pointed at keeps their lines while the others fade.
function lights(figure, svg) {
  const light = (end) => {
    svg.classList.toggle("has-lit", Boolean(end));
    const near = new Set([end]);
    for (const wire of svg.querySelectorAll("[data-ends]")) {
      const ends = wire.dataset.ends.split(" ");
      const lit = ends.includes(end);
      wire.classList.toggle("is-lit", lit);
      if (lit) for (const one of ends) near.add(one);
    }
    for (const node of svg.querySelectorAll("[data-end]")) node.classList.toggle("is-lit", near.has(node.dataset.end));
  };
  for (const event of ["pointerover", "focusin"]) {
    svg.addEventListener(event, (moved) => light(moved.target.closest("[data-end]")?.dataset.end));
  }
  svg.addEventListener("pointerleave", () => light(svg.querySelector("[data-end] a:focus")?.closest("[data-end]").dataset.end));
  svg.addEventListener("focusout", () => light(undefined));
}

// A click opens the person beside the picture; with a key held down it is a link like any other.
function panel(svg) {
  svg.addEventListener("click", (event) => {
    const link = event.target.closest("a.map-person");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !window.htmx) return;
    event.preventDefault();
    if (svg.dataset.dragged) return;
    window.htmx.ajax("GET", link.getAttribute("href"), { target: "#side", swap: "outerHTML" });
  });
}

// What stood beside the picture at first comes back when a panel is closed, without a new page.
let first;

document.addEventListener("click", (event) => {
  const link = event.target.closest("#side a.btn");
  if (!first || !link || new URL(link.href).pathname !== location.pathname) return;
  event.preventDefault();
  const side = first.cloneNode(true);
  document.getElementById("side").replaceWith(side);
  window.htmx?.process(side);
  document.querySelector("[data-canvas] a[tabindex='0']")?.focus({ preventScroll: true });
});

onLoad((part) => {
  const [side] = within(part, "#side");
  if (side && within(part, "[data-map]").length) first = side.cloneNode(true);
  for (const figure of within(part, "[data-map]")) {
    const svg = figure.querySelector("[data-canvas] > svg");
    if (!svg || figure.dataset.ready) continue;
    figure.dataset.ready = "1";
    name(svg);
    zoom(figure, svg);
    stays(svg.parentElement, svg);
    mini(figure, svg.parentElement, svg);
    cards(figure, svg);
    keys(figure, svg);
    panel(svg);
    if (figure.dataset.map === "influence") lights(figure, svg);
    if (figure.dataset.map === "grid" && "editable" in figure.dataset) places(figure, svg);
  }
  for (const box of within(part, "[data-time]")) times(box);
});
