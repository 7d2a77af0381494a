// PEM blocks: the body is what the label says. Bodies are read as they stand in logs and sources: with line ends written as
// \n, in quotes that are joined, behind > or | or #, percent-encoded.

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { decodeBase64 } from './base64';
import { crc24 } from './crc';
import { SEQUENCE, INTEGER, contentAt, contentLen, element, isOneSequence } from './der';
import { objectVerdict } from './json';
import { base64Value, find, hexValue, isSpace, same } from './text';
import { DECODED_MAX, partLen, partPtr, scratch, select } from './state';

const BEGIN = memory.data<u8>([0x42, 0x45, 0x47, 0x49, 0x4e, 0x20]);
const END = memory.data<u8>([0x45, 0x4e, 0x44]);
const ENCRYPTED = memory.data<u8>([0x45, 0x4e, 0x43, 0x52, 0x59, 0x50, 0x54, 0x45, 0x44]);
const PRIVATE = memory.data<u8>([0x50, 0x52, 0x49, 0x56, 0x41, 0x54, 0x45]);
const OPENSSH = memory.data<u8>([0x4f, 0x50, 0x45, 0x4e, 0x53, 0x53, 0x48]);
const PGP = memory.data<u8>([0x50, 0x47, 0x50, 0x20]);
const SIGSTORE = memory.data<u8>([0x53, 0x49, 0x47, 0x53, 0x54, 0x4f, 0x52, 0x45]);
const COSIGN = memory.data<u8>([0x43, 0x4f, 0x53, 0x49, 0x47, 0x4e]);
const STATIC = memory.data<u8>([0x53, 0x74, 0x61, 0x74, 0x69, 0x63]);
const NEBULA = memory.data<u8>([0x4e, 0x45, 0x42, 0x55, 0x4c, 0x41]);
const SSH2 = memory.data<u8>([0x53, 0x53, 0x48, 0x32]);
const X25519 = memory.data<u8>([0x58, 0x32, 0x35, 0x35, 0x31, 0x39]);
const OPENSSH_MAGIC = memory.data<u8>([0x6f, 0x70, 0x65, 0x6e, 0x73, 0x73, 0x68, 0x2d, 0x6b, 0x65, 0x79, 0x2d, 0x76, 0x31, 0x00]);
const CIPHER_NONE = memory.data<u8>([0x00, 0x00, 0x00, 0x04, 0x6e, 0x6f, 0x6e, 0x65]);

// What readPem has found.
let labelPtr: usize = 0;
let labelLen: i32 = 0;
/** Bytes of the body in scratch. */
export let bodyLen: i32 = 0;
/** The END line was met; otherwise the block is cut off. */
export let pemComplete: bool = false;
/** A header line says that the body is encrypted. */
export let encryptedHeader: bool = false;
/** A character that no encoding of a body explains: -1 none, else the character. */
let foreign: i32 = -1;
/** The CRC-24 line of OpenPGP, -1 when there is none. */
let armorSum: i32 = -1;

function labelHas(word: usize, n: i32): bool { return find(labelPtr, labelLen, word, n) >= 0; }

// One character of the body at `at`, with escapes resolved; `step` says how many bytes it took.
const SKIP = -1;
const STOP = -2;
const FOREIGN = -3;
let step: i32 = 1;

/** A base64 character or `=`, SKIP for what is no part of the body, STOP at its end, FOREIGN. */
function bodyChar(at: usize, end: usize): i32 {
  const c: i32 = load<u8>(at);
  step = 1;
  if (base64Value(c) >= 0 && c != 0x2d && c != 0x5f) return c;
  if (c == 0x3d || isSpace(c)) return c == 0x3d ? c : SKIP;
  if (c == 0x2d) return STOP;
  if (c == 0x5c) return escaped(at, end);
  if (c == 0x25) {
    if (at + 3 > end) return STOP;
    const high = hexValue(load<u8>(at, 1));
    const low = hexValue(load<u8>(at, 2));
    if ((high | low) < 0) return FOREIGN;
    step = 3;
    return resolved((high << 4) | low);
  }
  if (c == 0x22 || c == 0x27 || c == 0x60) return joined(at, end, c);
  return c == 0x3e || c == 0x7c || c == 0x23 ? SKIP : FOREIGN;
}

/** A character that was written as an escape. */
function resolved(c: i32): i32 {
  if (c == 0x2d) return STOP;
  if (base64Value(c) >= 0 || c == 0x3d) return c;
  return isSpace(c) ? SKIP : FOREIGN;
}

/** Any number of backslashes, then n, r, t, a line end, `/`, `"` or uXXXX. */
function escaped(at: usize, end: usize): i32 {
  let i: usize = 0;
  while (at + i < end && load<u8>(at + i) == 0x5c) i++;
  step = <i32>i;
  if (at + i >= end) return STOP;
  const c: i32 = load<u8>(at + i);
  if (c == 0x6e || c == 0x72 || c == 0x74) {
    step++;
    return SKIP;
  }
  if (c == 0x75) {
    if (at + i + 5 > end) return STOP;
    const high = hexValue(load<u8>(at + i + 3));
    const low = hexValue(load<u8>(at + i + 4));
    if ((high | low) < 0) return FOREIGN;
    step += 5;
    return resolved((high << 4) | low);
  }
  return SKIP; // the next character speaks for itself
}

/** Text between a closing and an opening quote of the same kind: spaces, line ends, + , . \ and nothing else. */
function joined(at: usize, end: usize, quote: i32): i32 {
  for (let i: usize = 1; i < 64 && at + i < end; i++) {
    const c: i32 = load<u8>(at + i);
    if (c == quote) {
      step = <i32>i + 1;
      return SKIP;
    }
    if (!isSpace(c) && c != 0x2b && c != 0x2c && c != 0x2e && c != 0x5c && c != 0x3b) break;
  }
  return STOP;
}

/** Length of the line at `at` without its end; sees real line ends and written ones. */
function lineLength(at: usize, end: usize): i32 {
  let i: usize = 0;
  while (at + i < end) {
    const c = load<u8>(at + i);
    if (c == 10 || c == 13) break;
    if (c == 0x5c && at + i + 1 < end && (load<u8>(at + i + 1) == 0x6e || load<u8>(at + i + 1) == 0x72 || load<u8>(at + i + 1) == 0x5c)) break;
    i++;
  }
  return <i32>i;
}

/** Finds label, headers and body; decodes the body to scratch. False when there is no BEGIN line. */
export function readPem(ptr: usize, len: i32): bool {
  pemComplete = false;
  encryptedHeader = false;
  foreign = -1;
  armorSum = -1;
  bodyLen = 0;
  const end = ptr + <usize>len;
  const begin = find(ptr, len < 64 ? len : 64, BEGIN, 6);
  if (begin < 0) return false;
  labelPtr = ptr + <usize>(begin + 6);
  labelLen = 0;
  while (labelPtr + <usize>labelLen < end && load<u8>(labelPtr + <usize>labelLen) != 0x2d && labelLen < 64) labelLen++;
  let at = labelPtr + <usize>labelLen;
  while (at < end && load<u8>(at) == 0x2d) at++;
  at = skipHeaders(at, end);
  if (labelHas(STATIC, 6)) return readHexBody(at, end);
  let acc: u32 = 0;
  let bits = 0;
  let padded = false;
  while (at < end) {
    const c = bodyChar(at, end);
    if (c == STOP) {
      pemComplete = find(at, <i32>min<usize>(end - at, 16), END, 3) >= 0;
      break;
    }
    if (c == FOREIGN) {
      foreign = load<u8>(at);
      break;
    }
    at += <usize>step;
    if (c == SKIP) continue;
    if (c == 0x3d) {
      at = readArmorSum(at, end);
      padded = true;
      continue;
    }
    if (padded || bodyLen >= DECODED_MAX) {
      foreign = c;
      break;
    }
    acc = (acc << 6) | <u32>base64Value(c);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      store<u8>(scratch + <usize>bodyLen, acc >>> bits);
      bodyLen++;
    }
  }
  return true;
}

/** Reads the four characters of an OpenPGP sum, which may be escaped like those of the body; where they end, or `at`: it is padding. */
function readArmorSum(at: usize, end: usize): usize {
  let value = 0;
  let p = at;
  for (let i = 0; i < 4; ++i) {
    const c = p < end ? bodyChar(p, end) : STOP;
    if (c < 0 || c == 0x3d) return at;
    value = (value << 6) | base64Value(c);
    p += <usize>step;
  }
  armorSum = value;
  return p;
}

/** Skips the line end after the label and the lines with a colon. */
function skipHeaders(from: usize, end: usize): usize {
  let at = from;
  for (let lines = 0; lines < 12; lines++) {
    while (at < end && bodyChar(at, end) == SKIP) at += <usize>step;
    const n = lineLength(at, end);
    const colon = find(at, n < 40 ? n : 40, COLON, 1);
    if (colon < 0) return at;
    if (find(at, n, ENCRYPTED, 9) >= 0) encryptedHeader = true;
    at += <usize>n;
  }
  return at;
}
const COLON = memory.data<u8>([0x3a]);

function readHexBody(from: usize, end: usize): bool {
  let at = from;
  let digits = 0;
  while (at < end) {
    const c: i32 = load<u8>(at);
    const v = hexValue(c);
    if (v >= 0) {
      if (digits >= 2048) {
        foreign = c;
        break;
      }
      const to = scratch + <usize>(digits >> 1);
      store<u8>(to, (digits & 1) != 0 ? load<u8>(to) | v : v << 4);
      digits++;
      at++;
      continue;
    }
    const other = bodyChar(at, end);
    if (other == STOP) {
      pemComplete = find(at, <i32>min<usize>(end - at, 16), END, 3) >= 0;
      break;
    }
    if (other != SKIP) {
      foreign = c;
      break;
    }
    at += <usize>step;
  }
  bodyLen = digits >> 1;
  return true;
}

function verdict(ok: bool): i32 { return ok ? CHECK_PASS : CHECK_FAIL; }

export function checkPemBody(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !select(arg, ptr, len)) return CHECK_UNKNOWN;
  return pemVerdict(partPtr, partLen);
}

function pemVerdict(ptr: usize, len: i32): i32 {
  if (!readPem(ptr, len)) return CHECK_UNKNOWN;
  // `...`, `<key>`, `***`, `[…]` and the like stand for a body that somebody left out
  if (foreign >= 0) return foreign == 0x2e || foreign == 0x3c || foreign == 0x2a || foreign == 0x5b || foreign > 0x7f ? CHECK_FAIL : CHECK_UNKNOWN;
  if (bodyLen == 0) return pemComplete ? CHECK_FAIL : CHECK_UNKNOWN;
  if (labelHas(STATIC, 6)) return pemComplete ? verdict(bodyLen == 256) : CHECK_UNKNOWN;
  if (labelHas(PGP, 4)) return pgpVerdict();
  // OpenSSH bodies also stand under labels of older formats, put there by hand
  if (labelHas(OPENSSH, 7) || (bodyLen > 15 && same(scratch, OPENSSH_MAGIC, 15))) return opensshVerdict();
  if (labelHas(SIGSTORE, 8) || labelHas(COSIGN, 6)) return objectVerdict(scratch, bodyLen, 0);
  if (labelHas(SSH2, 4)) return bodyLen < 4 ? CHECK_UNKNOWN : verdict(load<u32>(scratch) == 0xebf96f3f); // 3F6FF9EB
  if (encryptedHeader) return CHECK_UNKNOWN;
  if (labelHas(NEBULA, 6)) {
    if (!pemComplete || labelHas(ENCRYPTED, 9)) return CHECK_UNKNOWN;
    return verdict(bodyLen == 32 || bodyLen == 64);
  }
  if (pemComplete && bodyLen == 32 && labelHas(X25519, 6)) return CHECK_PASS;
  return derVerdict();
}

/** Private keys begin with a version number, encrypted ones with an algorithm. */
function derVerdict(): i32 {
  if (element(scratch, bodyLen, 0) != SEQUENCE) return bodyLen < 5 && !pemComplete ? CHECK_UNKNOWN : CHECK_FAIL;
  if (!pemComplete) return contentAt + contentLen >= bodyLen ? CHECK_UNKNOWN : CHECK_FAIL;
  if (!isOneSequence(scratch, bodyLen)) return CHECK_FAIL;
  if (!labelHas(PRIVATE, 7)) return CHECK_PASS;
  element(scratch, bodyLen, 0);
  const inner = element(scratch, bodyLen, contentAt);
  if (inner == INTEGER) return verdict(contentLen == 1 && load<u8>(scratch + <usize>contentAt) <= 3);
  return verdict(inner == SEQUENCE || inner == 0x06); // algorithm; object id of a TPM key
}

/** Old packet header of tag 5 (secret key), or the new one; the CRC-24 of the armor if it is written. */
function pgpVerdict(): i32 {
  if (!labelHas(PRIVATE, 7)) return CHECK_UNKNOWN;
  const tag = load<u8>(scratch);
  if ((tag & 0xfc) != 0x94 && tag != 0xc5) return CHECK_FAIL;
  if (!pemComplete) return CHECK_UNKNOWN;
  return armorSum < 0 || <u32>armorSum == crc24(scratch, bodyLen) ? CHECK_PASS : CHECK_FAIL;
}

function big32(at: i32): i32 { return <i32>bswap<u32>(load<u32>(scratch + <usize>at)); }

/** Offset behind the length-prefixed string at `from`; -1 when it goes beyond the body. */
function afterString(from: i32): i32 {
  if (from < 0 || from + 4 > bodyLen) return -1;
  const n = big32(from);
  return n < 0 || n > bodyLen - from - 4 ? -1 : from + 4 + n;
}

/** Magic, cipher, derivation and its options, number of keys, public key, private part; two equal numbers when there is no cipher. */
function opensshVerdict(): i32 {
  if (bodyLen < 32) return pemComplete ? CHECK_FAIL : CHECK_UNKNOWN;
  if (!same(scratch, OPENSSH_MAGIC, 15)) return CHECK_FAIL;
  const plain = same(scratch + 15, CIPHER_NONE, 8);
  const count = afterString(afterString(afterString(15)));
  if (count < 0 || count + 4 > bodyLen) return pemComplete ? CHECK_FAIL : CHECK_UNKNOWN;
  const secret = afterString(count + 4);
  if (secret < 0 || secret + 12 > bodyLen) return pemComplete ? CHECK_FAIL : CHECK_UNKNOWN;
  if (plain && big32(secret + 4) != big32(secret + 8)) return CHECK_FAIL;
  if (afterString(secret) != bodyLen) return pemComplete ? CHECK_FAIL : CHECK_UNKNOWN;
  return CHECK_PASS;
}

/** Base64 of a whole PEM file, as kubeconfig files hold it. Certificates stand there in the same form: their label decides. */
export function checkBase64Pem(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0 || !select(arg, ptr, len)) return CHECK_UNKNOWN;
  const n = decodeBase64(partPtr, partLen, scratch);
  if (n < 16) return CHECK_FAIL;
  const line = lineLength(scratch, scratch + <usize>n);
  if (find(scratch, line, BEGIN, 6) < 0 || find(scratch, line, PRIVATE, 7) < 0) return CHECK_FAIL;
  // The body is decoded to the start of scratch, where the text stands: move that out of the way.
  if (n > DECODED_MAX / 2) return CHECK_UNKNOWN;
  const at = scratch + DECODED_MAX / 2;
  memory.copy(at, scratch, n);
  return pemVerdict(at, n);
}
