// A person gets another place in the power grid: dragged, or picked up with M and moved with the arrow keys.
// The change itself is the form in the panel, which asks for the evidence and can be undone.
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const FAR = 5; // so many pixels make a drag of a click

export function places(figure, svg) {
  const cards = JSON.parse(document.getElementById("map-cards")?.textContent || "{}");
  const cells = [...svg.querySelectorAll(".map-cell")];
  const texts = figure.querySelector("[data-map-texts]").content;
  const wide = new Set(cells.map((cell) => cell.getAttribute("x"))).size;
  let held = null; // {link, group, from, cell, x, y, pointer}

  const say = (key, values = {}) => {
    const words = texts.querySelector(`[data-say="${key}"]`).textContent.trim();
    figure.querySelector("[data-map-say]").textContent = words.replace(/\{(\w+)\}/g, (all, one) => values[one] ?? all);
  };
  const under = (x, y) =>
    cells.find((cell) => {
      const box = cell.getBoundingClientRect();
      return x >= box.left && x < box.right && y >= box.top && y < box.bottom;
    });
  const mark = (cell) => {
    for (const one of cells) one.classList.toggle("is-target", one === cell);
    held.cell = cell ?? held.cell;
  };
  const name = () => cards[held.link.dataset.person]?.name ?? "";

  const pick = (link, more = {}) => {
    const group = link.parentElement;
    const box = link.getBoundingClientRect();
    const from = under(box.left + 15, box.top + box.height / 2);
    held = { link, group, from, cell: from, at: group.getAttribute("transform"), ...more };
    svg.dataset.moving = "1";
    group.classList.add("is-held");
  };
  const back = () => {
    held.group.setAttribute("transform", held.at);
    held.group.classList.remove("is-held");
    for (const one of cells) one.classList.remove("is-target");
  };
  const end = () => {
    delete svg.dataset.moving;
    held = null;
  };
  const leave = () => {
    back();
    say("left", { name: name() });
    end();
  };
  const drop = () => {
    const { link, cell, from, group } = held;
    if (!cell || cell === from) return leave();
    for (const one of cells) one.classList.remove("is-target");
    cell.classList.add("is-chosen");
    group.classList.remove("is-held");
    group.classList.add("is-waiting");
    const query = new URLSearchParams({ stance: cell.dataset.stance, influence: cell.dataset.influence });
    say("dropped");
    window.htmx.ajax("GET", `${cards[link.dataset.person].place}?${query}`, { target: "#side", swap: "outerHTML" });
    end();
    return undefined;
  };
  const follow = (x, y) => {
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const [, left, top] = held.at.match(/translate\(([\d.-]+)[ ,]([\d.-]+)\)/).map(Number);
    held.group.setAttribute("transform", `translate(${left + x / scale} ${top + y / scale})`);
  };

  svg.addEventListener("pointerdown", (event) => {
    const link = event.target.closest("a.map-person");
    if (!link || event.button || event.pointerType === "touch") return;
    const start = { x: event.clientX, y: event.clientY };
    const move = (moved) => {
      const [dx, dy] = [moved.clientX - start.x, moved.clientY - start.y];
      if (!held && Math.hypot(dx, dy) > FAR) {
        pick(link);
        svg.append(held.group);
        svg.dataset.dragged = "1";
      }
      if (!held) return;
      follow(dx, dy);
      mark(under(moved.clientX, moved.clientY));
    };
    const up = (lifted) => {
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", up);
      document.removeEventListener("pointercancel", up);
      setTimeout(() => delete svg.dataset.dragged, 0);
      if (!held) return;
      if (lifted.type === "pointercancel" || !under(lifted.clientX, lifted.clientY)) leave();
      else drop();
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", up);
    document.addEventListener("pointercancel", up);
  });
  // The browser would drag the link itself.
  svg.addEventListener("dragstart", (event) => event.preventDefault());

  svg.addEventListener("keydown", (event) => {
    const link = event.target.closest("a.map-person");
    if (!link || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!held && event.key.toLowerCase() === "m") {
      event.preventDefault();
      event.stopPropagation();
      pick(link);
      mark(held.from);
      say("picked", { name: name() });
      return;
    }
    if (!held) return;
    const step = STEPS[event.key];
    if (step) {
      event.preventDefault();
      const at = cells.indexOf(held.cell);
      const column = (at % wide) + step[0];
      const row = Math.floor(at / wide) + step[1];
      if (column >= 0 && column < wide && row >= 0 && row * wide + column < cells.length) {
        mark(cells[row * wide + column]);
        say("over", { name: name(), place: held.cell.dataset.label });
      }
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      drop();
    } else if (event.key === "Escape") {
      leave();
    }
  });
}
