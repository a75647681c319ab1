// A table of fields that arrow keys walk through: <table data-cells> with fields [data-cell].
// Up and down change the row, left and right the column; in a text left and right stay with the text until its ends.

function next(field, key) {
  const rows = [...field.closest("[data-cells]").querySelectorAll("tbody tr")];
  const row = field.closest("tr");
  const cells = [...row.querySelectorAll("[data-cell]")];
  const at = cells.indexOf(field);
  if (key === "ArrowLeft") return cells[at - 1];
  if (key === "ArrowRight") return cells[at + 1];
  const other = rows[rows.indexOf(row) + (key === "ArrowUp" ? -1 : 1)];
  return other?.querySelectorAll("[data-cell]")[at];
}

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-cells] [data-cell]") || event.altKey || event.ctrlKey || event.metaKey) return;
  if (!["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"].includes(event.key)) return;
  if (field.matches("input")) {
    if (event.key === "ArrowLeft" && field.selectionEnd > 0) return;
    if (event.key === "ArrowRight" && field.selectionStart < field.value.length) return;
  }
  event.preventDefault();
  const there = next(field, event.key);
  there?.focus();
  if (there?.matches("input")) there.select();
});
