// Select with search: <select data-combobox> gets a text field that narrows its options.
// With data-search="/address/" it asks the server ([{value, label, note}]) instead of holding all options.
import { onLoad, text, within } from "./lib.js";

const MOST = 50;
const WAIT = 200;
let count = 0;

function label(select) {
  const option = select.selectedOptions[0];
  return option?.value ? option.textContent.trim() : "";
}

class Combobox {
  constructor(select) {
    this.select = select;
    this.active = -1;
    this.options = [];
    count += 1;
    const box = document.createElement("div");
    box.className = "combo";
    select.replaceWith(box);
    this.field = document.createElement("input");
    this.list = document.createElement("div");
    box.append(select, this.field, this.list);
    this.dress(`combo-${count}`);
    this.field.addEventListener("input", () => this.search());
    this.field.addEventListener("focus", () => this.field.select());
    this.field.addEventListener("click", () => this.search(""));
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("blur", () => this.leave());
    this.list.addEventListener("mousedown", (event) => this.click(event));
  }

  dress(id) {
    const { field, list, select } = this;
    field.type = "text";
    field.className = "input";
    field.autocomplete = "off";
    field.value = label(select);
    field.placeholder = select.dataset.placeholder || select.querySelector('option[value=""]')?.textContent || "";
    field.required = select.required;
    field.disabled = select.disabled;
    for (const name of ["aria-describedby", "aria-invalid", "aria-label"]) {
      if (select.hasAttribute(name)) field.setAttribute(name, select.getAttribute(name));
    }
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("aria-controls", id);
    field.id = select.id;
    select.removeAttribute("id");
    select.required = false;
    select.tabIndex = -1;
    select.setAttribute("aria-hidden", "true");
    list.id = id;
    list.className = "combo-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.getAttribute("aria-label") || field.labels?.[0]?.textContent.trim() || text("none"));
    list.hidden = true;
  }

  search(query = this.field.value) {
    const words = query.trim().toLowerCase();
    if (this.select.dataset.search && words) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(words), WAIT);
      return;
    }
    const all = [...this.select.options].map((option) => ({ value: option.value, label: option.textContent.trim() }));
    this.show(all.filter((option) => !words || option.label.toLowerCase().includes(words)));
  }

  async ask(words) {
    try {
      const address = new URL(this.select.dataset.search, location.href);
      address.searchParams.set("q", words);
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const body = await answer.json();
      this.show(body.results || body);
    } catch {
      this.show([]);
    }
  }

  show(options) {
    this.options = options.slice(0, MOST);
    this.active = this.options.findIndex((option) => option.value === this.select.value);
    const nodes = this.options.map((option, at) => {
      const node = document.createElement("div");
      node.className = "combo-option";
      node.id = `${this.list.id}-${at}`;
      node.setAttribute("role", "option");
      node.setAttribute("aria-selected", String(at === this.active));
      node.textContent = option.note ? `${option.label} · ${option.note}` : option.label;
      return node;
    });
    if (!nodes.length) {
      const none = document.createElement("div");
      none.className = "combo-none";
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.textContent = text("none");
      nodes.push(none);
    }
    this.list.replaceChildren(...nodes);
    this.list.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
  }

  mark(at) {
    this.active = at;
    [...this.list.children].forEach((node, index) => node.setAttribute("aria-selected", String(index === at)));
    const node = this.list.children[at];
    if (node) this.field.setAttribute("aria-activedescendant", node.id);
    node?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (event.isComposing) return;
    const most = this.options.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (this.list.hidden) this.search("");
      else if (most) this.mark((this.active + (event.key === "ArrowDown" ? 1 : -1) + most) % most);
      event.preventDefault();
    } else if (event.key === "Enter" && !this.list.hidden) {
      this.choose(this.options[Math.max(this.active, 0)]);
      event.preventDefault();
    } else if (event.key === "Escape" && !this.list.hidden) {
      this.close();
      event.preventDefault();
      event.stopPropagation();
    }
  }

  click(event) {
    event.preventDefault();
    const at = [...this.list.children].indexOf(event.target.closest("[role=option]"));
    this.choose(this.options[at]);
  }

  choose(option) {
    if (!option) return;
    if (![...this.select.options].some((old) => old.value === String(option.value))) {
      this.select.add(new Option(option.label, option.value));
    }
    this.select.value = option.value;
    this.select.dispatchEvent(new Event("input", { bubbles: true }));
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
    this.close();
  }

  leave() {
    if (!this.field.value.trim() && this.select.querySelector('option[value=""]') && this.select.value) {
      this.choose({ value: "", label: "" });
    }
    this.close();
  }

  close() {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.field.value = label(this.select);
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }
}

onLoad((part) => {
  for (const select of within(part, "select[data-combobox]:not([aria-hidden])")) new Combobox(select);
});
