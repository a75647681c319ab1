// The card of the person who is pointed at or focused. It says what the picture says, so screen readers skip it.
export function cards(figure, svg) {
  const data = JSON.parse(document.getElementById("map-cards")?.textContent || "{}");
  const card = document.createElement("div");
  card.className = "map-hover";
  card.setAttribute("aria-hidden", "true");
  card.hidden = true;
  figure.append(card);
  let wait = 0;

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
    card.replaceChildren(name, note, list);
  };
  const show = (link) => {
    const facts = data[link.dataset.person];
    if (!facts || svg.dataset.moving) return;
    fill(facts);
    card.hidden = false;
    const at = link.getBoundingClientRect();
    const own = card.getBoundingClientRect();
    const room = figure.getBoundingClientRect();
    const left = Math.min(Math.max(at.left, room.left), room.right - own.width);
    const below = at.bottom + 8 + own.height < window.innerHeight;
    card.style.insetInlineStart = `${left - room.left}px`;
    card.style.insetBlockStart = `${(below ? at.bottom + 8 : at.top - own.height - 8) - room.top}px`;
  };
  const hide = () => {
    clearTimeout(wait);
    card.hidden = true;
  };
  svg.addEventListener("pointerover", (event) => {
    const link = event.target.closest("a.map-person");
    clearTimeout(wait);
    if (!link || event.pointerType === "touch") return hide();
    wait = setTimeout(() => show(link), 180);
    return undefined;
  });
  svg.addEventListener("pointerleave", hide);
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
