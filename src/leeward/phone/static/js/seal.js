// Sealing: an entry becomes a frame, is padded, and is encrypted to the journal's public key by
// HPKE (RFC 9180). Nothing on this device can open it again. docs/house/vault-format.md.
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "../vendor/hpke-core-1.9.0.min.js";
import { fromHex, joined, toHex, utf8 } from "./bytes.js";

const BLOCK = 128;
const ENTRY = Uint8Array.of(0);

export const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

export const info = (vault) => joined(utf8("leeward outbox v1"), fromHex(vault));

// UUID version 7 as 32 hex digits: the time, then chance.
export function newId(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 0; i < 6; i += 1) bytes[i] = Math.floor(now / 256 ** (5 - i)) % 256;
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  return toHex(bytes);
}

export function framed(id, payload) {
  const frame = joined(ENTRY, fromHex(id), payload, Uint8Array.of(0x80));
  return joined(frame, new Uint8Array((BLOCK - (frame.length % BLOCK)) % BLOCK));
}

export async function seal(pairing, id, payload) {
  const recipientPublicKey = await suite.kem.deserializePublicKey(pairing.public);
  const sender = await suite.createSenderContext({ recipientPublicKey, info: info(pairing.vault) });
  const sealed = await sender.seal(framed(id, payload));
  return joined(new Uint8Array(sender.enc), new Uint8Array(sealed));
}

// Some phones do not know where they are, and say so with a name no list of zones has.
function zone() {
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return !name || name.includes("Unknown") ? "UTC" : name;
}

// The documented record of an entry (docs/house/events.md); fields left out were skipped.
export function record({ id, kind, version, body, at, now = new Date() }) {
  const plain = {
    at: (at ?? now).toISOString(),
    body,
    id,
    kind,
    precision: "minute",
    recorded: now.toISOString(),
    source: "phone",
    v: version,
    zone: zone(),
  };
  return utf8(JSON.stringify(plain));
}
