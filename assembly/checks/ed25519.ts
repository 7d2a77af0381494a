// Ed25519 (RFC 8032): the public key of a seed, and whether 64 bytes are a seed and its public key.

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { decodeBase58, decoded } from './base58';
import { decodeBase64 } from './base64';
import { decodeHex } from './der';
import { add, invert, multiply, pack, subtract, unpack } from './curve25519';
import { sha512 } from './sha512';
import { digitValue, isSpace } from './text';
import { page, partLen, partPtr, scratch, select, takeSum } from './state';

/** Twice the constant d of the curve, and the base point, as 256-bit numbers of four words, least significant first. */
const TWICE_D = memory.data<u64>([0xebd69b9426b2f159, 0x00e0149a8283b156, 0x198e80f2eef3d130, 0x2406d9dc56dffce7]);
const BASE_X = memory.data<u64>([0xc9562d608f25d51a, 0x692cc7609525a7b2, 0xc0a4e231fdd6dc5c, 0x216936d3cd6e53fe]);
const BASE_Y = memory.data<u64>([0x6666666666666658, 0x6666666666666666, 0x6666666666666666, 0x6666666666666666]);

/**
 * Base point times 2^i for each bit i of a scalar, in the form additions want: Y+X, Y-X, Z, 2dT. 40 KiB, filled at first use:
 * a key then costs an addition for each bit that is set, and no doublings.
 */
const POWERS: usize = memory.data(40960, 16);
const CACHED = 160;
let filled: bool = false;

const P: usize = memory.data(160, 16); // a point in extended coordinates: X, Y, Z, T
const A: usize = memory.data(40, 16), B: usize = memory.data(40, 16), C: usize = memory.data(40, 16), D: usize = memory.data(40, 16);
const E: usize = memory.data(40, 16), F: usize = memory.data(40, 16), D2: usize = memory.data(40, 16);
const DIGEST: usize = memory.data(64, 16);
const PUBLIC: usize = memory.data(32, 16);

/** P += the cached point `q` (unified addition on the twisted Edwards curve with a = -1). */
function addCached(q: usize): void {
  subtract(A, P + 40, P);
  multiply(A, A, q + 40);
  add(B, P + 40, P);
  multiply(B, B, q);
  multiply(C, P + 120, q + 120);
  multiply(D, P + 80, q + 80);
  add(D, D, D);
  subtract(E, B, A);
  add(B, B, A); // H
  subtract(F, D, C);
  add(C, D, C); // G
  multiply(P, E, F);
  multiply(P + 40, C, B);
  multiply(P + 80, F, C);
  multiply(P + 120, E, B);
}

function cache(q: usize): void {
  add(q, P + 40, P);
  subtract(q + 40, P + 40, P);
  memory.copy(q + 80, P + 80, 40);
  multiply(q + 120, P + 120, D2);
}

function fillPowers(): void {
  unpack(D2, TWICE_D);
  unpack(P, BASE_X);
  unpack(P + 40, BASE_Y);
  memory.fill(P + 80, 0, 40);
  store<i32>(P, 1, 80);
  multiply(P + 120, P, P + 40);
  for (let i = 0; i < 256; i++) {
    const q = POWERS + <usize>(i * CACHED);
    cache(q);
    addCached(q);
  }
  filled = true;
}

/** Public key of the 32-byte seed at `seed`, 32 bytes to `out`. */
export function ed25519PublicKey(seed: usize, out: usize): void {
  if (!filled) fillPowers();
  sha512(seed, 32, DIGEST);
  store<u8>(DIGEST, load<u8>(DIGEST) & 248);
  store<u8>(DIGEST, (load<u8>(DIGEST, 31) & 127) | 64, 31);
  memory.fill(P, 0, 160);
  store<i32>(P, 1, 40); // neutral element 0, 1, 1, 0
  store<i32>(P, 1, 80);
  for (let bit = 0; bit < 255; bit++) {
    if (((<i32>load<u8>(DIGEST + <usize>(bit >> 3)) >> (bit & 7)) & 1) != 0) addCached(POWERS + <usize>(bit * CACHED));
  }
  invert(A, P + 80);
  multiply(B, P, A);
  multiply(C, P + 40, A);
  pack(PUBLIC, B);
  const sign = load<u8>(PUBLIC) & 1;
  pack(out, C);
  store<u8>(out, load<u8>(out, 31) ^ (sign << 7), 31);
}

/** JSON array of numbers below 256; answers how many, or -1. */
function readArray(ptr: usize, len: i32, out: usize): i32 {
  let n = 0;
  let value = -1;
  for (let i = 1; i < len; i++) {
    const c: i32 = load<u8>(ptr + i);
    const d = digitValue(c);
    if (d >= 0) {
      value = (value < 0 ? 0 : value * 10) + d;
      if (value > 255) return -1;
    } else if (c == 0x2c || c == 0x5d) {
      if (value < 0 || n == 64) return -1;
      store<u8>(out + n, value);
      n++;
      value = -1;
      if (c == 0x5d) return n;
    } else if (!isSpace(c)) return -1;
  }
  return -1;
}

// the pair looked at last, its page, and what came of it: logs say the same thing again and again
const PAIR: usize = memory.data(64, 16);
let known: u32 = 0;
let verdict: i32 = CHECK_UNKNOWN;

/** 64 bytes written as JSON array, hex, base64 or base58, told apart by their characters and length. */
export function checkEd25519Pair(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !select(arg, ptr, len) || partLen < 86) return CHECK_UNKNOWN;
  let n = -1;
  if (load<u8>(partPtr) == 0x5b) n = readArray(partPtr, partLen, scratch);
  else if (partLen == 128) n = decodeHex(partPtr, 128, scratch);
  else if (partLen <= 88) {
    n = decodeBase58(partPtr, partLen, false);
    if (n == 64) memory.copy(scratch, decoded, 64);
    else n = decodeBase64(partPtr, partLen, scratch);
  }
  if (n != 64) return CHECK_UNKNOWN;
  if (known == page && verdict != CHECK_UNKNOWN && memory.compare(PAIR, scratch, 64) == 0) return verdict;
  if (!takeSum()) return CHECK_UNKNOWN;
  memory.copy(PAIR, scratch, 64);
  ed25519PublicKey(PAIR, PUBLIC);
  known = page;
  verdict = memory.compare(PUBLIC, PAIR + 32, 32) == 0 ? CHECK_PASS : CHECK_FAIL;
  return verdict;
}
