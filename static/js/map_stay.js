// Headings of a picture stay in sight while it is scrolled: parts marked with the side that they keep to.
const AIR = 16;

/** The name of a box moves along inside it, as far as it has room. */
function within(part, hidden, scale) {
  const box = part.previousElementSibling;
  const [x, width] = ["x", "width"].map((name) => Number(box.getAttribute(name)));
  const room = width - part.getComputedTextLength() - 2 * AIR;
  return [Math.max(0, Math.min(hidden / scale - x, room)), 0];
}

export function stays(canvas, svg) {
  const parts = [...svg.querySelectorAll("[data-stay]")];
  if (!parts.length) return;
  let waits = false;

  // Who is gone to by key is not hidden below a heading.
  const keep = (scale) => {
    for (const part of parts) {
      const ground = part.querySelector(":scope > .map-ground");
      const size = { top: "height", bottom: "height", left: "width" }[part.dataset.stay];
      if (!ground || !size) continue;
      const side = part.dataset.stay.replace(/^./, (letter) => letter.toUpperCase());
      const own = part.querySelector("a") ? 0 : Number(ground.getAttribute(size)) * scale;
      canvas.style[`scrollPadding${side}`] = `${own}px`;
    }
  };
  const place = () => {
    waits = false;
    const own = svg.getBoundingClientRect();
    const room = canvas.getBoundingClientRect();
    const scale = own.width / svg.viewBox.baseVal.width;
    if (!scale) return;
    keep(scale);
    const [left, top] = [room.left + canvas.clientLeft, room.top + canvas.clientTop];
    const by = {
      left: [Math.max(0, left - own.left) / scale, 0],
      top: [0, Math.max(0, top - own.top) / scale],
      bottom: [0, -Math.max(0, own.bottom - top - canvas.clientHeight) / scale],
    };
    for (const part of parts) {
      const [x, y] = part.dataset.stay === "in" ? within(part, left - own.left, scale) : by[part.dataset.stay];
      part.setAttribute("transform", `translate(${x} ${y})`);
      part.classList.toggle("is-stuck", Boolean(x || y));
    }
  };
  const soon = () => {
    if (waits) return;
    waits = true;
    requestAnimationFrame(place);
  };
  canvas.addEventListener("scroll", soon, { passive: true });
  new ResizeObserver(soon).observe(svg);
  new ResizeObserver(soon).observe(canvas);
}
