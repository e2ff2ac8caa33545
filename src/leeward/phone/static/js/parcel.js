// The way home: sealed entries as one parcel, as a file and as QR frames; and the pairing text.
// docs/house/phone-format.md; src/leeward/phone/parcel.py reads what is written here.
import { bigEndian, digits, fromBase32, fromHex, joined, sha256, toBase32, toBase64, toHex, utf8 } from "./bytes.js";

export const FRAME_BYTES = 320;
export const MAX_FRAMES = 60;
const WIDTH = 76;

export async function packed(pairing, seals) {
  const check = (await sha256(pairing.public)).subarray(0, 8);
  const body = joined(
    fromHex(pairing.vault),
    check,
    bigEndian(seals.length, 2),
    ...seals.flatMap((seal) => [bigEndian(seal.length, 4), seal]),
  );
  return joined(body, (await sha256(body)).subarray(0, 16));
}

export const number = (parcel) => digits(parcel.subarray(-16), 6);

export function fileText(parcel) {
  const lines = toBase64(parcel).match(new RegExp(`.{1,${WIDTH}}`, "g"));
  return ["sealed notes 1", ...lines, "end", ""].join("\n");
}

// Null where it would take too many codes.
export function frames(parcel) {
  const total = Math.ceil(parcel.length / FRAME_BYTES);
  if (total > MAX_FRAMES) return null;
  return Array.from({ length: total }, (_, i) => {
    const chunk = parcel.subarray(i * FRAME_BYTES, (i + 1) * FRAME_BYTES);
    return `NF:${number(parcel)}:${i + 1}:${total}:${toBase32(chunk)}`;
  });
}

// Null where it is no pairing text, or a letter is wrong.
export async function readPairing(text) {
  const code = text.slice(text.lastIndexOf("#") + 1).replace(/\s/g, "").toUpperCase();
  if (!code.startsWith("N1")) return null;
  const raw = fromBase32(code.slice(2));
  if (!raw || raw.length !== 52) return null;
  const digest = await sha256(joined(utf8("notes pair v1"), raw.subarray(0, 48)));
  if (toHex(digest.subarray(0, 4)) !== toHex(raw.subarray(48))) return null;
  const check = digits(digest.subarray(4, 12), 8);
  return { vault: toHex(raw.subarray(0, 16)), public: raw.slice(16, 48), check: `${check.slice(0, 4)} ${check.slice(4)}` };
}
