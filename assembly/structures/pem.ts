// Private keys in PEM armour. Anchors: `key` of `PRIVATE KEY` (whatever stands before it in the label), and `BEGIN OpenVPN `.
//
//      -----BEGIN RSA PRIVATE KEY----- … -----END RSA PRIVATE KEY-----
//      ^start             ^at                                         ^end
//
// What the label promises is looked for in the decoded body; a block that keeps the promise is certain.

import {
  CONF_HIGH, CONF_LOW, CONF_MEDIUM, R_ALPHABET, R_CHECKSUM, R_CHECKSUM_FAILED, R_EXAMPLE, R_PREFIX, R_STRUCTURE, R_STRUCTURE_FAILED, R_TRUNCATED,
} from '../layout';
import { clear, confidence, reasons, setJudgement, setSpan } from '../result';
import {
  PEM_DSA, PEM_EC, PEM_ENCRYPTED, PEM_NEBULA, PEM_OPENSSH, PEM_OPENVPN, PEM_OTHER, PEM_PGP, PEM_PKCS8, PEM_RSA, PEM_SIGSTORE, PEM_SERVICE_ACCOUNT, PEM_SSH2,
  PEM_TSS2, PEM_X25519,
} from './ids';
import {
  allHex, alphabet, bodyEnd, bodyHead, characters, crc, decoded, derLength, elided, endAfter, endLine, hexDigits, isVaried, readBody, sealed, stopped,
  writtenCrc, ROOM,
} from './pem-body';
import { byte, foldFind, is, textAt, C_ALNUM } from './text';

/** Longest label: `BEGIN ` and up to 48 characters before PRIVATE KEY. */
const LABEL: usize = 64;

/** Behind the body read last: headers before it are part of that block. */
let readTo: usize = 0;

export function resetPem(): void {
  readTo = 0;
}

export function matchPem(anchor: usize, lo: usize, hi: usize): bool {
  clear();
  let at = anchor;
  if (byte(at) != 0x42) { // KEY
    if (at - lo < 18 || !textAt(at - 8, hi, 'PRIVATE KEY')) return false;
    at -= 8;
  }
  // ---- the label
  let label = at;
  const least = at - lo > LABEL ? at - LABEL : lo;
  while (label > least && (is(byte(label - 1), C_ALNUM) || byte(label - 1) == 32)) --label;
  while (label < at && byte(label) == 32) ++label;
  if (!textAt(label, hi, 'BEGIN ')) return false;
  let start = label;
  while (start > lo && byte(start - 1) == 32 && label - start < 2) --start;
  let dashes = 0;
  while (start > lo && byte(start - 1) == 0x2d && dashes < 5) { --start; dashes++; }
  if (dashes < 4) return false;
  const name = label + 6;
  let p = at;
  if (byte(at) == 0x50) {
    p = at + 11; // PRIVATE KEY
    if (textAt(p, hi, ' BLOCK')) p += 6;
  } else {
    p = at + 14; // BEGIN OpenVPN …
    const most = hi - p > LABEL ? p + LABEL : hi;
    while (p < most && (is(byte(p), C_ALNUM) || byte(p) == 32 || (byte(p) == 0x2d && p + 1 < hi && byte(p + 1) != 0x2d))) ++p;
    if (foldFind(name, p, 'key') == 0) return false;
  }
  const nameEnd = p;
  while (p < hi && byte(p) == 32 && p - nameEnd < 2) ++p;
  let k: usize = 0;
  while (p + k < hi && k < 5 && byte(p + k) == 0x2d) ++k;
  if (k < 4) return false;
  const body = p + k;

  // ---- the body
  const variant = variantOf(name, nameEnd);
  readBody(body, hi, variant == PEM_PGP);
  readTo = endAfter != 0 ? endAfter : stopped;
  if (characters == 0) return false;
  if (!judge(start, variant, endLine != 0)) return false;
  if (variant == PEM_PKCS8 && serviceAccount(start, lo, hi)) setJudgement(confidence, reasons, PEM_SERVICE_ACCOUNT);
  return true;
}

function variantOf(p: usize, e: usize): i32 {
  if (textAt(p, e, 'PRIVATE')) return PEM_PKCS8;
  if (textAt(p, e, 'RSA PRIVATE')) return PEM_RSA;
  if (textAt(p, e, 'EC PRIVATE')) return PEM_EC;
  if (textAt(p, e, 'DSA PRIVATE')) return PEM_DSA;
  if (textAt(p, e, 'OPENSSH PRIVATE')) return PEM_OPENSSH;
  if (textAt(p, e, 'ENCRYPTED PRIVATE')) return PEM_ENCRYPTED;
  if (textAt(p, e, 'SSH2 ')) return PEM_SSH2;
  if (textAt(p, e, 'PGP ')) return PEM_PGP;
  if (textAt(p, e, 'ENCRYPTED SIGSTORE') || textAt(p, e, 'ENCRYPTED COSIGN')) return PEM_SIGSTORE;
  if (textAt(p, e, 'TSS2 ')) return PEM_TSS2;
  if (textAt(p, e, 'OpenVPN ')) return PEM_OPENVPN;
  if (textAt(p, e, 'NEBULA ')) return PEM_NEBULA;
  if (textAt(p, e, 'X25519 ')) return PEM_X25519;
  return PEM_OTHER;
}

/** Whether the block is the member `private_key` of an object that is said to be a service account. */
function serviceAccount(start: usize, lo: usize, hi: usize): bool {
  const near = start - lo > 32 ? start - 32 : lo;
  if (foldFind(near, start, 'private_key') == 0) return false;
  const far = start - lo > 640 ? start - 640 : lo;
  if (foldFind(far, start, 'service_account') != 0) return true;
  const end = readTo < hi ? readTo : hi;
  return foldFind(end, hi - end > 640 ? end + 640 : hi, 'gserviceaccount.com') != 0;
}

/** What stands inside the outer sequence: a version number, as in private keys, or the algorithm of an encrypted one. */
function derInner(encrypted: bool): bool {
  const h = bodyHead();
  const l = byte(h + 1);
  const p = h + (l < 0x80 ? 2 : l == 0x81 ? 3 : 4);
  if (encrypted) return byte(p) == 0x30;
  return byte(p) == 0x02 && byte(p + 1) == 1 && byte(p + 2) <= 3;
}

function be32(p: usize): i32 { return (byte(p) << 24) | (byte(p + 1) << 16) | (byte(p + 2) << 8) | byte(p + 3); }

let cipher = false;

/** 1 when the OpenSSH container is whole, 0 when it is broken, -1 when it only begins well. */
function openssh(): i32 {
  const h = bodyHead();
  cipher = false;
  if (!textAt(h, h + 14, 'openssh-key-v1') || decoded < 48) return 0;
  let p = 15;
  cipher = !(be32(h + p) == 4 && textAt(h + p + 4, h + p + 8, 'none'));
  for (let i = 0; i < 3; ++i) { // cipher, KDF, KDF options
    const n = be32(h + p);
    if (n < 0 || n > 256) return 0;
    p += 4 + n;
  }
  p += 4; // number of keys
  if (p + 4 > ROOM) return -1;
  const pub = be32(h + p);
  if (pub < 0 || pub > 16384) return 0;
  p += 4 + pub;
  if (p + 4 > ROOM || p + 4 > decoded) return -1;
  const secret = be32(h + p);
  if (secret < 0) return 0;
  if (p + 4 + secret == decoded) return 1;
  return decoded < p + 4 + secret ? -1 : 0;
}

/** 1: the body is what the label says; 0: it is not; -1: it begins so but is cut off. */
function structure(variant: i32): i32 {
  const h = bodyHead();
  if (variant == PEM_OPENVPN) return allHex() ? (hexDigits == 512 ? 1 : hexDigits < 512 ? -1 : 0) : decoded >= 64 ? 1 : 0;
  if (variant == PEM_OPENSSH) return openssh();
  if (variant == PEM_PGP) {
    const b = byte(h);
    const tag = (b & 0x40) != 0 ? b & 0x3f : (b >> 2) & 15;
    return (b & 0x80) != 0 && (tag == 5 || tag == 7) && decoded >= 64 ? 1 : 0;
  }
  if (variant == PEM_SIGSTORE) return byte(h) == 0x7b && byte(h + 1) == 0x22 ? 1 : 0;
  if (variant == PEM_SSH2) return be32(h) == 0x3f6ff9eb ? 1 : 0;
  if (variant == PEM_NEBULA) return decoded == 32 || decoded == 64 || decoded > 80 ? 1 : 0;
  if (sealed) return (decoded & 7) == 0 && decoded >= 64 ? 1 : decoded >= 64 ? -1 : 0;
  const l = derLength();
  if (l < 0) return variant == PEM_X25519 && decoded == 32 ? 1 : 0;
  if (!derInner(variant == PEM_ENCRYPTED)) return 0;
  return l == decoded ? 1 : l > decoded ? -1 : 0;
}

function judge(start: usize, kind: i32, whole: bool): bool {
  let variant = kind;
  const fits = structure(kind);
  if (sealed || (kind == PEM_OPENSSH && fits != 0 && cipher)) variant = PEM_ENCRYPTED;
  const end = whole ? endAfter : bodyEnd;
  setSpan(start, end);
  const distinct = <i32>popcnt<u64>(alphabet);
  const varied = isVaried();
  let reasons: u32 = R_PREFIX;
  if (fits == 1) {
    reasons |= R_STRUCTURE | R_ALPHABET;
    let confidence = CONF_HIGH;
    if (kind == PEM_PGP && writtenCrc >= 0) {
      if (<u32>writtenCrc == (crc & 0xffffff)) reasons |= R_CHECKSUM;
      else { reasons |= R_CHECKSUM_FAILED; confidence = CONF_MEDIUM; }
    }
    // zeroes or one byte repeated inside a well-formed container
    if (distinct < 12 && kind != PEM_OPENVPN) { reasons |= R_EXAMPLE; confidence = CONF_LOW; }
    setJudgement(confidence, reasons, variant);
    return true;
  }
  if (elided && !(fits == -1 && characters >= 256)) {
    if (characters < 16) return false;
    setJudgement(CONF_LOW, reasons | R_TRUNCATED | R_EXAMPLE, variant);
    return true;
  }
  if (!whole) {
    if (characters < 40 || (distinct < 20 && kind != PEM_OPENVPN)) return false;
    reasons |= R_TRUNCATED;
    setJudgement(fits == -1 && characters >= 128 ? CONF_MEDIUM : CONF_LOW, reasons, variant);
    return true;
  }
  const plausible = characters >= 64 && varied && distinct >= (characters >= 256 ? 40 : 28);
  if (plausible) {
    setJudgement(CONF_MEDIUM, reasons | R_ALPHABET | (fits == -1 ? R_TRUNCATED : R_STRUCTURE_FAILED), variant);
    return true;
  }
  if (characters < 16 || distinct < 10) return false;
  setJudgement(CONF_LOW, reasons | R_STRUCTURE_FAILED, variant);
  return true;
}
