// What was sealed in this browser while nothing ran goes in at the next contact, one by one: each
// is let go only once it was taken. Runs only where the person chose to keep pages here.
import { toBase64 } from "./bytes.js";
import { readPairing } from "./parcel.js";
import { open } from "./store.js";

const token = document.querySelector('input[name="_t"]')?.value;

async function pair(store) {
  const answer = await fetch("/o/key");
  if (!answer.ok) return;
  const pairing = await readPairing((await answer.json()).text);
  if (pairing) await store.pair({ vault: pairing.vault, public: pairing.public });
}

async function drain(store) {
  let taken = 0;
  for (const row of await store.all()) {
    const form = new FormData();
    form.set("_t", token);
    form.set("seal", toBase64(row.seal));
    const answer = await fetch("/u/take", { method: "POST", body: form, redirect: "manual" });
    if (!answer.ok) break;
    await store.remove([row.key]);
    taken += 1;
  }
  return taken;
}

function say(left) {
  const main = document.querySelector("main[data-say-taken]");
  if (!main) return;
  const text = left ? main.dataset.sayLeft.replace("#", left) : main.dataset.sayTaken;
  const place = document.createElement("div");
  place.className = "toast";
  place.setAttribute("role", "status");
  place.append(Object.assign(document.createElement("span"), { textContent: text }));
  main.append(place);
  setTimeout(() => place.remove(), 10_000);
}

export async function contact() {
  const store = await open("/o/");
  const taken = token ? await drain(store) : 0;
  const left = await store.waiting();
  if (!left) await pair(store);
  if (taken) say(left);
}
