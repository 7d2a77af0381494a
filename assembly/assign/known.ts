// Values that manuals and tools print as examples, as 64-bit hashes: the values themselves are not written down here.

import { at } from './chars';

/** FNV-1a, 64 bits, bytes as they are. */
export function exampleHash(ptr: usize, len: i32): u64 {
  let h: u64 = 0xcbf29ce484222325;
  for (let i = 0; i < len; i++) h = (h ^ <u64>at(ptr + i)) * 0x100000001b3;
  return h;
}

// Cloud key pairs of the AWS, Azure and Cosmos manuals, Stripe's test keys, the samples of jwt.io, RFC 6750 and RFC 7617,
// Telegram, kubeadm, TOTP and GitHub documentation, the UUIDs of RFC 4122 and of common manuals, the SQL Server image's password.
const EXAMPLES: usize = memory.data<u64>([
  0x0e627699b98376d0, 0x7699c294beebad32, 0x47e084a1e49de508, 0x907bc5971274fa7f,
  0x3f9d1c996e620b67, 0x9f1920c6cd484714, 0xddd19c486d095d84, 0x4b814e2c74560377,
  0x9617ea5685ae57ea, 0xbb65956c4b8b34bf, 0x3367fe8c16b673d2, 0x8959d21b97c6b870,
  0x4305022ae10b1818, 0xd1d407fe9b0d9c34, 0xbf0a2628ec81cd01, 0xf6cad54e10eb31ac,
  0xe49c640aa227dc2f, 0xc358cb21c35a1b3d, 0xab64116e1c65d916, 0x8da4bf2f8d2be9bf,
  0xfbb0538ee83a5048, 0x70ed2686c31eff00, 0xad05fd9059563830, 0xaa307395694ba02f,
  0x37b7daef2801f15e, 0x0d2811a9faa90f8c, 0xe471b99c8633cba2, 0x15f87945422cbea3,
]);
const COUNT: i32 = 28;
// a bit for each hash of their first four bytes: nearly everything else is told apart by those
const BEGINNINGS: usize = memory.data<u32>([0x45020000, 0x00020000, 0x20010c00, 0x40000008, 0x81000010, 0x82000010, 0x10002010, 0x00000008]);

export function isKnownExample(ptr: usize, len: i32): bool {
  if (len < 8 || len > 200) return false;
  const head = (load<u32>(ptr) * 0x9e3779b1) >> 24;
  if ((load<u32>(BEGINNINGS + <usize>(head >> 5 << 2)) >> (head & 31) & 1) == 0) return false;
  const h = exampleHash(ptr, len);
  for (let i = 0; i < COUNT; i++) if (load<u64>(EXAMPLES + (<usize>i << 3)) == h) return true;
  return false;
}
