// The clock in the top bar goes on by itself from the server's time, which in the demo is that of the story.
const shown = document.querySelector("[data-clock]");
const ahead = shown ? Date.parse(shown.dataset.clock) - Date.now() : 0;
const time = document.querySelector("[data-clock-time]");
const day = document.querySelector("[data-clock-day]");
const zone = "Asia/Shanghai";

function tick() {
  const now = new Date(Date.now() + ahead);
  time.textContent = now.toLocaleTimeString("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  const parts = (options) => now.toLocaleDateString("en-GB", { timeZone: zone, ...options });
  if (document.documentElement.lang.startsWith("zh")) {
    const weekday = now.toLocaleDateString("zh-CN", { timeZone: zone, weekday: "short" });
    day.textContent = `${parts({ month: "numeric" })}月${parts({ day: "numeric" })}日 ${weekday}`;
  } else {
    day.textContent = `${parts({ weekday: "short" })} ${parts({ day: "numeric" })} ${parts({ month: "short" })}`;
  }
}

if (time && day) {
  tick();
  setInterval(tick, 5000);
}
