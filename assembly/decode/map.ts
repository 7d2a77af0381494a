// Position maps: where in the encoded text a decoded byte comes from.
//
//   map │ 0 mode u32 │ 4 entries u32 …
//
//   MODE_EVEN     no entries: four characters give three bytes (base64), two give one (hex)
//   MODE_CHARS    base64 with line breaks or escapes inside: entry k is the offset of the k-th character of the alphabet
//   MODE_BYTES    entry i is the offset of the unit (`%3D`, `\u003d`, `&quot;`, a plain byte) that decoded byte i comes from;
//                 one more entry at the end, the length of the piece
//
// Offsets count from the start of the piece. A map needs 4 × (decoded length or number of characters) + 8 bytes.

export const MODE_EVEN: u32 = 0;
export const MODE_CHARS: u32 = 1;
export const MODE_BYTES: u32 = 2;

/** Bit of an entry of UTF-16 in base64: the unit does not share its first character with the unit before. */
export const FRESH: u32 = 0x80000000;

export function setMode(map: usize, mode: u32): void { store<u32>(map, mode); }
export function setEntry(map: usize, i: i32, offset: usize): void { store<u32>(map + 4 + (<usize>i << 2), <u32>offset); }
export function entry(map: usize, i: i32): usize { return <usize>(load<u32>(map + 4 + (<usize>i << 2)) & ~FRESH); }
export function fresh(map: usize, i: i32): bool { return (load<u32>(map + 4 + (<usize>i << 2)) & FRESH) != 0; }
