// RSA keys: the modulus is the product of the primes. Tells keys from invented blocks, and whole ones from damaged ones.

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { INTEGER, OCTETS, SEQUENCE, contentAt, contentLen, element } from './der';
import { bodyLen, encryptedHeader, pemComplete, readPem } from './pem';
import { partLen, partPtr, scratch, select, work } from './state';

/** Largest prime: 4096 bits, for keys of 8192. */
const LARGEST = 512;

const RSA_OID = memory.data<u8>([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]);

// Offsets and lengths of the numbers of the key within the body.
let at: i32 = 0;

/** Reads the element at `at`, which must have the tag and lie inside the body, and moves `at` to its content. */
function enter(tag: i32): bool {
  if (element(scratch, bodyLen, at) != tag || contentAt + contentLen > bodyLen) return false;
  at = contentAt;
  return true;
}

/** As `enter`, but moves `at` behind the element. */
function pass(tag: i32): bool {
  if (!enter(tag)) return false;
  at = contentAt + contentLen;
  return true;
}

/** Moves `at` to the version of the PKCS#1 key, through a PKCS#8 wrapper if there is one. */
function enterKey(): bool {
  at = 0;
  if (!enter(SEQUENCE)) return false;
  const version = at;
  if (!pass(INTEGER)) return false;
  if (element(scratch, bodyLen, at) != SEQUENCE) {
    at = version;
    return true;
  }
  const algorithm = contentAt;
  const behind = contentAt + contentLen;
  at = algorithm;
  if (!enter(0x06) || contentLen != 9) return false;
  for (let i = 0; i < 9; i++) if (load<u8>(scratch + <usize>(at + i)) != load<u8>(RSA_OID + i)) return false;
  at = behind;
  return enter(OCTETS) && enter(SEQUENCE);
}

export function checkRsaModulus(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !select(arg, ptr, len) || !readPem(partPtr, partLen)) return CHECK_UNKNOWN;
  if (!pemComplete || encryptedHeader || !enterKey() || !pass(INTEGER)) return CHECK_UNKNOWN;
  if (!pass(INTEGER)) return CHECK_UNKNOWN;
  const n = contentAt, nLen = contentLen;
  if (!pass(INTEGER) || !pass(INTEGER) || !pass(INTEGER)) return CHECK_UNKNOWN;
  const p = contentAt, pLen = contentLen;
  if (!pass(INTEGER)) return CHECK_UNKNOWN;
  const q = contentAt, qLen = contentLen;
  if (nLen < 32 || nLen > 2 * LARGEST + 1 || pLen > LARGEST + 1 || qLen > LARGEST + 1) return CHECK_UNKNOWN;
  return productIs(n, nLen, p, pLen, q, qLen) ? CHECK_PASS : CHECK_FAIL;
}

/** Byte `i` of a big-endian number of `len` bytes, counted from the least significant; 0 beyond it. */
function byteOf(from: i32, len: i32, i: i32): u32 { return i < len ? <u32>load<u8>(scratch + <usize>(from + len - 1 - i)) : 0; }

function limbOf(from: i32, len: i32, limb: i32): u64 {
  const i = limb << 2;
  return <u64>(byteOf(from, len, i) | (byteOf(from, len, i + 1) << 8) | (byteOf(from, len, i + 2) << 16) | (byteOf(from, len, i + 3) << 24));
}

/** Schoolbook multiplication in limbs of 32 bits, least significant first, in working memory. */
function productIs(n: i32, nLen: i32, p: i32, pLen: i32, q: i32, qLen: i32): bool {
  const pLimbs = (pLen + 3) >> 2;
  const qLimbs = (qLen + 3) >> 2;
  const product = work();
  const second = product + 4096;
  memory.fill(product, 0, (pLimbs + qLimbs) << 2);
  for (let j = 0; j < qLimbs; j++) store<u32>(second + (<usize>j << 2), <u32>limbOf(q, qLen, j));
  for (let i = 0; i < pLimbs; i++) {
    const x = limbOf(p, pLen, i);
    let carry: u64 = 0;
    for (let j = 0; j < qLimbs; j++) {
      const to = product + (<usize>(i + j) << 2);
      carry += x * <u64>load<u32>(second + (<usize>j << 2)) + <u64>load<u32>(to);
      store<u32>(to, <u32>carry);
      carry >>>= 32;
    }
    store<u32>(product + (<usize>(i + qLimbs) << 2), <u32>carry);
  }
  const limbs = max<i32>(pLimbs + qLimbs, (nLen + 3) >> 2);
  for (let i = 0; i < limbs; i++) {
    const have: u64 = i < pLimbs + qLimbs ? <u64>load<u32>(product + (<usize>i << 2)) : 0;
    if (have != limbOf(n, nLen, i)) return false;
  }
  return true;
}
