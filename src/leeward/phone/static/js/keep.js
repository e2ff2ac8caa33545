// From a form to the shelf: each entry gets its id and its words here, and leaves sealed.
import { record, seal } from "./seal.js";
import { FullError, open } from "./store.js";
import { SITE } from "./site.js";

export class NotPairedError extends Error {}

export const SAY = {
  unpaired: "This phone is not paired yet, so nothing can be kept. Pair it with your computer first.",
  full: "No more fits here. Bring home what waits, then save again.",
  old: "This browser is too old to seal notes. Nothing was kept. A newer one will do.",
};

export const saying = (error) =>
  error instanceof NotPairedError ? SAY.unpaired : error instanceof FullError ? SAY.full : SAY.old;

export async function keep(group, entries) {
  const store = await open();
  const pairing = await store.pairing();
  if (!pairing) throw new NotPairedError();
  const seals = [];
  for (const entry of entries) {
    const payload = record({ ...entry, version: SITE.versions[entry.kind] });
    seals.push({ id: entry.id, seal: await seal(pairing, entry.id, payload) });
  }
  await store.keep(group, seals);
}
