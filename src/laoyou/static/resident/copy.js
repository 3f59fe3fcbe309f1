// Copy what stands beside a button. The buttons show only where the browser can, and say it when it is done.
const canCopy = Boolean(navigator.clipboard);

function show() {
  for (const button of document.querySelectorAll("[data-copies]")) button.hidden = !canCopy;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copies]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copies).textContent.trim().replaceAll(",", "");
  const word = button.querySelector("span");
  const before = word.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    return; // not allowed here: it can still be read and typed
  }
  word.textContent = button.dataset.copied;
  setTimeout(() => {
    word.textContent = before;
  }, 2000);
});
document.addEventListener("htmx:afterSettle", show);
show();
