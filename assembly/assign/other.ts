// Values that name a thing by its form: addresses on chains, dates, versions, resource names, files called after their digest.

import { at, isAlnum, isDigit, isHex, isLetter, isLower, same8 } from './chars';

/** Base58 and base32 of a content id of IPFS: `Qm` and 44 characters, `bafy` or `bafk` and 55. */
function isContentId(p: usize, n: i32): bool {
  const v0 = n == 46 && at(p) == 0x51 && at(p + 1) == 0x6d;
  if (!v0 && !(n == 59 && same8(p, 0x66_61_62, 3) && isLower(at(p)) && (at(p + 3) == 0x79 || at(p + 3) == 0x6b))) return false;
  for (let i = 2; i < n; i++) {
    const c = at(p + i);
    if (v0 ? !isAlnum(c) || c == 0x30 || c == 0x49 || c == 0x4f || c == 0x6c : !isLower(c) && (c < 0x32 || c > 0x37)) return false;
  }
  return true;
}

/** `hmac-sha256:4f3a…`, `sha1:4f3a…`, `sha256//oX9j…=`: what was written is a digest, of a secret or of a public key. */
function isLabelledDigest(p: usize, n: i32): bool {
  const from = same8(p, 0x2d_63_61_6d_68, 5) ? 5 : 0; // hmac-
  const q = p + from;
  if (!same8(q, 0x61_68_73, 3) && !same8(q, 0x35_64_6d, 3) && !same8(q, 0x6b_61_6c_62, 4)) return false; // sha md5 blak…
  let i = from + 3;
  while (i < n && i < from + 10 && (isAlnum(at(p + i)) || at(p + i) == 0x2d && at(p + i - 1) == 0x61)) i++; // sha-256
  const c = at(p + i);
  if (i >= n || c != 0x3a && c != 0x2f && c != 0x2d) return false;
  i++;
  if (c == 0x2f && at(p + i) == 0x2f) i++;
  if (n - i < 16) return false;
  for (; i < n; i++) if (!isAlnum(at(p + i)) && at(p + i) != 0x2b && at(p + i) != 0x2f && at(p + i) != 0x3d) return false;
  return true;
}

/** `utf-8`, `utf16le`: how text is encoded. */
function isEncoding(p: usize, n: i32): bool {
  return n <= 9 && same8(p, 0x66_74_75, 3) && (isDigit(at(p + 3)) || isDigit(at(p + 4)));
}

/** Whether the value [p, p + n) is such a name. */
export function namesThing(p: usize, n: i32): bool {
  if (n < 5 || n > 512) return false;
  const c = at(p);
  if (c == 0x30 && n == 42 && (at(p + 1) | 32) == 0x78 && hexRun(p + 2, p + <usize>n) == 40) return true; // 0x and 20 bytes: an account, a contract
  if (isHex(c) && hasDigestName(p, n)) return true;
  if (isDigit(c) && isDate(p, n)) return true;
  if (isContentId(p, n) || isLabelledDigest(p, n) || isEncoding(p, n)) return true;
  if (at(p + 3) == 0x3a || at(p + 4) == 0x3a) {
    // urn: cpe: pkg: npm: workspace names of packages and standards
    if (same8(p, 0x3a_6e_72_75, 4) || same8(p, 0x3a_65_70_63, 4) || same8(p, 0x3a_67_6b_70, 4)) return true;
    if (same8(p, 0x3a_6d_70_6e, 4)) return isVersion(p + 4, n - 4);
  }
  return isVersion(p, n) || isObject(p, n);
}

/** `android.os.BinderProxy@c3bdf2c`, `Token{9e81f03f`: an object of a class, by its address. */
function isObject(p: usize, n: i32): bool {
  let i = n;
  while (i > 0 && isHex(at(p + i - 1))) i--;
  if (n - i < 5 || n - i > 8 || i < 5 || at(p + i - 1) != 0x40 && at(p + i - 1) != 0x7b) return false;
  let dots = 0;
  for (let k = 0; k < i - 1; k++) {
    const c = at(p + k);
    if (c == 0x2e) dots++;
    else if (!isAlnum(c) && c != 0x5f && c != 0x24) return false;
  }
  return dots > 0 || at(p + i - 1) == 0x7b;
}

function hexRun(p: usize, e: usize): i32 {
  let q = p;
  while (q < e && isHex(at(q))) q++;
  return q == e ? <i32>(q - p) : 0;
}

/** `4f3a….zip`: a digest and the ending of a file. */
function hasDigestName(p: usize, n: i32): bool {
  if (n < 20) return false;
  let q = n;
  while (q > 0 && isLower(at(p + q - 1))) q--;
  return n - q >= 2 && n - q <= 5 && q > 16 && at(p + q - 1) == 0x2e && hexRun(p, p + q - 1) == q - 1;
}

/** 1979-05-27, with or without a time behind it. */
function isDate(p: usize, n: i32): bool {
  if (n < 10 || n > 40 || at(p + 4) != 0x2d || at(p + 7) != 0x2d) return false;
  for (let i = 0; i < 10; i++) if (i != 4 && i != 7 && !isDigit(at(p + i))) return false;
  for (let i = 10; i < n; i++) {
    const c = at(p + i);
    if (!(isDigit(c) || c == 0x3a || c == 0x2e || c == 0x2b || c == 0x2d || c == 0x20 || (c | 32) == 0x74 || (c | 32) == 0x7a)) return false;
  }
  return true;
}

/** ^14.11.2, >=1.2.3, v13.0.0-next-8.29, 1.0.0+build: three numbers, then only what may follow them. */
function isVersion(p: usize, n: i32): bool {
  if (n > 96) return false;
  let i = 0;
  while (i < n && i < 3 && !isAlnum(at(p + i))) {
    const c = at(p + i);
    if (c != 0x5e && c != 0x7e && c != 0x3e && c != 0x3c && c != 0x3d && c != 0x20) return false;
    i++;
  }
  if (i < n && (at(p + i) | 32) == 0x76) i++;
  for (let k = 0; k < 3; k++) {
    const from = i;
    while (i < n && i - from < 4 && isDigit(at(p + i))) i++;
    if (i == from) return false;
    if (k < 2 && (i >= n || at(p + i++) != 0x2e)) return false;
  }
  if (i == n) return true;
  const c = at(p + i);
  if (c == 0x3d || c == 0x40) return isLetter(at(p + i + 1)); // coordinates: 1.2.3=compileClasspath, 1.2.3@aar
  if (c != 0x2d && c != 0x2b) return false;
  let letters = 0; // a word in a row: `next`, `beta`, `SNAPSHOT`; digests are not told apart from keys
  for (; i < n; i++) {
    const d = at(p + i);
    if (isLetter(d)) { if (++letters > 10) return false; }
    else if (isDigit(d) || d == 0x2e || d == 0x2d || d == 0x2b) letters = 0;
    else return false;
  }
  return true;
}
