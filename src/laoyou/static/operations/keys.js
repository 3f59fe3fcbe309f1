// The keyboard on lists: / goes to the search, j and k walk the rows of the page's table, Enter follows the row's link.
function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable], dialog[open], [popover]:popover-open") !== null;
}

function rowLinks() {
  return [...document.querySelectorAll("table[data-rows] tbody tr")]
    .map((row) => row.querySelector("a[href], button"))
    .filter((link) => link !== null);
}

function walk(step) {
  const links = rowLinks();
  if (links.length === 0) return;
  const row = document.activeElement.closest("table[data-rows] tbody tr");
  const at = links.findIndex((link) => row !== null && row.contains(link));
  const next = at === -1 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1);
  links[next].focus();
  links[next].closest("tr").scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
  if (event.key === "/") {
    const search = document.querySelector('[data-key="/"]');
    if (search === null || search.offsetParent === null) return;
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "j" || event.key === "k") {
    event.preventDefault();
    walk(event.key === "j" ? 1 : -1);
  }
});

// A click anywhere in a row means its link; selecting text or using a control in it does not.
document.addEventListener("click", (event) => {
  const row = event.target.closest("table[data-rows] tbody tr");
  if (row === null || event.target.closest("a, button, input, select, label") || String(getSelection())) return;
  const link = row.querySelector("a[data-row]");
  if (link !== null) link.click();
});
