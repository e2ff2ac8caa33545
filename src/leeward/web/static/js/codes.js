// Reading the phone's codes with this computer's camera: pictures are looked at here and go nowhere.
import { decodeQR } from "../vendor/qr-read-0.7.0.min.js";

const BEAT = 120;
const WIDEST = 960;
const box = document.querySelector("[data-camera]");
const video = box.querySelector("video");
const said = box.querySelector("[data-read]");
const field = document.querySelector("#codes");
const canvas = document.createElement("canvas");
const found = new Map();
let stream;
let beat;

function stop() {
  clearInterval(beat);
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = undefined;
  video.hidden = true;
}

function note(text) {
  const parts = /^NF:(\d{6}):(\d+):(\d+):[A-Z2-7]+$/.exec(text);
  if (!parts) return;
  const [, number, place, total] = parts;
  if (found.size && !found.values().next().value.startsWith(`NF:${number}:`)) found.clear();
  found.set(place, text);
  said.textContent = box.dataset.sayRead.replace("##", total).replace("#", found.size);
  if (found.size < Number(total)) return;
  stop();
  field.value = [...found.values()].join("\n");
  field.form.requestSubmit();
}

function look() {
  if (!video.videoWidth) return;
  const scale = Math.min(1, WIDEST / video.videoWidth);
  canvas.width = video.videoWidth * scale;
  canvas.height = video.videoHeight * scale;
  const ink = canvas.getContext("2d", { willReadFrequently: true });
  ink.drawImage(video, 0, 0, canvas.width, canvas.height);
  try {
    note(decodeQR(ink.getImageData(0, 0, canvas.width, canvas.height)));
  } catch {
    // No code in this picture; the next one comes at once.
  }
}

box.hidden = !navigator.mediaDevices;
box.querySelector("[data-start]").addEventListener("click", async () => {
  stop();
  found.clear();
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, facingMode: "environment" } });
  } catch {
    said.textContent = box.dataset.sayNone;
    return;
  }
  video.srcObject = stream;
  video.hidden = false;
  said.textContent = box.dataset.sayHold;
  await video.play();
  beat = setInterval(look, BEAT);
});
window.addEventListener("pagehide", stop);
