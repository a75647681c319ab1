// What htmx could not do is said in words; the form stays as it was typed.
import { text } from "./lib.js";
import { toast } from "./toast.js";

document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  toast(text(`http-${status}`) || text("http-500"), "weak");
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => toast(text("http-network"), "weak"));
}
