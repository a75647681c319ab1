// A row of tabs that is wider than its window begins at the tab that is open.
function show(root) {
  for (const tab of root.querySelectorAll('.tabs > [aria-current="page"]')) {
    const row = tab.parentElement;
    const middle = tab.offsetLeft - row.offsetLeft + tab.offsetWidth / 2;
    if (row.scrollWidth > row.clientWidth) row.scrollLeft = middle - row.clientWidth / 2;
  }
}

show(document);
document.addEventListener("htmx:load", (event) => show(event.target));
