// Loaded before the page is drawn, so that a dark page never flashes white. The choice is kept on the device.
const wantsDark = window.matchMedia("(prefers-color-scheme: dark)");

function chosen() {
  try {
    return localStorage.getItem("theme") || "auto";
  } catch {
    return "auto";
  }
}

function show() {
  const choice = chosen();
  const dark = choice === "dark" || (choice === "auto" && wantsDark.matches);
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
  }
}

show();
wantsDark.addEventListener("change", show);
document.addEventListener("DOMContentLoaded", show);
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-choice]");
  if (!button) return;
  try {
    localStorage.setItem("theme", button.dataset.themeChoice);
  } catch {
    return;
  }
  show();
});
