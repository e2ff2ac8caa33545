// On every page: leave at once, say what waits, and have the pages at hand without a connection.
import { open } from "./store.js";

const root = document.documentElement;
root.classList.add("js");

const leave = () => {
  const sheet = document.createElement("div");
  sheet.className = "overlay";
  document.body.replaceChildren(sheet);
  document.title = "";
  location.replace("b.html");
};

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-exit]")) {
    event.preventDefault();
    leave();
  }
});

let shifts = [];
document.addEventListener("keyup", (event) => {
  if (event.key !== "Shift") {
    shifts = [];
    return;
  }
  shifts = shifts.filter((at) => Date.now() - at < 5000).concat(Date.now());
  if (shifts.length >= 3) leave();
});

// On touch: two quick taps in the top left corner. One tap still follows the link there.
let first = 0;
document.addEventListener(
  "click",
  (event) => {
    if (event.pointerType !== "touch" || event.clientX >= 64 || event.clientY >= 64) return;
    const link = event.target.closest("a[href]");
    event.preventDefault();
    if (Date.now() - first < 400) {
      leave();
      return;
    }
    first = Date.now();
    if (link) setTimeout(() => Date.now() - first >= 400 && link.click(), 420);
  },
  true,
);

document.addEventListener("visibilitychange", () => root.classList.toggle("away", document.hidden));
window.addEventListener("pageshow", (event) => event.persisted && location.reload());

// The place shown in the middle of a word comes from the number alone.
export async function showWaiting() {
  try {
    const store = await open();
    const [count, pairing] = [await store.waiting(), await store.pairing()];
    for (const place of document.querySelectorAll("[data-waiting]")) {
      place.hidden = count === 0;
      for (const number of place.querySelectorAll("[data-count]")) number.textContent = String(count);
    }
    for (const place of document.querySelectorAll("[data-unpaired]")) place.hidden = Boolean(pairing);
    for (const place of document.querySelectorAll("[data-paired]")) place.hidden = !pairing;
  } catch {
    for (const place of document.querySelectorAll("[data-unpaired]")) place.hidden = false;
  }
}

if ("first" in root.dataset && !localStorage.getItem("seen")) location.replace("first.html");
document.querySelector("[data-seen]")?.addEventListener("click", () => localStorage.setItem("seen", "1"));
showWaiting();
if (root.dataset.worker && "serviceWorker" in navigator)
  navigator.serviceWorker.register(root.dataset.worker).catch(() => undefined);
