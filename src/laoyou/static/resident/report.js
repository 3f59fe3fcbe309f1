// Reporting: photos made smaller before they are sent, a voice note, what the words suggest, and one send by its own
// name, which waits on this telephone while there is no network (queue.js).
import { smaller } from "../shared/smaller.js";
import { newName, send } from "./queue.js";

const LONGEST_NOTE_MS = 60_000;
const MOST = 6;

function fill(input, files) {
  const all = new DataTransfer();
  for (const file of files) all.items.add(file);
  input.files = all.files;
}

function line(list, word, content, take) {
  const item = document.createElement("li");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "text-button", textContent: list.dataset.remove });
  button.setAttribute("aria-label", `${list.dataset.remove}: ${word}`);
  button.addEventListener("click", () => {
    item.remove();
    take();
  });
  item.append(content, button);
  list.append(item);
}

function takesPhotos(form) {
  const input = form.querySelector("[data-photos]");
  const list = form.querySelector("[data-previews]");
  if (!input) return;
  let chosen = [];
  input.addEventListener("change", async () => {
    const added = await Promise.all([...input.files].slice(0, MOST - chosen.length).map(smaller));
    for (const file of added) {
      chosen.push(file);
      const address = URL.createObjectURL(file);
      const word = `${list.dataset.photo} ${chosen.length}`;
      const picture = Object.assign(document.createElement("img"), { src: address, alt: word, width: 72, height: 72 });
      picture.addEventListener("load", () => URL.revokeObjectURL(address), { once: true });
      line(list, word, picture, () => {
        chosen = chosen.filter((each) => each !== file);
        fill(input, chosen);
      });
    }
    fill(input, chosen);
  });
}

function recordsVoice(form) {
  const button = form.querySelector("[data-record]");
  const input = form.querySelector("input[name=voice]");
  const list = form.querySelector("[data-previews]");
  if (!button || !navigator.mediaDevices?.getUserMedia || !("MediaRecorder" in window)) return;
  const label = button.querySelector("span");
  const word = label.textContent;
  let recorder = null;
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (recorder) return recorder.stop();
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    if (!stream) return;
    const pieces = [];
    recorder = new MediaRecorder(stream);
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recorder.addEventListener("stop", () => {
      stream.getTracks().forEach((track) => track.stop());
      const type = recorder.mimeType.split(";")[0];
      recorder = null;
      label.textContent = word;
      button.removeAttribute("data-recording");
      const note = new File(pieces, `voice.${type.split("/")[1]}`, { type });
      fill(input, [note]);
      list.querySelector("audio")?.closest("li").remove();
      const sound = Object.assign(document.createElement("audio"), { controls: true, src: URL.createObjectURL(note) });
      line(list, list.dataset.voice, sound, () => fill(input, []));
    });
    recorder.start();
    label.textContent = button.dataset.stop;
    button.setAttribute("data-recording", "");
    setTimeout(() => recorder?.stop(), LONGEST_NOTE_MS);
  });
}

function suggests(form) {
  const place = form.querySelector("[data-suggest]");
  if (!place) return;
  let later;
  const ask = (wait) => {
    clearTimeout(later);
    later = setTimeout(() => navigator.onLine && place.dispatchEvent(new CustomEvent("suggest")), wait);
  };
  form.addEventListener("change", (event) => event.target.name === "category" && ask(0));
  form.querySelector("[name=text]").addEventListener("input", () => ask(600));
}

for (const form of document.querySelectorAll("form[data-queued], form[data-sends]")) {
  takesPhotos(form);
  recordsVoice(form);
  suggests(form);
}
for (const form of document.querySelectorAll("form[data-queued]")) {
  const name = form.elements.client_id;
  // A kept copy of this page must not bring back the name of a report that was sent.
  if (!document.querySelector(".error:not([hidden])")) name.value = newName();
  addEventListener("pageshow", (event) => event.persisted && (name.value = newName()));
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    send(form);
  });
}
