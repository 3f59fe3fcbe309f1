// <button data-print hidden> shows itself where the browser can print, and prints the page.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = typeof window.print !== "function";
  button.addEventListener("click", () => window.print());
}
