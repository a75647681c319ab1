// Dialogs: data-dialog="id" opens, data-dialog-close closes, a click on the backdrop closes;
// data-dialog-open opens one that came with the page or was swapped in (a form that did not pass).
import { onLoad, within } from "./lib.js";

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog && !dialog.open) dialog.showModal();
    event.preventDefault();
    return;
  }
  if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog")?.close();
  else if (event.target.matches("dialog[open]") && !event.target.querySelector("form[data-dirty]")) event.target.close();
});

onLoad((part) => {
  for (const dialog of within(part, "dialog[data-dialog-open]")) if (!dialog.open) dialog.showModal();
});

// The server may close a dialog it was asked from: HX-Trigger: {"dialog:close": {}}
document.addEventListener("dialog:close", () => {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
});
