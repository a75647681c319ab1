// Naming somebody: <textarea data-mentions="/address/">. Behind an @ the people who may read the comment are offered.
// Without scripts the name is simply typed: the server finds it.
const WAIT = 150;
const BEHIND_AT = /(^|[^\w@])@([^@\n]{0,40})$/u;
let open = null;
let timer = 0;

function close() {
  clearTimeout(timer);
  if (!open) return;
  open.list.remove();
  for (const name of ["aria-expanded", "aria-controls", "aria-activedescendant"]) open.field.removeAttribute(name);
  open = null;
}

/** The letters behind the @ before the cursor; null when there is none. */
function typed(field) {
  const found = BEHIND_AT.exec(field.value.slice(0, field.selectionStart));
  return found ? found[2] : null;
}

async function ask(field) {
  const words = typed(field);
  if (words === null) return;
  const address = new URL(field.dataset.mentions, location.href);
  address.searchParams.set("q", words);
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const people = await answer.json();
    if (typed(field) === words && document.activeElement === field) show(field, people, words);
  } catch {
    close();
  }
}

function option(person, at) {
  const node = document.createElement("div");
  node.className = "combo-option";
  node.id = `mention-${at}`;
  node.setAttribute("role", "option");
  node.textContent = person.note ? `${person.label} · ${person.note}` : person.label;
  node.addEventListener("mousedown", (event) => {
    event.preventDefault();
    choose(at);
  });
  return node;
}

function show(field, people, words) {
  close();
  if (!people.length) return;
  const list = document.createElement("div");
  list.className = "combo-list mention-list";
  list.id = "mention-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.getAttribute("aria-label"));
  list.append(...people.map(option));
  field.after(list);
  field.setAttribute("aria-expanded", "true");
  field.setAttribute("aria-controls", list.id);
  open = { field, list, people, words, active: 0 };
  mark(0);
}

function mark(at) {
  open.active = at;
  [...open.list.children].forEach((node, index) => node.setAttribute("aria-selected", String(index === at)));
  open.field.setAttribute("aria-activedescendant", `mention-${at}`);
}

function choose(at) {
  const { field, people, words } = open;
  const end = field.selectionStart;
  field.setRangeText(`${people[at].value} `, end - words.length, end, "end");
  close();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", (event) => {
  const field = event.target.closest?.("textarea[data-mentions]");
  if (!field) return;
  clearTimeout(timer);
  if (typed(field) === null) close();
  else timer = setTimeout(() => ask(field), WAIT);
});

function key(event) {
  if (!open || event.target !== open.field || event.isComposing) return;
  const most = open.people.length;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    mark((open.active + (event.key === "ArrowDown" ? 1 : -1) + most) % most);
  } else if (event.key === "Enter" || event.key === "Tab") {
    choose(open.active);
  } else if (event.key === "Escape") {
    close();
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

document.addEventListener("keydown", key, true);
document.addEventListener("focusout", (event) => {
  if (open && event.target === open.field) close();
});
