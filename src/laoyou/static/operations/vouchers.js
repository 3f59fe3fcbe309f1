// Vouchers before they are sent: made smaller, shown as previews, personal data covered, taken away again.
// The form's file inputs are filled anew from this list, so that what is seen is what is sent.
const LONGEST_SIDE = 2000;
const box = document.querySelector("[data-vouchers]");
const input = box.querySelector('input[name="vouchers"]');
const coveredInput = box.querySelector('input[name="covered"]');
const list = box.querySelector(".previews");
const words = box.dataset;
let vouchers = [];

async function smaller(file) {
  if (!file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    if (scale === 1 && file.size < 600_000) return file;
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.82 });
    return blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
  } catch {
    return file; // the server says what is wrong with it
  }
}

function fill() {
  const all = new DataTransfer();
  const covered = new DataTransfer();
  for (const voucher of vouchers) {
    all.items.add(voucher.file);
    if (voucher.shown === "covered") covered.items.add(voucher.covered);
  }
  input.files = all.files;
  coveredInput.files = covered.files;
}

function button(text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: text });
  made.addEventListener("click", act);
  return made;
}

function preview(voucher, place) {
  const line = document.createElement("li");
  const face = document.createElement("span");
  face.className = "preview-face";
  if (voucher.file.type.startsWith("image/")) {
    const shown = voucher.shown === "covered" ? voucher.covered : voucher.file;
    const address = URL.createObjectURL(shown);
    const picture = Object.assign(document.createElement("img"), { src: address, alt: `${words.wordVoucher} ${place + 1}` });
    picture.addEventListener("load", () => URL.revokeObjectURL(address), { once: true });
    face.append(picture);
  } else {
    face.textContent = "PDF";
  }
  const about = document.createElement("span");
  about.className = "preview-words";
  const size = `${Math.max(1, Math.round(voucher.file.size / 1024))} KB`;
  const name = Object.assign(document.createElement("b"), { textContent: voucher.name });
  const note = Object.assign(document.createElement("small"), {
    textContent: voucher.file.size < voucher.before ? `${size}, ${words.wordSmaller}` : size,
  });
  const choice = document.createElement("select");
  choice.className = "form-select";
  choice.name = "shown";
  choice.setAttribute("aria-label", `${words.wordShown}: ${words.wordVoucher} ${place + 1}`);
  const choices = voucher.covered
    ? [["covered", words.wordCovered], ["all", words.wordAll], ["staff", words.wordStaff]]
    : [["all", words.wordAll], ["staff", words.wordStaff]];
  for (const [value, text] of choices) choice.add(new Option(text, value, false, value === voucher.shown));
  choice.addEventListener("change", () => {
    voucher.shown = choice.value;
    show();
  });
  about.append(name, note, choice);
  const acts = document.createElement("span");
  acts.className = "preview-acts";
  if (voucher.file.type.startsWith("image/")) acts.append(button(words.wordCover, () => cover(voucher)));
  acts.append(
    button(words.wordRemove, () => {
      vouchers = vouchers.filter((other) => other !== voucher);
      show();
      input.focus();
    }),
  );
  line.append(face, about, acts);
  return line;
}

function show() {
  fill();
  list.replaceChildren(...vouchers.map(preview));
}

input.addEventListener("change", async () => {
  const chosen = [...input.files];
  const made = await Promise.all(
    chosen.map(async (file) => ({ file: await smaller(file), before: file.size, name: file.name, shown: "all", covered: null })),
  );
  vouchers = [...vouchers, ...made].slice(0, Number(words.most));
  show();
});

const drop = box.querySelector(".drop");
for (const name of ["dragover", "dragleave", "drop"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.toggle("is-over", name === "dragover");
    if (name === "drop" && event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change"));
    }
  });
}

// Covering: dark bars drawn on a copy; the picture itself stays as it was handed in.
const dialog = document.getElementById("cover");
const canvas = dialog.querySelector("canvas");
const paper = canvas.getContext("2d");
let work = null;

async function cover(voucher) {
  const picture = await createImageBitmap(voucher.file);
  canvas.width = picture.width;
  canvas.height = picture.height;
  work = { voucher, picture, bars: [], bar: null };
  draw();
  dialog.showModal();
}

function draw() {
  paper.drawImage(work.picture, 0, 0);
  paper.fillStyle = "#17211c";
  for (const bar of work.bars) paper.fillRect(bar.x, bar.y, bar.w, bar.h);
  if (!work.bar) return;
  paper.fillStyle = "rgb(23 33 28 / 60%)";
  paper.fillRect(work.bar.x, work.bar.y, work.bar.w, work.bar.h);
}

function point(event) {
  const shown = canvas.getBoundingClientRect();
  return {
    x: ((event.clientX - shown.left) / shown.width) * canvas.width,
    y: ((event.clientY - shown.top) / shown.height) * canvas.height,
  };
}

canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  work.bar = { ...point(event), w: 0, h: 0 };
});
canvas.addEventListener("pointermove", (event) => {
  if (!work?.bar || !event.buttons) return;
  const here = point(event);
  work.bar.w = here.x - work.bar.x;
  work.bar.h = here.y - work.bar.y;
  draw();
});
canvas.addEventListener("pointerup", () => set());

function set() {
  if (work.bar && Math.abs(work.bar.w) > 3 && Math.abs(work.bar.h) > 3) work.bars.push(work.bar);
  work.bar = null;
  draw();
}

canvas.addEventListener("keydown", (event) => {
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const step = canvas.width / 60;
  if (event.key === "Enter") {
    event.preventDefault();
    set();
  } else if (event.key in steps) {
    event.preventDefault();
    work.bar ??= { x: canvas.width / 3, y: canvas.height / 3, w: canvas.width / 3, h: canvas.height / 20 };
    const [right, down] = steps[event.key];
    work.bar[event.shiftKey ? "w" : "x"] += right * step;
    work.bar[event.shiftKey ? "h" : "y"] += down * step;
    draw();
  }
});

dialog.querySelector("[data-cover-undo]").addEventListener("click", () => {
  work.bars.pop();
  work.bar = null;
  draw();
});
dialog.querySelector("[data-cover-done]").addEventListener("click", () => {
  set();
  canvas.toBlob(
    (blob) => {
      work.voucher.covered = new File([blob], work.voucher.name.replace(/\.\w+$/, "-covered.jpg"), { type: "image/jpeg" });
      work.voucher.shown = "covered";
      dialog.close();
      show();
    },
    "image/jpeg",
    0.82,
  );
});
