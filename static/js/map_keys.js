// Arrow keys go to the nearest person in that direction; one of them at a time is in the order of the Tab key.
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function middle(link) {
  const box = link.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
}

/** The nearest in a direction: what lies straight ahead counts more than what lies aside. */
function next(links, from, [dx, dy]) {
  const [x, y] = middle(from);
  let best = null;
  let least = Infinity;
  for (const link of links) {
    if (link === from) continue;
    const [tx, ty] = middle(link);
    const ahead = (tx - x) * dx + (ty - y) * dy;
    const aside = Math.abs((tx - x) * dy) + Math.abs((ty - y) * dx);
    if (ahead < 4) continue;
    const far = ahead + aside * 2.5;
    if (far < least) [best, least] = [link, far];
  }
  return best;
}

export function keys(figure, svg) {
  const links = [...svg.querySelectorAll("a.map-person")];
  const only = (chosen) => {
    for (const link of links) link.setAttribute("tabindex", link === chosen ? "0" : "-1");
  };
  only(links[0]);
  svg.addEventListener("focusin", (event) => {
    const link = event.target.closest("a.map-person");
    if (link) only(link);
  });
  svg.addEventListener("keydown", (event) => {
    const link = event.target.closest("a.map-person");
    const way = WAYS[event.key];
    if (!link || event.ctrlKey || event.metaKey || event.altKey || svg.dataset.moving) return;
    if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      (event.key === "Home" ? links[0] : links.at(-1)).focus();
      return;
    }
    if (!way) return;
    event.preventDefault();
    const to = next(links, link, way);
    if (to) {
      // First into sight, then focused: the card is placed where the person is.
      to.scrollIntoView({ block: "nearest", inline: "nearest" });
      to.focus({ preventScroll: true });
    }
  });
}
