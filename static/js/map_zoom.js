// Zoom by buttons, keys and wheel with Ctrl or ⌘; pan by dragging the ground or scrolling.
const LEAST = 0.12;
const MOST = 3;
const READABLE = 0.85;
const FAR = 0.55; // below it words cannot be read: cards show their stance instead

export function zoom(figure, svg) {
  const canvas = svg.parentElement;
  const wide = svg.viewBox.baseVal.width;
  const tall = svg.viewBox.baseVal.height;
  let scale = 1;

  const set = (wanted, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) => {
    const before = scale;
    scale = Math.min(MOST, Math.max(LEAST, wanted));
    svg.style.inlineSize = `${wide * scale}px`;
    svg.classList.toggle("is-far", scale < FAR);
    const share = scale / before;
    canvas.scrollLeft = (canvas.scrollLeft + x) * share - x;
    canvas.scrollTop = (canvas.scrollTop + y) * share - y;
  };
  const fit = () => {
    const room = (canvas.clientWidth - 2) / wide;
    // A picture is never shrunk below what can be read; the rest is a matter of scrolling, from the chief downwards.
    set(Math.max(Math.min(room, 1.15), READABLE));
    const chief = figure.dataset.map === "org" && svg.querySelector(".map-at")?.transform.baseVal[0]?.matrix.e;
    canvas.scrollTo(chief ? (chief + 104) * scale - canvas.clientWidth / 2 : 0, 0);
  };
  const whole = () => {
    const height = document.fullscreenElement === figure ? canvas.clientHeight : Infinity;
    set(Math.min((canvas.clientWidth - 2) / wide, height / tall, 1.6));
    canvas.scrollTo(0, 0);
  };
  const act = {
    in: () => set(scale * 1.2),
    out: () => set(scale / 1.2),
    fit: whole,
    full: () => (document.fullscreenElement ? document.exitFullscreen() : figure.requestFullscreen?.()),
  };

  const tools = figure.querySelector("[data-map-tools]");
  tools.hidden = false;
  tools.addEventListener("click", (event) => act[event.target.closest("[data-zoom]")?.dataset.zoom]?.());
  figure.addEventListener("fullscreenchange", () => setTimeout(document.fullscreenElement ? whole : fit, 60));
  canvas.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = canvas.getBoundingClientRect();
      set(scale * Math.exp(-event.deltaY / 400), event.clientX - box.left, event.clientY - box.top);
    },
    { passive: false },
  );
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const wanted = { "+": "in", "=": "in", "-": "out", 0: "fit" }[event.key];
    if (!wanted) return;
    event.preventDefault();
    act[wanted]();
  });

  let from = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button || event.pointerType === "touch" || event.target.closest("a")) return;
    from = { x: event.clientX, y: event.clientY, left: canvas.scrollLeft, top: canvas.scrollTop };
    canvas.setPointerCapture(event.pointerId);
    canvas.classList.add("is-panned");
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!from) return;
    canvas.scrollLeft = from.left - (event.clientX - from.x);
    canvas.scrollTop = from.top - (event.clientY - from.y);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      from = null;
      canvas.classList.remove("is-panned");
    });
  }
  fit();
}
