// The drop ground of a ledger file: says at once what can't be sent, shows how far the sending is.
const form = document.querySelector("[data-drop]");
const input = form.querySelector("input[type=file]");
const words = form.querySelector("[data-drop-words]");
const way = form.querySelector("[data-drop-way]");
const problem = form.querySelector("#problem");
const button = form.querySelector("button[type=submit]");

function say(sentence) {
  problem.textContent = "";
  if (!sentence) return;
  const line = document.createElement("p");
  line.className = "field-error";
  line.textContent = sentence;
  problem.append(line);
}

function objection(file) {
  if (file.size > Number(form.dataset.most)) return form.dataset.tooLarge;
  if (!/\.(xlsx|csv)$/i.test(file.name)) return form.dataset.otherKind;
  return "";
}

function chosen() {
  const [file] = input.files;
  if (!file) return;
  words.textContent = file.name;
  const sentence = objection(file);
  say(sentence);
  button.disabled = Boolean(sentence);
}

input.addEventListener("change", chosen);

for (const name of ["dragenter", "dragover"]) {
  form.addEventListener(name, (event) => {
    event.preventDefault();
    form.classList.add("is-over");
  });
}

for (const name of ["dragleave", "drop"]) {
  form.addEventListener(name, () => form.classList.remove("is-over"));
}

form.addEventListener("drop", (event) => {
  event.preventDefault();
  if (!event.dataTransfer.files.length) return;
  input.files = event.dataTransfer.files;
  chosen();
});

form.addEventListener("htmx:beforeRequest", (event) => {
  const sentence = input.files.length ? objection(input.files[0]) : "";
  if (sentence) {
    event.preventDefault();
    say(sentence);
    return;
  }
  say("");
  way.hidden = false;
  button.disabled = true;
});

form.addEventListener("htmx:xhr:progress", (event) => {
  const { loaded, total } = event.detail;
  if (!total) return;
  way.querySelector("progress").value = Math.round((loaded / total) * 100);
  const line = way.querySelector("p");
  line.textContent = loaded < total ? line.dataset.sending : line.dataset.reading;
});

form.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr.getResponseHeader("HX-Redirect")) return;
  way.hidden = true;
  button.disabled = false;
});
