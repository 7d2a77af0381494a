// Credentials in files of well-known tools: kubeconfig client keys, Docker auths, netrc, pgpass.
// Anchors: `key` (of client-key-data), `"auth`, `machine `, `:5432:`, `:*:`.

import { CONF_HIGH, CONF_LOW, CONF_MEDIUM, R_LOCAL_HOST, R_RANDOM, R_STRUCTURE, R_STRUCTURE_FAILED, R_WEAK } from '../layout';
import { clear, setJudgement, setKey, setSpan } from '../result';
import { decodeHead, head } from './base64-head';
import { CONF_DOCKER_AUTH, CONF_KUBE_KEY, CONF_NETRC, CONF_PGPASS } from './ids';
import { allDigits, hostEnd, hostKind, looksRandom, atLocalHost, passwordConfidence, standIn, HOST_LOCAL, HOST_PUBLIC, NOT_A_SECRET, WEAK } from './judge';
import { memberValue, valueEnd, valueStart } from './json';
import { byte, foldFind, is, isQuote, lineStart, skipClass, textAt, C_BASE64, C_SPACE } from './text';

export function matchConfig(at: usize, lo: usize, hi: usize): bool {
  clear();
  const c = byte(at);
  if (c == 0x22) return dockerAuth(at, hi);
  if (c == 0x6d) return netrc(at, lo, hi);
  if (c == 0x3a) return pgpass(at, lo, hi);
  return at - lo >= 7 && textAt(at - 7, hi, 'client-key-data') && kubeKey(at - 7, hi);
}

/** client-key-data: base64 of a PEM private key. */
function kubeKey(name: usize, hi: usize): bool {
  const nameEnd = name + 15;
  if (!memberValue(nameEnd, hi, 12288)) return false;
  const s = valueStart;
  const e = skipClass(s, hi, C_BASE64);
  let end = e;
  while (end < hi && byte(end) == 0x3d && end - e < 2) ++end;
  if (e - s < 64) return false;
  const n = decodeHead(s, e, 48);
  const h = head();
  const fits = textAt(h, h + <usize>n, '-----BEGIN ') && foldFind(h, h + <usize>n, 'private key') != 0;
  if (!fits && looksRandom(s, s + 64) == 0) return false;
  setKey(name, nameEnd);
  setSpan(s, end);
  setJudgement(fits ? CONF_HIGH : CONF_LOW, fits ? R_STRUCTURE : R_STRUCTURE_FAILED, CONF_KUBE_KEY);
  return true;
}

/** "auth": "dXNlcjpwYXNz" in the auths of ~/.docker/config.json. */
function dockerAuth(at: usize, hi: usize): bool {
  if (!memberValue(at + 5, hi, 8192)) return false;
  const s = valueStart, e = valueEnd;
  let b = e;
  while (b > s && byte(b - 1) == 0x3d) --b;
  if (b - s < 8) return false;
  for (let p = s; p < b; ++p) if (!is(byte(p), C_BASE64)) return false;
  const n = decodeHead(s, b, 4000);
  const h = head();
  let colon = -1;
  for (let i = 0; i < n; ++i) {
    const c = byte(h + <usize>i);
    if (c < 32 || c > 126) return false;
    if (c == 0x3a && colon < 0) colon = i;
  }
  if (colon < 1 || colon + 1 >= n) return false;
  const stand = standIn(h + <usize>(colon + 1), h + <usize>n);
  if (stand == NOT_A_SECRET) return false;
  setKey(at + 1, at + 5);
  setSpan(s, e);
  setJudgement(stand == WEAK ? CONF_LOW : CONF_HIGH, R_STRUCTURE | (stand == WEAK ? R_WEAK : 0), CONF_DOCKER_AUTH);
  return true;
}

let wordStart: usize = 0;
let wordStop: usize = 0;

/** The next word behind white space (line ends too, plain or escaped). */
function word(p: usize, hi: usize): bool {
  while (p < hi) {
    if (is(byte(p), C_SPACE)) ++p;
    else if (byte(p) == 0x5c && p + 1 < hi && byte(p + 1) == 0x6e) p += 2;
    else break;
  }
  wordStart = p;
  while (p < hi && !is(byte(p), C_SPACE) && !(byte(p) == 0x5c && p + 1 < hi && byte(p + 1) == 0x6e)) ++p;
  wordStop = p;
  return p > wordStart;
}

/** machine HOST login USER password VALUE, in any order, on one line or several. */
function netrc(at: usize, lo: usize, hi: usize): bool {
  if (at > lo && !is(byte(at - 1), C_SPACE) && !isQuote(byte(at - 1)) && byte(at - 1) != 0x6e) return false;
  const most = hi - at > 1024 ? at + 1024 : hi;
  if (!word(at + 8, most)) return false;
  const host = wordStart, hostStop = wordStop;
  let login = false;
  let p = wordStop;
  let password: usize = 0, passwordEnd: usize = 0, key: usize = 0;
  for (let i = 0; i < 3; ++i) {
    if (!word(p, most)) break;
    const name = wordStart, nameEnd = wordStop;
    const isLogin = textAt(name, nameEnd, 'login') && nameEnd - name == 5;
    const isPassword = textAt(name, nameEnd, 'password') && nameEnd - name == 8;
    const isAccount = textAt(name, nameEnd, 'account') && nameEnd - name == 7;
    if (!isLogin && !isPassword && !isAccount) break;
    if (!word(nameEnd, most)) break;
    if (isLogin) login = true;
    if (isPassword) { password = wordStart; passwordEnd = wordStop; key = name; break; }
    p = wordStop;
  }
  if (password == 0) return false;
  let e = passwordEnd;
  while (e > password && isQuote(byte(e - 1))) --e;
  if (isQuote(byte(password)) && e > password + 1) ++password;
  const stand = standIn(password, e);
  if (stand == NOT_A_SECRET || e == password) return false;
  const place = hostKind(host, hostEnd(host, hostStop));
  if (place == HOST_LOCAL && looksRandom(password, e) == 0) return false; // prose about machines, logins and passwords
  let confidence = login && stand != WEAK ? CONF_HIGH : CONF_LOW;
  let reasons: u32 = R_STRUCTURE | (stand == WEAK ? R_WEAK : 0);
  if (place != HOST_PUBLIC) { confidence = atLocalHost(confidence); reasons |= R_LOCAL_HOST; }
  setKey(key, key + 8);
  setSpan(password, e);
  setJudgement(confidence, reasons, CONF_NETRC);
  return true;
}

/** host:port:database:user:password, alone on its line. */
function pgpass(at: usize, lo: usize, hi: usize): bool {
  const s = lineStart(at, lo, 256);
  if (s > lo && byte(s - 1) != 10 && byte(s - 1) != 13) return false;
  const most = hi - s > 512 ? s + 512 : hi;
  let colons = 0;
  let c1: usize = 0, c2: usize = 0, last: usize = 0;
  let e = s;
  while (e < most) {
    const c = byte(e);
    if (c == 10 || c == 13 || c == 32 || c == 9 || c == 0x22 || c == 0x2f) break;
    if (c == 0x5c) { e += 2; continue; }
    if (c == 0x3a) {
      colons++;
      if (colons == 1) c1 = e;
      else if (colons == 2) c2 = e;
      last = e;
    }
    ++e;
  }
  if (e < hi && byte(e) != 10 && byte(e) != 13) return false;
  if (e > most) e = most;
  if (colons != 4 || at > c2 || c1 == s || last + 1 >= e) return false;
  if (!allDigits(c1 + 1, c2) && !(c2 - c1 == 2 && byte(c1 + 1) == 0x2a)) return false;
  const stand = standIn(last + 1, e);
  if (stand == NOT_A_SECRET) return false;
  let confidence = stand == WEAK ? CONF_LOW : passwordConfidence(last + 1, e);
  if (confidence == CONF_HIGH && byte(at + 1) == 0x2a && looksRandom(last + 1, e) < 2) confidence = CONF_MEDIUM;
  setSpan(last + 1, e);
  setJudgement(confidence, R_STRUCTURE | (stand == WEAK ? R_WEAK : 0) | (looksRandom(last + 1, e) == 2 ? R_RANDOM : 0), CONF_PGPASS);
  return true;
}
