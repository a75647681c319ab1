// A page that htmx puts into the body brings neither its own styles nor its own scripts: fetch those that are missing.
const own = (address) => new URL(address, location.href).origin === location.origin;

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, serverResponse, shouldSwap } = event.detail;
  if (target !== document.body || !shouldSwap || !serverResponse?.includes("<head")) return;
  const page = new DOMParser().parseFromString(serverResponse, "text/html");
  const known = new Set([...document.head.querySelectorAll('link[rel="stylesheet"]')].map((link) => link.getAttribute("href")));
  for (const link of page.head.querySelectorAll('link[rel="stylesheet"]')) {
    const href = link.getAttribute("href");
    if (known.has(href) || !own(href)) continue;
    const fresh = document.createElement("link");
    fresh.rel = "stylesheet";
    fresh.href = href;
    document.head.append(fresh);
  }
  // A module that was loaded already is not run again: it hears of new parts by itself.
  for (const script of page.querySelectorAll('script[type="module"][src]')) {
    const src = script.getAttribute("src");
    if (own(src)) import(new URL(src, location.href).href);
  }
});
