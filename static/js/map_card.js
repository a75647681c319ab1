// The card of the person who is pointed at or focused. It says what the picture says and leads where the person's own
// page leads, so screen readers and the Tab key skip it; a pointer may move onto it.
const LINGER = 220; // milliseconds to get from the person to the card

export function cards(figure, svg) {
  const data = JSON.parse(document.getElementById("map-cards")?.textContent || "{}");
  const card = document.createElement("div");
  card.className = "map-hover";
  card.setAttribute("aria-hidden", "true");
  card.hidden = true;
  figure.append(card);
  let wait = 0;
  let leaving = 0;

  const fill = (facts) => {
    const name = document.createElement("strong");
    name.textContent = facts.name;
    const note = document.createElement("span");
    note.className = "muted small";
    note.textContent = facts.note;
    const list = document.createElement("dl");
    for (const [label, value] of facts.facts) {
      const term = document.createElement("dt");
      const words = document.createElement("dd");
      term.textContent = label;
      words.textContent = value;
      list.append(term, words);
    }
    const links = document.createElement("p");
    links.className = "map-hover-links";
    for (const [words, href] of facts.links) {
      const link = document.createElement("a");
      link.href = href;
      link.textContent = words;
      link.tabIndex = -1;
      links.append(link);
    }
    card.replaceChildren(name, note, list, links);
  };
  const show = (link) => {
    const facts = data[link.dataset.person];
    if (!facts || svg.dataset.moving) return;
    fill(facts);
    card.hidden = false;
    const at = link.getBoundingClientRect();
    const own = card.getBoundingClientRect();
    const room = figure.getBoundingClientRect();
    // Beside the person where there is room, so that neighbours above and below stay within reach.
    const beside = at.right + 8 + own.width < room.right;
    const left = beside ? at.right + 8 : Math.min(Math.max(at.left, room.left), room.right - own.width);
    const below = at.bottom + 8 + own.height < window.innerHeight;
    const outside = below ? at.bottom + 8 : at.top - own.height - 8;
    const top = beside ? Math.max(8, Math.min(at.top, window.innerHeight - own.height - 8)) : outside;
    card.style.insetInlineStart = `${left - room.left}px`;
    card.style.insetBlockStart = `${top - room.top}px`;
  };
  const hide = () => {
    clearTimeout(wait);
    clearTimeout(leaving);
    card.hidden = true;
  };
  const leave = () => {
    clearTimeout(wait);
    clearTimeout(leaving);
    leaving = setTimeout(hide, LINGER);
  };
  svg.addEventListener("pointerover", (event) => {
    const link = event.target.closest("a.map-person");
    if (!link || event.pointerType === "touch") return leave();
    clearTimeout(wait);
    clearTimeout(leaving);
    wait = setTimeout(() => show(link), LINGER - 40);
    return undefined;
  });
  svg.addEventListener("pointerleave", leave);
  card.addEventListener("pointerenter", () => {
    clearTimeout(wait);
    clearTimeout(leaving);
  });
  card.addEventListener("pointerleave", leave);
  svg.addEventListener("focusin", (event) => {
    const link = event.target.closest("a.map-person");
    if (link?.matches(":focus-visible")) show(link);
  });
  svg.addEventListener("focusout", hide);
  svg.addEventListener("pointerdown", hide);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
}
