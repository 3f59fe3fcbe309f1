// A form is sent once: a second tap while the first is on its way does nothing. Coming back frees the button again.
const waiting = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (waiting.has(form)) {
    event.preventDefault();
    return;
  }
  waiting.add(form);
  for (const button of form.querySelectorAll("button:not([type=button])")) button.setAttribute("aria-disabled", "true");
});

addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) {
    waiting.delete(form);
    for (const button of form.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
});
