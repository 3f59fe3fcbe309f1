// What was done in the field waits in this telephone's own database, in order, until the server has it.
// Each act has a name of its own, by which the server does it once, however often it arrives.
const STORE = "acts";

export function newName() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function opened() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("laoyou-field", 1);
    asked.addEventListener("upgradeneeded", () => asked.result.createObjectStore(STORE, { keyPath: "order", autoIncrement: true }));
    asked.addEventListener("success", () => done(asked.result));
    asked.addEventListener("error", () => failed(asked.error));
  });
}

async function store(mode, act) {
  const database = await opened();
  try {
    return await new Promise((done, failed) => {
      const transaction = database.transaction(STORE, mode);
      const asked = act(transaction.objectStore(STORE));
      transaction.addEventListener("complete", () => done(asked.result));
      transaction.addEventListener("error", () => failed(transaction.error));
    });
  } finally {
    database.close();
  }
}

export const keep = (act) => store("readwrite", (kept) => kept.add({ ...act, name: newName(), at: Date.now(), refused: "" }));
export const waiting = async (who) => (await store("readonly", (kept) => kept.getAll())).filter((act) => act.who === who);
export const drop = (order) => store("readwrite", (kept) => kept.delete(order));

function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

/** Post fields; the answer's words, or null when nothing answered as these pages are answered: signed out. */
export async function post(address, fields) {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value, ...(value instanceof Blob ? [value.name ?? "photo.jpg"] : []));
  const headers = { Accept: "application/json", "X-CSRFToken": token() };
  const answer = await fetch(address, { method: "POST", body, headers });
  const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
  if (answer.status >= 500) throw new TypeError("the server is not well");
  return isOurs ? await answer.json() : null;
}

let sending = null;

/** Send what waits, the oldest first. Returns how many were done, and whether the sign-in has ended. */
export function flush(who) {
  sending ??= flushed(who).finally(() => {
    sending = null;
  });
  return sending;
}

async function flushed(who) {
  let done = 0;
  for (const act of await waiting(who)) {
    if (act.refused) continue;
    let answer;
    try {
      answer = await post(act.address, [...act.fields, ["client_id", act.name], ["ago_ms", Math.max(0, Date.now() - act.at)]]);
    } catch {
      return { done, isOffline: true };
    }
    if (answer === null) return { done, isSignedOut: true };
    if (answer.done) {
      await drop(act.order);
      done += 1;
    } else {
      await store("readwrite", (kept) => kept.put({ ...act, refused: answer.refused }));
      // What came after it on the same job rests on it, and is refused or done by the server on its own.
    }
  }
  return { done };
}
