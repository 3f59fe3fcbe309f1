// 长辈版: a button reads the page's words aloud, and stops when it is pressed again.
const SPOKEN = "h1, h2, h3, p, dt, dd, [data-read], .weui-cell__bd, .weui-cell__ft, label, .call, .empty h2, a.weui-btn, button.weui-btn";

function asSpeech(text, chinese) {
  const plain = text.replace(/\s+/g, " ").replace(/\*+/g, "").trim();
  if (!chinese) return plain;
  return plain
    .replace(/−?¥\s*([\d,]+\.\d\d)/g, (_, yuan) => `${yuan.replaceAll(",", "")}元`)
    .replaceAll("m²", "平方米")
    .replaceAll("×", "乘")
    .replaceAll("–", "到");
}

function words() {
  const chinese = document.documentElement.lang.startsWith("zh");
  const parts = [];
  const taken = [];
  for (const element of document.querySelectorAll(`.top ${SPOKEN}, .bar h1, main :is(${SPOKEN})`)) {
    if (taken.some((outer) => outer.contains(element)) || !element.checkVisibility()) continue;
    taken.push(element);
    const text = asSpeech(element.innerText, chinese);
    if (text) parts.push(text);
  }
  return parts;
}

function start(button) {
  const lang = document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en-GB";
  const parts = words();
  button.setAttribute("aria-pressed", "true");
  parts.forEach((part, number) => {
    const speech = new SpeechSynthesisUtterance(part);
    speech.lang = lang;
    speech.rate = 0.9;
    if (number === parts.length - 1) speech.onend = () => button.setAttribute("aria-pressed", "false");
    speechSynthesis.speak(speech);
  });
}

function stop(button) {
  speechSynthesis.cancel();
  button.setAttribute("aria-pressed", "false");
}

if ("speechSynthesis" in window) {
  for (const button of document.querySelectorAll("[data-read-aloud]")) {
    button.hidden = false;
    button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? stop(button) : start(button)));
  }
  addEventListener("pagehide", () => speechSynthesis.cancel());
}
