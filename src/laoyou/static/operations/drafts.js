// What was typed into a form outlives the end of a session: kept in this tab while it is typed, given back to the same
// person on the same page right after signing in again, and otherwise forgotten with the next page.
const KEPT = "laoyou.draft";
const ENDED = "laoyou.ended";
const who = document.body.dataset.who;

function forms() {
  return [...document.querySelectorAll("main form[method=post]")];
}

function fields(form) {
  return [...form.elements].filter((field) => field.name && !["hidden", "password", "file", "submit"].includes(field.type));
}

function keep(event) {
  const form = event.target.closest?.("form[method=post]");
  const place = forms().indexOf(form);
  if (place < 0) return;
  const typed = fields(form).map((field) =>
    ["checkbox", "radio"].includes(field.type) ? [field.name, field.value, field.checked] : [field.name, field.value],
  );
  sessionStorage.setItem(KEPT, JSON.stringify({ who, path: location.pathname, place, typed }));
}

function giveBack(draft) {
  const form = forms()[draft.place];
  if (!form) return;
  for (const [name, value, checked] of draft.typed) {
    const field = fields(form).find((each) => each.name === name && (checked === undefined || each.value === value));
    if (!field) continue;
    if (checked === undefined) field.value = value;
    else field.checked = checked;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const dialog = form.closest("dialog");
  if (dialog && !dialog.open) dialog.showModal();
  keep({ target: form });
}

if (document.querySelector("[data-signs-in]")) {
  if (sessionStorage.getItem(KEPT)) sessionStorage.setItem(ENDED, "1");
} else if (who) {
  const draft = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  const hasEnded = sessionStorage.getItem(ENDED);
  sessionStorage.removeItem(KEPT);
  sessionStorage.removeItem(ENDED);
  if (draft && hasEnded && draft.who === who && draft.path === location.pathname) giveBack(draft);
  document.addEventListener("input", keep);
}
