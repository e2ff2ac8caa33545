// What this device keeps: whom to seal for, and sealed entries until they are home. Never a word
// that can be read.
import { sha256, toHex, utf8 } from "./bytes.js";

export const MOST = 400;

export class FullError extends Error {}
export class OthersWaitError extends Error {}

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const finished = (change) =>
  new Promise((resolve, reject) => {
    change.oncomplete = resolve;
    change.onabort = change.onerror = () => reject(change.error);
  });

const opened = new Map();

// Sites in folders of one host share their storage, so the name holds the folder.
export function open(home = new URL(".", location.href).pathname) {
  if (!opened.has(home)) opened.set(home, opening(home));
  return opened.get(home);
}

async function opening(home) {
  const request = indexedDB.open(`notes:${home}`, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("sealed", { keyPath: "key" });
    request.result.createObjectStore("pair");
  };
  return new Store(await done(request));
}

class Store {
  constructor(db) {
    this.db = db;
  }

  pairing() {
    return done(this.db.transaction("pair").objectStore("pair").get("journal"));
  }

  async pair(pairing) {
    const change = this.db.transaction(["pair", "sealed"], "readwrite");
    const before = await done(change.objectStore("pair").get("journal"));
    // What was sealed for another journal would be of no use to this one.
    if (before && toHex(before.public) !== toHex(pairing.public)) {
      const count = await done(change.objectStore("sealed").count());
      if (count) {
        change.abort();
        throw new OthersWaitError();
      }
    }
    change.objectStore("pair").put(pairing, "journal");
    await finished(change);
  }

  // Seals of one note go in together or not at all; the same id twice is one.
  async keep(group, seals) {
    const rows = [];
    for (const { id, seal } of seals)
      rows.push({ key: toHex(await sha256(utf8(id))).slice(0, 32), group, seal });
    const change = this.db.transaction("sealed", "readwrite", { durability: "strict" });
    const shelf = change.objectStore("sealed");
    if ((await done(shelf.count())) + rows.length > MOST) {
      change.abort();
      throw new FullError();
    }
    for (const row of rows) shelf.put(row);
    await finished(change);
  }

  all() {
    return done(this.db.transaction("sealed").objectStore("sealed").getAll());
  }

  async waiting() {
    return new Set((await this.all()).map((row) => row.group)).size;
  }

  async remove(keys) {
    const change = this.db.transaction("sealed", "readwrite");
    for (const key of keys) change.objectStore("sealed").delete(key);
    await finished(change);
  }
}
