// Danger rings on every page of the desk: the strip at the top is read anew when a danger is reported, and a sound is
// given once for each. A browser lets a page sound only after its reader has touched it, so the first touch readies it.
let sound = null;
const rung = new Set(JSON.parse(sessionStorage.getItem("laoyou.rung") ?? "[]"));
const strip = document.getElementById("dangers");

function ready() {
  sound ??= new AudioContext();
  if (sound.state === "suspended") sound.resume();
}

function ring() {
  if (sound?.state !== "running") return;
  for (const [start, pitch] of [[0, 880], [0.22, 660], [0.44, 880]]) {
    const tone = new OscillatorNode(sound, { frequency: pitch });
    const loudness = new GainNode(sound, { gain: 0.25 });
    tone.connect(loudness).connect(sound.destination);
    tone.start(sound.currentTime + start);
    tone.stop(sound.currentTime + start + 0.18);
  }
}

for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, ready, { once: true, passive: true });

strip?.addEventListener("htmx:afterSettle", () => {
  const fresh = [...strip.querySelectorAll("[data-danger]")].filter((each) => !rung.has(each.dataset.danger));
  if (fresh.length === 0) return;
  for (const each of fresh) rung.add(each.dataset.danger);
  sessionStorage.setItem("laoyou.rung", JSON.stringify([...rung]));
  ring();
});
