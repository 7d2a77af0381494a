// The name of a key around a literal that the sieve saw: its extent, its words, and what kind of secret it names.
//
//     spring.mail.smtp_password_prod = …
//     ^keyStart        ^noun   ^tail  ^keyEnd
//
// The noun decides the class; words before it may qualify it (`api key`) or turn it into something else (`public key`,
// `next token`); words behind it may do nothing (`password_prod`) or make the value speak about the secret (`password_file`).

import { at, endOfTokens, isAlnum, isDigit, isHex, isLetter, isLower, isUpper, isWord, same8, startOfName } from './chars';
import {
  CLASS_API_KEY, CLASS_AUTH, CLASS_CREDENTIAL, CLASS_KEY, CLASS_NONE, CLASS_PASSPHRASE, CLASS_PASSWORD, CLASS_SALT, CLASS_SECRET, CLASS_TOKEN,
  WORD_ABOUT, WORD_DISTRACTS, WORD_MADE_UP, WORD_NEUTRAL, WORD_NOUN, WORD_OTHER, WORD_QUALIFIES,
} from './classes';
import { keyRole, wordEnd, wordStart } from './words';

/** Longest name of a key, on each side of the literal. */
const REACH: usize = 64;
/** Words looked at on each side of the noun. */
const MOST_WORDS = 5;

export let keyStart: usize = 0;
export let keyEnd: usize = 0;
export let keyClass: i32 = 0;
/** The name holds words that are not understood, or a plural: more evidence is needed from the value. */
export let keyVague: bool = false;
/** Dashes before the name: 2 for `--token`. */
export let keyDashes: i32 = 0;
/** Words like `api`, `access`, `client` qualify the noun. */
export let keyQualified: bool = false;
/** Some word stands before the noun. */
export let keyPrefixed: bool = false;
/** Words like `fake` and `example` say what the value is. */
export let keyMadeUp: bool = false;
/** Start of the noun: `password` in `smtp_password`. */
export let nounStart: usize = 0;
export let nounEnd: usize = 0;

/** Extent of the name around [p, p + len). False when it is longer than names are. */
export function findName(p: usize, len: i32, lo: usize, hi: usize): bool {
  let s = p;
  const least = p - lo > REACH ? p - REACH : lo;
  s = startOfName(s, least);
  if (s == least && s > lo) return false;
  let e = p + len;
  const most = hi - e > REACH ? e + REACH : hi;
  while (e < most) {
    e = endOfTokens(e, most, 0x5f);
    if (e + 1 < most && at(e) == 0x2e && isWord(at(e + 1))) e++;
    else break;
  }
  if (e == most && e < hi) return false;
  // `config->password`, `key-` and the dashes of flags are no part of the name.
  while (e > p + len && at(e - 1) == 0x2d) e--;
  let dashes = 0;
  while (s < p && !isWord(at(s))) {
    if (at(s) == 0x2d) dashes++;
    s++;
  }
  // Escapes that stand before the name: \n, \t, %22, %0A.
  if (s > lo) {
    const c = at(s - 1);
    if (c == 0x5c && s < p && (at(s) == 0x6e || at(s) == 0x74 || at(s) == 0x72)) s++;
    else if (c == 0x25 && s + 2 <= p && isHex(at(s)) && isHex(at(s + 1))) s += 2;
  }
  // `AWS::Secrets::Secret` is the name of a type.
  if (dashes == 0 && s > lo + 1 && at(s - 1) == 0x3a && at(s - 2) == 0x3a) return false;
  windowStart = lo;
  keyStart = s;
  keyEnd = e;
  keyDashes = dashes;
  return true;
}

/** End of the noun that starts at p within its word, 0 when the word only begins like one (`tokenizer`). */
function nounEndAt(p: usize, len: i32, end: usize): usize {
  let wordStop = wordEnd(p, end);
  if (wordStop < p + len) wordStop = p + len;
  if ((keyRole(p, <i32>(wordStop - p)) & WORD_NOUN) != 0) return wordStop;
  for (let e = wordStop - 1; e >= p + 3; e--) {
    if ((keyRole(p, <i32>(e - p)) & WORD_NOUN) == 0) continue;
    // A tail glued to the noun has to be a known word itself.
    const rest = <i32>(wordStop - e);
    if (rest == 1 && (at(e) | 32) == 0x73) return e;
    return (keyRole(e, rest) & (WORD_ABOUT | WORD_NEUTRAL | WORD_NOUN)) != 0 ? e : 0;
  }
  return 0;
}

/** Whether a word is a noun that the sieve reports by itself, so that this one is only a part of the name. */
function leadsElsewhere(role: i32): bool {
  const noun = role & WORD_NOUN;
  return noun != 0 && noun != CLASS_AUTH && noun != CLASS_SALT;
}

/**
 * Reads and classifies the name around a literal. False when it names no secret.
 * Cost: a few table look-ups; call it after the operator was seen.
 */
export function classifyKey(p: usize, len: i32): bool {
  // Some literals begin with the separator before the noun.
  if (!isLetter(at(p))) { p++; len--; }
  while (len > 0 && !isLetter(at(p + len - 1))) len--;
  if (at(p) == 0x70 || at(p) == 0x50) {
    if ((at(p + 1) | 32) == 0x68) { // `phrase`: only as passphrase or pass_phrase
      let q = p;
      if (q > keyStart && !isAlnum(at(q - 1))) q--;
      if (q < keyStart + 4 || (at(q - 4) | 32) != 0x70 || (at(q - 3) | 32) != 0x61 || (at(q - 2) | 32) != 0x73 || (at(q - 1) | 32) != 0x73) return false;
      nounStart = q - 4;
      nounEnd = p + 6;
      return finishKey(CLASS_PASSPHRASE, false);
    }
  }
  nounStart = p;
  const end = nounEndAt(p, len, keyEnd);
  if (end == 0) return false;
  nounEnd = end;
  const noun = keyRole(p, <i32>(end - p)) & WORD_NOUN;
  // Letters glued to the left of a short noun have to be a known word: `apikey`, not `monkey`; `dbpass`, not `bypass`.
  const short = noun == CLASS_KEY || (noun == CLASS_PASSWORD && end - p == 4);
  return finishKey(noun, short);
}

/** Set by labelWords. */
let labelQualifies: bool = false;
/** Start of the window, for looking to the left of the name. */
let windowStart: usize = 0;

/** Words before the name in a label for people: `Secret Access Key:`, `Public key:`. False when they refuse it. */
function labelWords(mayQualify: bool): bool {
  let e = keyStart;
  for (let n = 0; n < 2 && e > windowStart + 1; n++) {
    if (at(e - 1) != 0x20 || !isLetter(at(e - 2))) break;
    e--;
    let s = e;
    const least = e - windowStart > 16 ? e - 16 : windowStart;
    while (s > least && isLetter(at(s - 1))) s--;
    const role = keyRole(s, <i32>(e - s));
    if (n == 0 && (role & WORD_OTHER) != 0 || (n == 0 && mayQualify && (role & WORD_DISTRACTS) != 0 && (role & WORD_QUALIFIES) == 0)) return false;
    if (mayQualify && ((role & WORD_QUALIFIES) != 0 || (role & WORD_NOUN) == CLASS_SECRET)) {
      labelQualifies = true;
      keyStart = s;
    } else break;
    e = s;
  }
  return true;
}

function finishKey(noun: i32, mindGlue: bool): bool {
  let kind = noun;
  let vague = false;
  let qualified = false;
  let distracted = false;
  keyPrefixed = false;
  keyMadeUp = false;
  labelQualifies = false;
  // ---- words before the noun, nearest first
  let e = nounStart;
  for (let n = 0; n < MOST_WORDS && e > keyStart; n++) {
    const from = e;
    while (e > keyStart && !isLetter(at(e - 1))) {
      e--;
    }
    if (e <= keyStart) break;
    let s = wordStart(keyStart, e);
    // A capital noun in front of capitals, or small letters before small letters: glued.
    const glued = n == 0 && e == nounStart && (isLower(at(e - 1)) && isLower(at(nounStart)) || isUpper(at(e - 1)) && isUpper(at(nounStart)));
    let role = keyRole(s, <i32>(e - s));
    if (e < from && isDigit(at(e))) { // s3, oauth2
      let d = e;
      while (d < from && isDigit(at(d))) d++;
      const numbered = keyRole(s, <i32>(d - s));
      if (numbered != 0) role = numbered;
    }
    if (glued && mindGlue && (role & WORD_QUALIFIES) == 0) {
      // `xapikey`, `ibmcloudapikey`: known word directly before the noun
      let found = false;
      for (let k: usize = 2; k <= 8 && k < e - s; k++) {
        if ((keyRole(e - k, <i32>k) & WORD_QUALIFIES) != 0) { found = true; break; }
      }
      if (found) qualified = true;
      else if (noun != CLASS_KEY || e - s < 4 || (role & WORD_DISTRACTS) != 0) return false;
      else { vague = true; keyPrefixed = true; }
    } else if (n < 3) {
      if ((role & WORD_OTHER) != 0) return false;
      if ((role & WORD_MADE_UP) != 0) keyMadeUp = true;
      if (e - s > 1) keyPrefixed = true;
      if (n == 0 && role == 0 && noun == CLASS_PASSWORD && nounEnd - nounStart == 4 && !isUpper(at(nounEnd - 1))) vague = true; // `renderPass`: of a graphics program as well
      if ((role & WORD_QUALIFIES) != 0) qualified = true;
      else if (n == 0 && (role & WORD_DISTRACTS) != 0) distracted = true;
      if ((role & WORD_NOUN) == CLASS_SECRET || (role & WORD_NOUN) == CLASS_AUTH) qualified = true;
    }
    e = s;
  }
  // ---- words behind the noun
  let p = nounEnd;
  for (let n = 0; n < MOST_WORDS + 1 && p < keyEnd; n++) {
    while (p < keyEnd && !isLetter(at(p))) p++;
    if (p >= keyEnd) break;
    let q = wordEnd(p, keyEnd);
    let length = <i32>(q - p);
    let role = keyRole(p, length);
    if (q < keyEnd && isDigit(at(q))) { // md5, sha256, b64
      let e = q;
      while (e < keyEnd && isDigit(at(e))) e++;
      const numbered = keyRole(p, <i32>(e - p));
      if (numbered != 0) { q = e; length = <i32>(e - p); role = numbered; }
    }
    if (leadsElsewhere(role)) return false;
    if ((role & WORD_ABOUT) != 0 || length == 6 && same8(p, 0x63_69_6c_62_75_70, 6)) return false; // keyPublicPem
    if ((role & WORD_NOUN) == CLASS_SALT) { kind = CLASS_SALT; vague = true; }
    else if ((role & (WORD_NEUTRAL | WORD_QUALIFIES)) == 0 && length > 1) vague = true;
    else if (length == 1 && p == nounEnd) vague = true; // plural
    p = q;
    if (n == MOST_WORDS && p < keyEnd) return false;
  }
  if (nounStart == keyStart && keyDashes == 0 && (kind == CLASS_KEY || kind == CLASS_TOKEN) && !labelWords(kind == CLASS_KEY)) return false;
  if (labelQualifies) qualified = true;
  if (kind == CLASS_KEY) {
    if (qualified) kind = CLASS_API_KEY;
    else if (distracted) return false;
  } else if (kind == CLASS_API_KEY) {
    qualified = true;
  }
  if (nounEnd - nounStart > 4 && (at(nounEnd - 1) | 32) == 0x73 && kind != CLASS_CREDENTIAL) vague = true; // plural
  else if (kind == CLASS_API_KEY && nounEnd - nounStart == 4 && (at(nounEnd - 1) | 32) == 0x73) vague = true; // keys
  keyClass = kind;
  keyVague = vague;
  keyQualified = qualified;
  return true;
}

/** Class of the name that ends at `e`, for a value reached from the right: only nouns the sieve has no literal for. */
export function classifyFromRight(e: usize, lo: usize): bool {
  let s = e;
  const least = e - lo > 48 ? e - 48 : lo;
  s = startOfName(s, least);
  if (s == e) return false;
  while (s < e && !isWord(at(s))) s++;
  keyStart = s;
  keyEnd = e;
  keyDashes = 0;
  let kind = CLASS_NONE;
  let stop = e;
  for (let n = 0; n < 4 && stop > s; n++) {
    while (stop > s && !isLetter(at(stop - 1))) stop--;
    if (stop <= s) break;
    const start = wordStart(s, stop);
    const role = keyRole(start, <i32>(stop - start));
    if (leadsElsewhere(role)) return false;
    if ((role & WORD_OTHER) != 0) return false;
    if (n == 0) {
      kind = role & WORD_NOUN;
      if (kind == CLASS_NONE) return false;
      nounStart = start;
      nounEnd = stop;
    }
    stop = start;
  }
  keyClass = kind;
  keyVague = false;
  keyMadeUp = false;
  keyQualified = false;
  return kind == CLASS_AUTH || kind == CLASS_SALT || kind == CLASS_CREDENTIAL || kind == CLASS_TOKEN || kind == CLASS_SECRET;
}
