// From a form to the shelf: each entry gets its id and its words here, and leaves sealed.
import { record, seal } from "./seal.js";
import { FullError, open } from "./store.js";
import { SITE } from "./site.js";

export class NotPairedError extends Error {}

// Which sentence of the page says what went wrong.
export const saying = (error) =>
  error instanceof NotPairedError ? "sayUnpaired" : error instanceof FullError ? "sayFull" : "sayOld";

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
