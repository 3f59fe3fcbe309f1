// Filters that fold on a telephone stand open where there is room. A style does that; this is for browsers that can't
// show by style what a closed <details> holds.

const WIDE = matchMedia("(min-width: 801px)");

function open(within) {
  if (WIDE.matches) within.querySelectorAll("details[data-folds]").forEach((fold) => (fold.open = true));
}

if (!CSS.supports("selector(::details-content)")) {
  open(document);
  document.addEventListener("htmx:load", (event) => open(event.target));
  WIDE.addEventListener("change", () => open(document));
}
