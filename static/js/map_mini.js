// A small picture of the whole in the corner of one that is larger than its window: where one is, and a way to go
// elsewhere. It repeats what the picture shows, so screen readers skip it; keys go from person to person instead.
const SVG = "http://www.w3.org/2000/svg";
const VIEWS = new Set(["org", "influence"]);

function shape(name, values) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
  return made;
}

/** The cards and boxes of the picture as bare rectangles. */
function copy(card) {
  const move = card.closest(".map-at")?.transform.baseVal[0]?.matrix;
  const of = (name) => Number(card.getAttribute(name) ?? 0);
  return shape("rect", {
    x: of("x") + (move?.e ?? 0),
    y: of("y") + (move?.f ?? 0),
    width: of("width"),
    height: of("height"),
    class: card.getAttribute("class"),
  });
}

export function mini(figure, canvas, svg) {
  if (!VIEWS.has(figure.dataset.map)) return;
  const { width, height } = svg.viewBox.baseVal;
  const box = document.createElement("div");
  box.className = "map-mini";
  box.setAttribute("aria-hidden", "true");
  const small = shape("svg", { viewBox: `0 0 ${width} ${height}` });
  small.append(...[...svg.querySelectorAll(".map-entity-box, .map-card")].map(copy));
  const seen = shape("rect", { class: "map-mini-seen" });
  small.append(seen);
  box.append(small);
  canvas.after(box);

  const place = () => {
    const scale = svg.getBoundingClientRect().width / width;
    const [wide, tall] = [canvas.clientWidth / scale, canvas.clientHeight / scale];
    box.hidden = !scale || (wide * 1.1 >= width && tall * 1.1 >= height);
    const at = svg.getBoundingClientRect();
    const room = canvas.getBoundingClientRect();
    seen.setAttribute("x", Math.max(0, (room.left - at.left) / scale));
    seen.setAttribute("y", Math.max(0, (room.top - at.top) / scale));
    seen.setAttribute("width", Math.min(wide, width));
    seen.setAttribute("height", Math.min(tall, height));
  };
  const go = (event) => {
    const at = small.getBoundingClientRect();
    const scale = svg.getBoundingClientRect().width / at.width;
    canvas.scrollTo(
      (event.clientX - at.left) * scale - canvas.clientWidth / 2,
      (event.clientY - at.top) * scale - canvas.clientHeight / 2,
    );
  };
  box.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    box.setPointerCapture(event.pointerId);
    go(event);
  });
  box.addEventListener("pointermove", (event) => {
    if (box.hasPointerCapture(event.pointerId)) go(event);
  });
  // It steps aside for the person who has the focus.
  svg.addEventListener("focusin", (event) => {
    const at = event.target.getBoundingClientRect();
    const own = box.getBoundingClientRect();
    if (at.right > own.left && at.left < own.right && at.bottom > own.top && at.top < own.bottom) {
      box.classList.toggle("is-aside");
    }
  });
  canvas.addEventListener("scroll", () => requestAnimationFrame(place), { passive: true });
  new ResizeObserver(place).observe(svg);
  new ResizeObserver(place).observe(canvas);
}
