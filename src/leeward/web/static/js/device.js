// Keeping the pages on this device, and letting them go again, each by a press.
import { contact } from "./drain.js";

const keep = document.querySelector("[data-keep]");
const drop = document.querySelector("[data-drop]");
const said = document.querySelector("[data-kept]");

async function show() {
  const found = await navigator.serviceWorker?.getRegistration("/");
  keep.hidden = !navigator.serviceWorker || Boolean(found);
  drop.hidden = !found;
  said.hidden = !found;
}

keep.addEventListener("click", async () => {
  await navigator.serviceWorker.register("/sw.js");
  await navigator.serviceWorker.ready;
  await contact();
  await show();
});

drop.addEventListener("click", async () => {
  await (await navigator.serviceWorker.getRegistration("/"))?.unregister();
  for (const name of await caches.keys()) if (name.startsWith("pages:")) await caches.delete(name);
  await show();
});

show();
