// Ed25519 (RFC 8032): the public key of a seed. Field elements are 16 limbs of 16 bits in i64, as in the compact
// implementations of the curve; nothing here is constant-time, as the "secret" is what was found in a log.

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { decodeBase58, decoded } from './base58';
import { decodeBase64 } from './base64';
import { decodeHex } from './der';
import { sha512 } from './sha512';
import { digitValue, isSpace } from './text';
import { partLen, partPtr, scratch, select } from './state';

const LIMBS = 128; // bytes of a field element
/** Twice d, the constant of the curve. */
const D2 = memory.data<i64>([
  0xf159, 0x26b2, 0x9b94, 0xebd6, 0xb156, 0x8283, 0x149a, 0x00e0, 0xd130, 0xeef3, 0x80f2, 0x198e, 0xfce7, 0x56df, 0xd9dc, 0x2406,
]);
const BASE_X = memory.data<i64>([
  0xd51a, 0x8f25, 0x2d60, 0xc956, 0xa7b2, 0x9525, 0xc760, 0x692c, 0xdc5c, 0xfdd6, 0xe231, 0xc0a4, 0x53fe, 0xcd6e, 0x36d3, 0x2169,
]);
const BASE_Y = memory.data<i64>([
  0x6658, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666, 0x6666,
]);
const P: usize = memory.data(512, 16); // result: X Y Z T
const Q: usize = memory.data(512, 16); // running double of the base point
const A: usize = memory.data(128, 16), B: usize = memory.data(128, 16), C: usize = memory.data(128, 16), D: usize = memory.data(128, 16);
const E: usize = memory.data(128, 16), F: usize = memory.data(128, 16), G: usize = memory.data(128, 16), I: usize = memory.data(128, 16);
const T: usize = memory.data(128, 16), U: usize = memory.data(128, 16);
const PRODUCT: usize = memory.data(248, 16);
const DIGEST: usize = memory.data(64, 16);
const PUBLIC: usize = memory.data(32, 16);

function add(out: usize, a: usize, b: usize): void {
  for (let i = 0; i < LIMBS; i += 8) store<i64>(out + i, load<i64>(a + i) + load<i64>(b + i));
}

function subtract(out: usize, a: usize, b: usize): void {
  for (let i = 0; i < LIMBS; i += 8) store<i64>(out + i, load<i64>(a + i) - load<i64>(b + i));
}

function carry(a: usize): void {
  for (let i = 0; i < 16; i++) {
    const at = a + (<usize>i << 3);
    const v = load<i64>(at) + 0x10000;
    const c = v >> 16;
    store<i64>(at, v - (c << 16));
    if (i < 15) store<i64>(at, load<i64>(at, 8) + c - 1, 8);
    else store<i64>(a, load<i64>(a) + 38 * (c - 1));
  }
}

function multiply(out: usize, a: usize, b: usize): void {
  memory.fill(PRODUCT, 0, 248);
  for (let i = 0; i < LIMBS; i += 8) {
    const x = load<i64>(a + i);
    for (let j = 0; j < LIMBS; j += 8) {
      const at = PRODUCT + i + j;
      store<i64>(at, load<i64>(at) + x * load<i64>(b + j));
    }
  }
  for (let i = 0; i < 120; i += 8) store<i64>(PRODUCT + i, load<i64>(PRODUCT + i) + 38 * load<i64>(PRODUCT + i, 128));
  memory.copy(out, PRODUCT, LIMBS);
  carry(out);
  carry(out);
}

/** 1/a as a to the power of p - 2 = 2^255 - 21. */
function invert(out: usize, a: usize): void {
  memory.copy(T, a, LIMBS);
  for (let i = 253; i >= 0; i--) {
    multiply(T, T, T);
    if (i != 2 && i != 4) multiply(T, T, a);
  }
  memory.copy(out, T, LIMBS);
}

/** 32 bytes, least significant first, fully reduced. */
function pack(out: usize, a: usize): void {
  memory.copy(T, a, LIMBS);
  carry(T);
  carry(T);
  carry(T);
  for (let round = 0; round < 2; round++) {
    store<i64>(U, load<i64>(T) - 0xffed);
    for (let i = 8; i < LIMBS; i += 8) {
      const before = U + i - 8;
      store<i64>(U + i, load<i64>(T + i) - (i == 120 ? 0x7fff : 0xffff) - ((load<i64>(before) >> 16) & 1));
      store<i64>(before, load<i64>(before) & 0xffff);
    }
    const negative = ((load<i64>(U, 120) >> 16) & 1) != 0;
    store<i64>(U, load<i64>(U, 120) & 0xffff, 120);
    if (!negative) memory.copy(T, U, LIMBS);
  }
  for (let i = 0; i < 16; i++) store<u16>(out + (<usize>i << 1), <u16>load<i64>(T + (<usize>i << 3)));
}

/** p += q on the twisted Edwards curve in extended coordinates; p and q may be one. */
function addPoints(p: usize, q: usize): void {
  subtract(A, p + 128, p);
  subtract(T, q + 128, q);
  multiply(A, A, T);
  add(B, p, p + 128);
  add(T, q, q + 128);
  multiply(B, B, T);
  multiply(C, p + 384, q + 384);
  multiply(C, C, D2);
  multiply(D, p + 256, q + 256);
  add(D, D, D);
  subtract(E, B, A);
  subtract(F, D, C);
  add(G, D, C);
  add(I, B, A);
  multiply(p, E, F);
  multiply(p + 128, I, G);
  multiply(p + 256, G, F);
  multiply(p + 384, E, I);
}

/** Public key of the 32-byte seed at `seed`, 32 bytes to `out`. */
export function ed25519PublicKey(seed: usize, out: usize): void {
  sha512(seed, 32, DIGEST);
  store<u8>(DIGEST, load<u8>(DIGEST) & 248);
  store<u8>(DIGEST, (load<u8>(DIGEST, 31) & 127) | 64, 31);
  memory.fill(P, 0, 512);
  store<i64>(P, 1, 128); // neutral element 0, 1, 1, 0
  store<i64>(P, 1, 256);
  memory.copy(Q, BASE_X, LIMBS);
  memory.copy(Q + 128, BASE_Y, LIMBS);
  memory.fill(Q + 256, 0, 256);
  store<i64>(Q, 1, 256);
  multiply(Q + 384, BASE_X, BASE_Y);
  for (let bit = 0; bit < 255; bit++) {
    if (((<i32>load<u8>(DIGEST + <usize>(bit >> 3)) >> (bit & 7)) & 1) != 0) addPoints(P, Q);
    addPoints(Q, Q);
  }
  invert(A, P + 256);
  multiply(B, P, A);
  multiply(C, P + 128, A);
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

const PAIR: usize = memory.data(64, 16);

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
  memory.copy(PAIR, scratch, 64);
  ed25519PublicKey(PAIR, PUBLIC);
  for (let i = 0; i < 32; i += 8) {
    if (load<u64>(PUBLIC + i) != load<u64>(PAIR + i, 32)) return CHECK_FAIL;
  }
  return CHECK_PASS;
}
