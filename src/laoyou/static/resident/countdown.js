// Count down the seconds until a new code may be asked for, then free the button.
for (const button of document.querySelectorAll("[data-seconds]")) {
  const label = button.textContent;
  const until = Date.now() + Number(button.dataset.seconds) * 1000;
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    button.disabled = left > 0;
    button.textContent = left > 0 ? button.dataset.waiting.replace("{}", left) : label;
    if (left > 0) setTimeout(tick, 250);
  };
  tick();
}
