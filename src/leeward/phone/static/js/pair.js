// Pairing: the text comes with the address (after the #, so no host sees it) or is pasted.
import { toHex } from "./bytes.js";
import { readPairing } from "./parcel.js";
import { showWaiting } from "./shell.js";
import { OthersWaitError, open } from "./store.js";

const field = document.querySelector("#code");
const problem = document.querySelector("[data-problem]");
const ready = document.querySelector("[data-ready]");

function fill() {
  const given = location.hash.slice(1);
  if (!given) return;
  field.value = given;
  ready.hidden = problem.hidden = true;
  // The text is no secret, but nothing of it needs to stand in the history.
  history.replaceState(null, "", location.pathname);
}
fill();
window.addEventListener("hashchange", fill);

function tell(name) {
  problem.textContent = problem.dataset[name];
  problem.hidden = false;
  problem.focus();
}

let replaced = "";
async function take() {
  problem.hidden = true;
  const pairing = await readPairing(field.value);
  if (!pairing) return tell("sayWrong");
  try {
    const store = await open();
    const before = await store.pairing();
    if (before && toHex(before.public) !== toHex(pairing.public) && replaced !== pairing.check) {
      replaced = pairing.check;
      return tell("sayOther");
    }
    await store.pair({ vault: pairing.vault, public: pairing.public });
  } catch (error) {
    return tell(error instanceof OthersWaitError ? "sayWaiting" : "sayNone");
  }
  await navigator.storage?.persist?.();
  ready.querySelector("[data-check]").textContent = pairing.check;
  ready.hidden = false;
  ready.focus();
  return showWaiting();
}

document.querySelector("[data-take]").addEventListener("click", take);
document.querySelector("[data-copy]").addEventListener("click", () => navigator.clipboard?.writeText(field.value));
