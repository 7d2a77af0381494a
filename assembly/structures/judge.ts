// How likely a text is a real secret: the one place where the structured matchers ask. Randomness and most tests for
// placeholders come from assembly/assign; here is what differs where nothing but a password can stand: a word there may
// well be a weak password, so it lowers a finding instead of dropping it.

import { CONF_HIGH, CONF_LOW, CONF_MEDIUM } from '../layout';
import { merelyDisguised, placeholder } from '../assign/placeholder';
import { isReference } from '../assign/reference';
import { randomness } from '../assign/randomness';
import { isCommon } from '../assign/words';
import { byte, foldFind, is, isAt, isDigit, isLetter, lower, wordIn, C_ALNUM } from './text';

export const REAL = 0;
/** A word people write where a password belongs; a real but weak password may look the same. */
export const WEAK = 1;
/** A reference, a template, a mask: no secret stands here. */
export const NOT_A_SECRET = 2;

const WORDS = ' password passwd pass pwd pw pswd passphrase passw secret secretkey token key apikey api test testing test123 testpass testpassword changeme change change_me changeit default example sample dummy fake mock demo foo bar baz foobar qux admin administrator root user username guest none null nil undefined empty todo tbd fixme placeholder redacted removed hidden masked secretpassword mypassword mypass mysecret mysecretpassword mypw yourpassword password123 pass123 passw0rd p@ssw0rd p4ssword s3cr3t s3cret letmein hunter2 qwerty 123456 12345678 1234 12345 123 abc abc123 supersecret topsecret postgres postgresql mysql mongo mongodb redis rabbitmq minio minioadmin oracle elastic sa vagrant docker local localhost development dev prod welcome login value string text something insert here replace replaceme xxx xxxx xxxxx abcd asdf credentials creds cred auth private pa$$word pass1 user1 user2 your my db database app service some word ';
const REFERENCE_WORDS = ' your my our the some insert enter replace put add paste change actual real ';

/** Folds away what people add to a word: digits and ! at the end. Empty when nothing is left. */
function core(p: usize, e: usize): usize {
  while (e > p) {
    const c = byte(e - 1);
    if (isDigit(c) || c == 0x21 || c == 0x2e) --e;
    else if (e - p > 2 && byte(e - 3) == 0x25) e -= 3;
    else break;
    if (e - p > 2 && byte(e - 2) == 0x25) e -= 2; // %23
  }
  return e;
}

/** Lower-case letters alone, the first may be upper case. The test for common words takes 2 % of all other texts for one. */
function oneWord(p: usize, e: usize): bool {
  for (let q = p + 1; q < e; ++q) if (<u32>(byte(q) - 97) > 25) return false;
  return e > p && isLetter(byte(p));
}

/** Whether the value is one of the words, as it stands or without its ending of digits. */
export function isWeakWord(p: usize, e: usize): bool {
  if (e - p > 32) return false;
  if (wordIn(p, e, WORDS)) return true;
  if (e - p <= 6 && allDigits(p, e)) return true;
  const c = core(p, e);
  if (oneWord(p, c) && isCommon(p, <i32>(c - p))) return true;
  return c > p && c < e && wordIn(p, c, WORDS);
}

/** YOUR_PASSWORD, my-token, <word>_here: a possessive first word, then only words. */
function possessive(p: usize, e: usize): bool {
  let q = p;
  while (q < e && isLetter(byte(q))) ++q;
  if (q < e && (byte(q) == 0x5f || byte(q) == 0x2d || byte(q) == 0x20 || byte(q) == 0x2b) && wordIn(p, q, REFERENCE_WORDS)) {
    for (let i = q; i < e; ++i) {
      const c = byte(i);
      if (!isLetter(c) && c != 0x5f && c != 0x2d && c != 0x20 && c != 0x2b) return false;
    }
    return true;
  }
  return (foldFind(p, e, 'your') == p && e - p < 40 && (foldFind(p, e, 'password') != 0 || foldFind(p, e, 'token') != 0 || foldFind(p, e, 'key') != 0 || foldFind(p, e, 'secret') != 0 || foldFind(p, e, 'pass') != 0));
}

/** Masks and ellipses: `***`, `xxxxx`, `•••`, `...`, `…` as a run of three or more (one for the last two). */
export function isMasked(p: usize, e: usize): bool {
  let run = 0;
  let previous = -1;
  for (let q = p; q < e; ++q) {
    const c = byte(q);
    if (c == 0xe2 && q + 2 < e) {
      const b = byte(q + 1), d = byte(q + 2);
      if ((b == 0x80 && (d == 0xa2 || d == 0xa6)) || (b == 0x97 && d == 0x8f) || b == 0x96) return true; // • … ● █
    }
    run = c == previous ? run + 1 : 1;
    previous = c;
    if (run >= 3 && (c == 0x2a || c == 0x2e || c == 0x23)) return true;
    if (run >= 4 && (c == 0x78 || c == 0x58)) return true;
  }
  return false;
}

function isTemplate(p: usize, e: usize): bool {
  const a = byte(p), z = byte(e - 1), b = e - p > 1 ? byte(p + 1) : 0;
  if (a == 0x3c || z == 0x3e) return true; // <password>
  if (a == 0x26 && b == 0x6c) return foldFind(p, e, '&lt;') == p;
  if (a == 0x24) { // $NAME ${…} $(…), but not $ecret!
    if (b == 0x7b || b == 0x28) return true;
    for (let q = p + 1; q < e; ++q) if (!is(byte(q), C_ALNUM) && byte(q) != 0x5f) return false;
    if (isDigit(b)) return e - p == 2;
    for (let q = p + 1; q < e; ++q) if (byte(q) == 0x5f) return true;
    return upperOrLower(p + 1, e);
  }
  if ((a == 0x7b && z == 0x7d) || (a == 0x5b && z == 0x5d)) return true; // {x} {{x}} [x]
  if (a == 0x7b && isLetter(b)) { // {user.token}@…
    let q = p + 2;
    while (q < e && (is(byte(q), C_ALNUM) || byte(q) == 0x5f || byte(q) == 0x2e)) ++q;
    if (q < e && byte(q) == 0x7d) return true;
  }
  if (a == 0x25 && e - p <= 40) { // %s %d %v %(x)s %NAME%
    if (e - p == 2 && isLetter(b)) return true;
    if (z == 0x25 && e - p > 2) return true;
    if (b == 0x28 || b == 0x7b) return true;
    if (b == 0x37 && e - p > 5 && lower(byte(p + 2)) == 0x62) return true; // %7B…
    if (b == 0x33 && lower(byte(p + 2)) == 0x63) return true; // %3C…
  }
  if (a == 0x23 && b == 0x7b) return true;
  if (a == 0x5f && b == 0x5f && z == 0x5f && e - p > 4) return true;
  if (a == 0x40 && z == 0x40 && e - p > 2) return true;
  // a reference anywhere: abc${x}, {{x}}, #{x}, <%= x %>
  for (let q = p; q + 1 < e; ++q) {
    const c = byte(q), d = byte(q + 1);
    if ((c == 0x24 || c == 0x23 || c == 0x7b) && d == 0x7b) return true;
    if (c == 0x24 && d == 0x28) return true;
  }
  return false;
}

/** All letters of one case: what names of variables look like. */
function upperOrLower(p: usize, e: usize): bool {
  let up = false, low = false, digit = false;
  for (let q = p; q < e; ++q) {
    const c = byte(q);
    if (<u32>(c - 65) < 26) up = true;
    else if (<u32>(c - 97) < 26) low = true;
    else if (isDigit(c)) digit = true;
  }
  return !digit && up != low;
}

/** One character, or a period of 2 to 4 over 12 characters and more. */
function isRepeated(p: usize, e: usize): bool {
  const n = <i32>(e - p);
  for (let period = 1; period <= 4; ++period) {
    if (n < (period == 1 ? 3 : 12)) continue;
    let q = p + period;
    while (q < e && byte(q) == byte(q - period)) ++q;
    if (q == e) return true;
  }
  return false;
}

/** 12345…, abcdef…: nearly all neighbours one step apart. */
function isSequence(p: usize, e: usize): bool {
  if (e - p < 6) return false;
  let steps = 0;
  for (let q = p + 1; q < e; ++q) {
    const d = byte(q) - byte(q - 1);
    if (d == 1 || d == -1) ++steps;
  }
  return steps * 4 >= <i32>(e - p - 1) * 3;
}

/** Behind WEAK: words with some letters changed, as people make passwords. */
export let wordsInDisguise: bool = false;

/** REAL, WEAK or NOT_A_SECRET for a whole value. */
export function standIn(p: usize, e: usize): i32 {
  wordsInDisguise = false;
  if (e <= p) return NOT_A_SECRET;
  if (isTemplate(p, e) || isMasked(p, e) || possessive(p, e)) return NOT_A_SECRET;
  if (e - p <= 256 && (foldFind(p, e, 'redacted') != 0 || foldFind(p, e, 'filtered') != 0 || foldFind(p, e, 'placeholder') != 0)) return NOT_A_SECRET;
  if (e - p <= 256 && e - p >= 12 && (foldFind(p, e, 'example') != 0)) return WEAK;
  if (isWeakWord(p, e) || isRepeated(p, e) || isSequence(p, e)) return WEAK;
  if (e - p > 512) return REAL;
  const n = <i32>(e - p);
  if (isReference(p, n)) return NOT_A_SECRET;
  const stand = placeholder(p, n);
  wordsInDisguise = stand == 1 && merelyDisguised;
  return stand == 0 ? REAL : stand == 1 || n < 20 ? WEAK : NOT_A_SECRET;
}

/** 0: a word or an identifier, 1: can't tell, 2: random. */
export function looksRandom(p: usize, e: usize): i32 {
  const n = <i32>(e - p);
  if (n < 6) return 0;
  let digits = 0, changes = -1, kind = -1;
  let seen: u64 = 0;
  for (let q = p; q < e; ++q) {
    const c = byte(q);
    seen |= (<u64>1) << <u64>((c ^ (c >> 6)) & 63);
    // without branches, which would go wrong at every other byte of what is looked for
    const k = i32(isDigit(c)) | i32(<u32>(c - 97) < 26) << 1 | i32(<u32>(c - 65) < 26) << 2;
    digits += k & 1;
    changes += i32(k != kind);
    kind = k;
  }
  if (digits == n) return 0;
  const distinct = <i32>popcnt<u64>(seen);
  const wanted = n >= 32 ? 10 : n / 3;
  if (distinct < wanted || distinct < 4) return 0;
  const bits = randomness(p, n) * (n - 1) >> 4;
  if (n >= 12 && bits >= 10) return 2;
  if (n >= 16 && bits >= 0 && digits > 0 && digits < n) return 2;
  if (n >= 8 && digits > 0 && digits < n && changes * 3 >= n && bits > -8) return 2;
  if (bits >= 0) return 1;
  return digits > 0 && changes * 4 >= n && bits > -24 ? 1 : 0;
}

/** Percent-encoded characters look random by themselves. */
function hasPercent(p: usize, e: usize): bool {
  for (; p < e; ++p) if (byte(p) == 0x25) return true;
  return false;
}

/** Confidence of a password that stands where only a password can stand. */
export function passwordConfidence(p: usize, e: usize): i32 {
  const n = <i32>(e - p);
  const random = looksRandom(p, e);
  if (random == 2) return n >= (hasPercent(p, e) ? 16 : 8) ? CONF_HIGH : CONF_MEDIUM;
  return n >= 4 ? CONF_MEDIUM : CONF_LOW;
}

/** At a local host nothing is certain; what is neither random nor weak stays as it is. */
export function atLocalHost(confidence: i32): i32 { return confidence > CONF_MEDIUM ? CONF_MEDIUM : confidence; }

/** One step less sure. */
export function lowered(confidence: i32): i32 { return confidence > CONF_LOW ? confidence - 1 : confidence; }

// ---- Hosts --------------------------------------------------------------------------------------------------------------
export const HOST_PUBLIC = 0;
/** localhost, loopback, a single label as container networks have it. */
export const HOST_LOCAL = 1;
/** Reserved for documentation and tests (RFC 2606, RFC 5737, RFC 3849). */
export const HOST_EXAMPLE = 2;
export const HOST_NONE = 3;

function endsWith(p: usize, e: usize, text: string): bool {
  const n = <usize>text.length;
  return e - p >= n && foldFind(e - n, e, text) == e - n;
}

/** Kind of the host name [p, e), which has no port. */
export function hostKind(p: usize, e: usize): i32 {
  const c = byte(p);
  if (c == 0x25 && byte(p + 1) == 0x32 && lower(byte(p + 2)) == 0x66) return HOST_LOCAL; // %2Ftmp%2F…: a socket
  if (e <= p) return HOST_NONE;
  if (c == 0x24 || c == 0x7b || c == 0x3c || c == 0x25) return HOST_NONE; // a variable
  if (c == 0x5b) return foldFind(p, e, '2001:db8') == p + 1 ? HOST_EXAMPLE : foldFind(p, e, '::1]') == p + 1 ? HOST_LOCAL : HOST_PUBLIC;
  const n = e - p;
  if (endsWith(p, e, 'example.com') || endsWith(p, e, 'example.org') || endsWith(p, e, 'example.net') || endsWith(p, e, '.example') || endsWith(p, e, '.test') || endsWith(p, e, '.invalid')) return HOST_EXAMPLE;
  if (endsWith(p, e, '.localhost') || endsWith(p, e, '.local') || endsWith(p, e, 'host.docker.internal')) return HOST_LOCAL;
  if (isDigit(c)) {
    if (foldFind(p, e, '127.') == p || foldFind(p, e, '0.0.0.0') == p) return HOST_LOCAL;
    if (foldFind(p, e, '192.0.2.') == p || foldFind(p, e, '198.51.100.') == p || foldFind(p, e, '203.0.113.') == p) return HOST_EXAMPLE;
  }
  if (n <= 7 && foldFind(p, e, 'example') == p) return HOST_EXAMPLE;
  for (let q = p; q < e; ++q) if (byte(q) == 0x2e) return HOST_PUBLIC;
  return HOST_LOCAL;
}

/** End of a host name that begins at p. */
export function hostEnd(p: usize, hi: usize): usize {
  if (p < hi && byte(p) == 0x5b) {
    let q = p + 1;
    while (q < hi && q - p < 48 && (is(byte(q), C_ALNUM) || byte(q) == 0x3a || byte(q) == 0x2e || byte(q) == 0x25)) ++q;
    return q < hi && byte(q) == 0x5d ? q + 1 : p;
  }
  let q = p;
  while (q < hi && q - p < 256) {
    const c = byte(q);
    if (!is(c, C_ALNUM) && c != 0x2d && c != 0x2e && c != 0x5f && c != 0x24 && c != 0x7b && c != 0x7d) break;
    ++q;
  }
  while (q > p && byte(q - 1) == 0x2e) --q;
  return q;
}

/** Whether [p, e) is all digits. */
export function allDigits(p: usize, e: usize): bool {
  for (let q = p; q < e; ++q) if (!isDigit(byte(q))) return false;
  return e > p;
}

/** Whether three dots or … stand at p: the rest was cut off by whoever wrote this. */
export function ellipsisAt(p: usize, hi: usize): bool {
  if (p + 3 > hi) return false;
  return (byte(p) == 0x2e && byte(p + 1) == 0x2e && byte(p + 2) == 0x2e) || (byte(p) == 0xe2 && byte(p + 1) == 0x80 && byte(p + 2) == 0xa6);
}

/** Left end of the run of [A-Za-z0-9_.-] that ends at p, at most `reach` back. */
export function nameStart(p: usize, lo: usize, reach: usize): usize {
  const least = p - lo > reach ? p - reach : lo;
  while (p > least && (isAt(p - 1, C_ALNUM) || byte(p - 1) == 0x2d || byte(p - 1) == 0x5f || byte(p - 1) == 0x2e)) --p;
  return p;
}
