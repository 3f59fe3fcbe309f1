// A conversation. The server gives every message its place: what came after a place is asked for, in order, whenever
// the live stream rings and every few seconds besides, so a broken line loses nothing. What is written here keeps its own
// name until the server has it: sent again it is said once. Words that were not sent yet outlive a reload of the tab.
import { smaller } from "./smaller.js";

const ASK_EVERY_MS = 10_000;
const AGAIN_MS = 3000;
const LONGEST_NOTE_MS = 60_000;
const chat = document.querySelector("[data-chat]");
if (chat) talk(chat);

function talk(chat) {
  const list = chat.querySelector("[data-messages]");
  const form = chat.querySelector("form[data-say]");
  const status = chat.querySelector("[data-status]");
  const key = `laoyou.chat.${chat.dataset.chat}`;
  const seen = new Set([...list.querySelectorAll("[data-seq]")].map((each) => Number(each.dataset.seq)));
  let last = Number(chat.dataset.after);
  let { state } = chat.dataset;
  let asking = null;
  let askAgain = false;
  let read = 0;
  const unsent = JSON.parse(sessionStorage.getItem(key) ?? "[]").map((each) => ({ ...each, shown: null }));

  const keep = () => sessionStorage.setItem(key, JSON.stringify(unsent.filter((each) => !each.file).map(({ name, text, kind }) => ({ name, text, kind }))));
  const toEnd = () => list.scrollTo({ top: list.scrollHeight });

  async function hear() {
    if (asking) {
      askAgain = true;
      return;
    }
    asking = true;
    try {
      for (let more = true; more; ) {
        askAgain = false;
        const response = await fetch(`${chat.dataset.heard}?after=${last}`, { headers: { Accept: "application/json" } });
        if (!response.ok || response.redirected) break;
        const told = await response.json();
        add(told.messages);
        last = Math.max(last, told.last);
        for (const each of list.querySelectorAll("[data-own][data-seq]")) each.toggleAttribute("data-read", Number(each.dataset.seq) <= told.other_read);
        if (told.state !== state && unsent.length === 0) return location.reload();
        if (status && told.status !== undefined) status.textContent = told.status;
        more = told.more || askAgain;
      }
      chat.removeAttribute("data-broken");
      tellRead();
    } catch {
      chat.setAttribute("data-broken", "");
    } finally {
      asking = null;
    }
  }

  function add(messages) {
    const below = list.scrollHeight - list.scrollTop - list.clientHeight < 120;
    for (const message of messages) {
      drop(message.client_id);
      if (seen.has(message.seq)) continue;
      seen.add(message.seq);
      const before = list.querySelector("[data-pending]");
      if (before) before.insertAdjacentHTML("beforebegin", message.html);
      else list.insertAdjacentHTML("beforeend", message.html);
    }
    if (messages.length && below) toEnd();
  }

  function drop(name) {
    const place = unsent.findIndex((each) => each.name === name);
    if (place < 0) return;
    unsent[place].shown?.remove();
    unsent.splice(place, 1);
    keep();
  }

  async function tellRead() {
    if (document.visibilityState !== "visible" || last <= read || !chat.dataset.reads) return;
    const upTo = last;
    const body = new FormData(form ?? undefined);
    body.set("act", "read");
    body.set("seq", upTo);
    for (const field of ["text", "picture", "voice"]) body.delete(field);
    const response = await fetch(chat.dataset.act, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
    if (response?.ok) read = upTo;
  }

  function show(each) {
    const item = document.createElement("li");
    item.className = "said is-own";
    item.dataset.pending = each.name;
    const words = Object.assign(document.createElement("p"), { className: "said__words", textContent: each.text || each.word || "…" });
    const note = Object.assign(document.createElement("small"), { textContent: chat.dataset.sending });
    item.append(words, note);
    each.shown = item;
    each.note = note;
    list.append(item);
    toEnd();
  }

  let sending = false;
  async function flush() {
    if (sending) return;
    sending = true;
    while (unsent.length) {
      const each = unsent[0];
      const body = new FormData();
      body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      body.set("client_id", each.name);
      body.set("text", each.text ?? "");
      body.set("kind", each.kind);
      if (each.file) body.set("file", each.file);
      let response = null;
      try {
        response = await fetch(chat.dataset.sends, { method: "POST", body, headers: { Accept: "application/json" } });
      } catch {
        chat.setAttribute("data-broken", "");
      }
      if (response?.ok && !response.redirected) {
        drop(each.name);
        await hear();
      } else if (response && response.status >= 400 && response.status < 500) {
        const refused = await response.json().catch(() => ({}));
        each.note.textContent = refused.sentence ?? chat.dataset.failed;
        each.note.className = "bad";
        unsent.shift();
        keep();
        if (form.elements.text.value === "") form.elements.text.value = each.text ?? "";
      } else {
        each.note.textContent = chat.dataset.waits;
        setTimeout(flush, AGAIN_MS);
        break;
      }
    }
    sending = false;
  }

  function say(kind, { text = "", file = null, word = "" }) {
    const each = { name: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`, kind, text, file, word };
    unsent.push(each);
    keep();
    show(each);
    flush();
  }

  if (form) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = form.elements.text.value.trim();
      if (!text) return form.elements.text.focus();
      say(event.submitter?.value === "note" ? "note" : "text", { text });
      form.elements.text.value = "";
      sessionStorage.removeItem(`${key}.draft`);
      form.elements.text.focus();
    });
    form.elements.text.value ||= sessionStorage.getItem(`${key}.draft`) ?? "";
    form.elements.text.addEventListener("input", () => sessionStorage.setItem(`${key}.draft`, form.elements.text.value));
    form.elements.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(pointer: fine)").matches) {
        event.preventDefault();
        form.requestSubmit(form.querySelector("[data-send]"));
      }
    });
    form.querySelector("[data-picture]")?.addEventListener("change", async (event) => {
      for (const file of event.target.files) say("picture", { file: await smaller(file), word: chat.dataset.picture });
      event.target.value = "";
    });
    records(form, chat, (file) => say("voice", { file, word: chat.dataset.voice }));
    for (const ready of chat.querySelectorAll("[data-reply]")) {
      ready.addEventListener("click", () => {
        form.elements.text.value = ready.textContent.trim();
        form.elements.text.focus();
      });
    }
  }
  chat.addEventListener("live", (event) => String(event.detail.conversation) === chat.dataset.chat && hear());
  addEventListener("online", () => (hear(), flush()));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && hear());
  setInterval(() => document.visibilityState === "visible" && hear(), ASK_EVERY_MS);
  if (form) {
    for (const each of unsent) show(each);
    flush();
  }
  toEnd();
  hear();
}

function records(form, chat, give) {
  const button = form.querySelector("[data-record]");
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
      give(new File(pieces, `voice.${type.split("/")[1]}`, { type }));
    });
    recorder.start();
    label.textContent = button.dataset.stop;
    button.setAttribute("data-recording", "");
    setTimeout(() => recorder?.stop(), LONGEST_NOTE_MS);
  });
}
