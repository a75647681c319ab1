// A suggestion's button puts its text into a field: data-use="#field", data-use-text="…".
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-use]");
  if (!button) return;
  const field = document.querySelector(button.dataset.use);
  if (!field) return;
  event.preventDefault();
  const text = button.dataset.useText;
  if (!field.value.includes(text)) field.value = field.value.trim() ? `${field.value.trimEnd()}\n${text}` : text;
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
