// A part of the page that could not be loaded is said, not passed over.
function show(failed) {
  const words = document.querySelector("[data-failure]");
  if (words !== null) words.hidden = !failed;
}

document.addEventListener("htmx:sendError", () => show(true));
document.addEventListener("htmx:responseError", () => show(true));
document.addEventListener("htmx:afterOnLoad", () => show(false));
