// JSON Web Tokens: header, payload, length of the signature. Text before the header (`ghs_123_`, `glcbt-`) is skipped.

import { CHECK_FAIL, CHECK_PASS, CHECK_UNKNOWN } from '../layout';
import { decodeBase64 } from './base64';
import { jsonStart } from './decoded';
import { JSON_WHOLE, memberMet, nameMet, valueIsString, valueLen, valuePtr, walkEnd, walkObject } from './json';
import { digitValue, same } from './text';
import { indexOf, now, parameter, partLen, partPtr, scratch, select } from './state';

const ALG = memory.data<u8>([0x61, 0x6c, 0x67]);
const ENC = memory.data<u8>([0x65, 0x6e, 0x63]);
const EXP = memory.data<u8>([0x65, 0x78, 0x70]);
const ISS = memory.data<u8>([0x69, 0x73, 0x73]);
const NONE = memory.data<u8>([0x6e, 0x6f, 0x6e, 0x65]);
const EDDSA = memory.data<u8>([0x45, 0x64, 0x44, 0x53, 0x41]);
const KUBERNETES_ISSUER = memory.data<u8>([ // kubernetes/serviceaccount
  0x6b, 0x75, 0x62, 0x65, 0x72, 0x6e, 0x65, 0x74, 0x65, 0x73, 0x2f, 0x73, 0x65, 0x72, 0x76, 0x69, 0x63, 0x65, 0x61, 0x63, 0x63, 0x6f, 0x75, 0x6e, 0x74,
]);
const KUBERNETES_CLAIM = memory.data<u8>([0x6b, 0x75, 0x62, 0x65, 0x72, 0x6e, 0x65, 0x74, 0x65, 0x73, 0x2e, 0x69, 0x6f]); // kubernetes.io

// Parts of the token that `split` finds: addresses and lengths; a length of -1 means the part is not there.
let headerPtr: usize = 0;
let headerLen: i32 = 0;
let payloadPtr: usize = 0;
let payloadLen: i32 = -1;
let signatureLen: i32 = -1;

function split(arg: i32, ptr: usize, len: i32): bool {
  payloadLen = -1;
  signatureLen = -1;
  if (scratch == 0 || !select(arg, ptr, len)) return false;
  const start = jsonStart(partPtr, partLen);
  if (start < 0) return false;
  headerPtr = partPtr + <usize>start;
  headerLen = indexOf(headerPtr, partLen - start, 0x2e);
  if (headerLen < 0) return false;
  const end = partPtr + <usize>partLen;
  payloadPtr = headerPtr + <usize>(headerLen + 1);
  const rest = <i32>(end - payloadPtr);
  const dot = indexOf(payloadPtr, rest, 0x2e);
  payloadLen = dot < 0 ? rest : dot;
  if (dot >= 0) signatureLen = rest - dot - 1;
  return true;
}

/** Decodes a part to scratch and walks it; true when it is a whole object. */
function walkPart(ptr: usize, len: i32, wanted: i32, name: usize, nameLen: i32): bool {
  if (len < 2) return false;
  const n = decodeBase64(ptr, len, scratch);
  return n > 1 && walkObject(scratch, n, wanted, name, nameLen) == JSON_WHOLE && walkEnd == n;
}

export function checkHeader(arg: i32, ptr: usize, len: i32): i32 {
  if (scratch == 0) return CHECK_UNKNOWN;
  if (!split(arg, ptr, len)) return CHECK_UNKNOWN;
  if (!walkPart(headerPtr, headerLen, 0, ENC, 3)) return CHECK_FAIL;
  const encrypted = nameMet;
  if (!walkPart(headerPtr, headerLen, 0, ALG, 3) || valueLen <= 0 || !valueIsString) return CHECK_FAIL;
  if (encrypted) return CHECK_PASS; // the second part is an encrypted key
  if (payloadLen < 2) return CHECK_UNKNOWN;
  const n = decodeBase64(payloadPtr, payloadLen < 8 ? payloadLen : 8, scratch);
  return n > 0 && load<u8>(scratch) == 0x7b ? CHECK_PASS : CHECK_UNKNOWN;
}

export function checkSignatureLength(arg: i32, ptr: usize, len: i32): i32 {
  if (!split(arg, ptr, len) || signatureLen < 0) return CHECK_UNKNOWN;
  if (!walkPart(headerPtr, headerLen, 0, ALG, 3) || valueLen < 4 || !valueIsString) return CHECK_UNKNOWN;
  const least = leastSignature(valuePtr, valueLen);
  if (least < 0) return CHECK_UNKNOWN;
  if (least == RSA_LEAST) return signatureLen >= RSA_LEAST && signatureLen <= RSA_MOST ? CHECK_PASS : CHECK_FAIL;
  return signatureLen == least || (least == 86 && signatureLen == 152 && same(valuePtr, EDDSA, 5)) ? CHECK_PASS : CHECK_FAIL;
}

/** Base64url of 128 bytes (a 1024-bit key) to 1024 bytes. */
const RSA_LEAST = 171;
const RSA_MOST = 1366;

/** Characters of a signature under an algorithm, RSA_LEAST for RSA, -1 for unknown names. */
function leastSignature(name: usize, n: i32): i32 {
  if (n == 4 && same(name, NONE, 4)) return 0;
  if (n == 5 && same(name, EDDSA, 5)) return 86;
  if (load<u8>(name, 1) != 0x53 || n < 5) return -1; // HS RS PS ES
  const family = load<u8>(name);
  const size = (digitValue(load<u8>(name, 2)) * 10 + digitValue(load<u8>(name, 3))) * 10 + digitValue(load<u8>(name, 4));
  if (size != 256 && size != 384 && size != 512) return -1;
  if (family == 0x48) return size == 256 ? 43 : size == 384 ? 64 : 86;
  if (family == 0x45) return size == 256 ? 86 : size == 384 ? 128 : 176;
  return family == 0x52 || family == 0x50 ? RSA_LEAST : -1;
}

export function checkClaim(arg: i32, ptr: usize, len: i32): i32 {
  if (!split(arg, ptr, len) || signatureLen < 0) return CHECK_UNKNOWN;
  if (!walkPart(payloadPtr, payloadLen, parameter(arg), 0, -1)) return CHECK_FAIL;
  return memberMet ? CHECK_PASS : CHECK_FAIL;
}

export function checkKubernetes(arg: i32, ptr: usize, len: i32): i32 {
  if (!split(arg, ptr, len) || signatureLen < 0) return CHECK_UNKNOWN;
  if (!walkPart(payloadPtr, payloadLen, 0, ISS, 3)) return CHECK_FAIL;
  if (valueLen == 25 && same(valuePtr, KUBERNETES_ISSUER, 25)) return CHECK_PASS;
  walkPart(payloadPtr, payloadLen, 0, KUBERNETES_CLAIM, 13);
  return nameMet ? CHECK_PASS : CHECK_FAIL;
}

export function checkLive(arg: i32, ptr: usize, len: i32): i32 {
  if (now == 0 || !split(arg, ptr, len) || signatureLen < 0) return CHECK_UNKNOWN;
  if (!walkPart(payloadPtr, payloadLen, 0, EXP, 3) || valueLen < 1 || valueIsString) return CHECK_UNKNOWN;
  let seconds: u64 = 0;
  for (let i = 0; i < valueLen && i < 18; i++) {
    const d = digitValue(load<u8>(valuePtr + i));
    if (d < 0) break; // a fraction
    seconds = seconds * 10 + <u64>d;
  }
  return seconds >= <u64>now ? CHECK_PASS : CHECK_FAIL;
}
