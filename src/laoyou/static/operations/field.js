// The pages of the field: what is tapped is kept first and then sent, so that a broken line loses nothing; the page
// shows the step at once.
import { drop, flush, keep, post, waiting } from "./field_queue.js";

const LONGEST_SIDE = 1600;
const AFTER = { start_travel: "travelling", arrive: "working", pause: "paused", resume: "assigned", finish: "done", hand_over: "open" };
const who = document.body.dataset.who;
const job = document.querySelector("[data-job][data-act-address]");
const words = job?.dataset ?? {};

async function smaller(file) {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    if (scale === 1 && file.size < 500_000) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
  } catch {
    return file; // the server says what is wrong with it
  }
}

function say(sentence, order = null) {
  const list = document.querySelector("[data-refusals]");
  if (order !== null && list.querySelector(`[data-order="${order}"]`)) return;
  const line = document.createElement("li");
  if (order !== null) line.dataset.order = order;
  line.append(Object.assign(document.createElement("span"), { textContent: sentence }));
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: list.dataset.understood });
  button.addEventListener("click", async () => {
    line.remove();
    if (order === null) return;
    await drop(order);
    await show();
  });
  line.append(button);
  list.append(line);
  line.scrollIntoView({ block: "center" });
}

/** Show the step where the job is when what waits has been done, and what waits. */
async function show() {
  const acts = await waiting(who);
  const strip = document.querySelector("[data-waiting]");
  const unsent = acts.filter((act) => !act.refused);
  strip.hidden = unsent.length === 0;
  strip.querySelector("[data-waiting-count]").textContent = unsent.length;
  for (const act of acts) if (act.refused) say(`${act.title}: ${act.refused}`, act.order);
  if (!job) return;
  let state = words.state;
  for (const act of unsent) if (act.job === words.key) state = AFTER[act.act] ?? state;
  for (const part of document.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(state);
  if (state !== words.state) {
    const shown = document.querySelector(".field-top [data-state-word]");
    shown.textContent = words[`words${state[0].toUpperCase()}${state.slice(1)}`] ?? shown.textContent;
  }
  showThumbs(unsent.filter((act) => act.job === words.key));
}

function showThumbs(acts) {
  for (const old of document.querySelectorAll("[data-unsent]")) old.remove();
  for (const act of acts) {
    if (!act.act.startsWith("photo_")) continue;
    const list = document.querySelector(`[data-thumbs="${act.act.slice(6)}"]`);
    for (const [name, value] of act.fields) {
      if (name !== "photos") continue;
      const line = Object.assign(document.createElement("li"), {});
      line.dataset.unsent = "";
      const address = URL.createObjectURL(value);
      const picture = Object.assign(document.createElement("img"), { src: address, alt: words.wordsPhoto, width: 96, height: 96 });
      picture.addEventListener("load", () => URL.revokeObjectURL(address), { once: true });
      line.append(picture);
      list.append(line);
    }
  }
}

const photosOf = (acts, moment) => acts.filter((act) => act.job === words.key && act.act === `photo_${moment}` && !act.refused).length;

/** Return what the finished job still lacks, or nothing. */
async function lacking() {
  const acts = await waiting(who);
  const { evidence, before, after } = words;
  if (evidence === "before_and_after" && Number(before) + photosOf(acts, "before") === 0) return words.wordsNoBefore;
  if (evidence !== "none" && Number(after) + photosOf(acts, "after") === 0) return words.wordsNoPhoto;
  return "";
}

async function send() {
  const { done, isSignedOut } = await flush(who);
  document.querySelector("[data-signed-out]").hidden = !isSignedOut;
  const rest = (await waiting(who)).filter((act) => !act.refused);
  if (done && rest.length === 0 && job) return location.reload();
  return show();
}

async function take(form, submitter) {
  const given = new FormData(form, submitter);
  const act = given.get("act");
  if (act === "finish") {
    const missing = await lacking();
    if (missing) return say(missing);
  }
  given.delete("csrfmiddlewaretoken");
  const fields = [];
  for (const [name, value] of given) {
    if (!(value instanceof File)) fields.push([name, value]);
    else if (value.size > 0) fields.push([name, await smaller(value)]);
  }
  if (act.startsWith("photo_") && !fields.some(([name]) => name === "photos")) return undefined;
  const title = document.querySelector(".field-top h1").firstChild.textContent.trim();
  await keep({ who, job: words.key, act, title, address: form.getAttribute("action"), fields });
  form.closest("details")?.removeAttribute("open");
  form.reset();
  await show();
  return send();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-telephone], [data-needs-line]")) {
    event.preventDefault();
    const fields = [...new FormData(form, event.submitter)].filter(([name]) => name !== "csrfmiddlewaretoken");
    post(form.getAttribute("action"), fields)
      .then((answer) => {
        if (answer?.telephone) location.href = `tel:${answer.telephone}`;
        else if (answer?.refused) say(answer.refused);
        else location.reload();
      })
      .catch(() => say(words.wordsNoLine));
  } else if (form.matches("[data-queued]")) {
    event.preventDefault();
    take(form, event.submitter);
  }
});

for (const input of document.querySelectorAll("[data-sends-at-once] input[type=file]")) {
  input.addEventListener("change", () => input.form.requestSubmit());
}
for (const button of document.querySelectorAll("[data-send-now]")) button.addEventListener("click", send);
addEventListener("online", send);

async function keepTheDay() {
  if (!("serviceWorker" in navigator)) return;
  const registered = await navigator.serviceWorker.register(document.body.dataset.worker, { scope: "/ops/field/" });
  const worker = (await navigator.serviceWorker.ready).active ?? registered.active;
  if (localStorage.getItem("field-who") !== who) {
    worker?.postMessage({ forget: true });
    localStorage.setItem("field-who", who);
  }
  navigator.serviceWorker.addEventListener("message", (event) => {
    const word = document.querySelector("[data-kept]");
    if (event.data?.kept && word) word.hidden = false;
  });
  const isKept = document.querySelector("[data-offline]:not([hidden])");
  const jobs = [...document.querySelectorAll("a[data-keep]")].map((link) => link.getAttribute("href"));
  if (!isKept) worker?.postMessage({ keep: [location.pathname, ...jobs] });
}

show().then(send).catch(() => {});
keepTheDay().catch(() => {});
