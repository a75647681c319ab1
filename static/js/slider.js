// A slider's number beside it: <output for="slider">. One whose factor is unknown ticks its box when it is moved.
document.addEventListener("input", (event) => {
  const slider = event.target.closest?.('input[type="range"]');
  if (!slider) return;
  const output = document.querySelector(`output[for="${slider.id}"]`);
  if (output) output.value = slider.value;
  const box = slider.dataset.ticks && document.getElementById(slider.dataset.ticks);
  if (box) box.checked = true;
});
