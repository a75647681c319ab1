// Unsaved-form guard: <form data-guard> asks before the page is left with something typed.
// Every posting form inside <main> is guarded unless it says data-guard="off" or saves by itself.
function guarded(form) {
  if (!form || form.dataset.guard === "off" || form.hasAttribute("data-autosave")) return false;
  return form.hasAttribute("data-guard") || (form.method === "post" && Boolean(form.closest("main")));
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form") || event.target.form;
  if (event.target.name && guarded(form)) form.dataset.dirty = "1";
});

// A submit that is answered (also by 422) has delivered what was typed; a failed one has not.
document.addEventListener("submit", (event) => {
  if (!event.target.hasAttribute("hx-post")) delete event.target.dataset.dirty;
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && event.detail.elt.dataset) delete event.detail.elt.dataset.dirty;
});
document.addEventListener("reset", (event) => delete event.target.dataset.dirty);

window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-dirty]")) event.preventDefault();
});
