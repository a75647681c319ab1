// A slider over the days of the map; it moves the date "as of", which without scripts is typed.
const DAY = 86_400_000;

export function times(box) {
  const slider = box.querySelector("[data-slider]");
  const range = slider?.querySelector("input");
  const on = box.querySelector("[name=on]");
  const first = Date.parse(box.dataset.first);
  const today = Date.parse(box.dataset.today);
  if (!range || !on || Number.isNaN(first) || today - first < DAY) return;
  const output = slider.querySelector("output");
  const days = Math.round((today - first) / DAY);
  const shown = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeZone: "UTC" });
  slider.hidden = false;
  range.max = String(days);
  range.value = String(on.value ? Math.round((Date.parse(on.value) - first) / DAY) : days);
  const list = slider.querySelector("datalist");
  for (let year = new Date(first).getUTCFullYear() + 1; Date.UTC(year) < today; year += 1) {
    list.append(new Option(String(year), String(Math.round((Date.UTC(year) - first) / DAY))));
  }
  const day = () => new Date(first + Number(range.value) * DAY);
  const tell = () => {
    output.textContent = shown.format(day());
    range.setAttribute("aria-valuetext", output.textContent);
  };
  range.addEventListener("input", tell);
  range.addEventListener("change", (event) => {
    event.stopPropagation();
    on.value = Number(range.value) >= days ? "" : day().toISOString().slice(0, 10);
    on.dispatchEvent(new Event("change", { bubbles: true }));
  });
  on.addEventListener("change", () => {
    range.value = String(on.value ? Math.round((Date.parse(on.value) - first) / DAY) : days);
    tell();
  });
  tell();
}
