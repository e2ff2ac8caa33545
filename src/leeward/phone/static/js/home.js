// Bringing home: as a file, or as codes the computer's camera reads. What waits stays here until
// the person says that it is home; brought twice, it is taken in once.
import { fileText, frames, number, packed } from "./parcel.js";
import { showWaiting } from "./shell.js";
import { open } from "./store.js";
import { encodeQR } from "../vendor/qr-write-0.7.0.min.js";

const BEAT = 400;
const store = await open();
const place = document.querySelector("[data-codes]");
const said = document.querySelector("[data-said]");
let beat = 0;
let shown = [];

async function parcel() {
  const rows = await store.all();
  shown = rows.map((row) => row.key);
  const bytes = await packed(
    await store.pairing(),
    rows.map((row) => row.seal),
  );
  for (const spot of document.querySelectorAll("[data-number]")) spot.textContent = number(bytes);
  document.querySelector("[data-home]").hidden = false;
  return bytes;
}

function download(file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function asFile() {
  const now = new Date();
  const name = `notes-${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}.txt`;
  const file = new File([fileText(await parcel())], name, { type: "text/plain" });
  if (!navigator.canShare?.({ files: [file] })) return download(file);
  try {
    return await navigator.share({ files: [file] });
  } catch (error) {
    return error.name === "AbortError" ? undefined : download(file);
  }
}

function draw(canvas, text) {
  const rows = encodeQR(text, "raw", { ecc: "low", border: 4 });
  const dot = Math.max(2, Math.floor(720 / rows.length));
  canvas.width = canvas.height = rows.length * dot;
  const ink = canvas.getContext("2d");
  ink.fillStyle = "#fff";
  ink.fillRect(0, 0, canvas.width, canvas.height);
  ink.fillStyle = "#000";
  rows.forEach((row, y) => row.forEach((on, x) => on && ink.fillRect(x * dot, y * dot, dot, dot)));
}

async function asCodes() {
  clearInterval(beat);
  const texts = frames(await parcel());
  if (!texts) {
    said.textContent = said.dataset.sayMany;
    said.hidden = false;
    return;
  }
  const canvas = place.querySelector("canvas");
  const step = place.querySelector("[data-place]");
  let at = 0;
  const show = () => {
    draw(canvas, texts[at]);
    step.textContent = step.dataset.say.replace("##", texts.length).replace("#", at + 1);
    at = (at + 1) % texts.length;
  };
  place.hidden = false;
  place.querySelector("[data-hold]").hidden = texts.length === 1;
  show();
  if (texts.length > 1) beat = setInterval(show, BEAT);
  place.querySelector("[data-hold]").onclick = () => {
    if (beat) {
      clearInterval(beat);
      beat = 0;
    } else beat = setInterval(show, BEAT);
  };
  place.querySelector("[data-onward]").onclick = () => {
    clearInterval(beat);
    beat = 0;
    show();
  };
}

async function letGo() {
  clearInterval(beat);
  await store.remove(shown);
  shown = [];
  place.hidden = true;
  document.querySelector("[data-home]").hidden = true;
  said.textContent = said.dataset.sayGone;
  said.hidden = false;
  await showWaiting();
}

document.querySelector("[data-file]").addEventListener("click", asFile);
document.querySelector("[data-show]").addEventListener("click", asCodes);
document.querySelector("[data-letgo]").addEventListener("click", letGo);
