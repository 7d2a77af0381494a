// Qualify: what a match is worth. Cheapest tests first; each either drops the match, or sets a bound on its confidence and
// leaves a reason.

import {
  ACT_DROP, ACT_HIGH, ACT_KEEP, ACT_LOW, ACT_MEDIUM, BOUNDARY_NONE, BOUNDARY_TOKEN, CHECK_FAIL, CHECK_PASS, CHECK_SIZE, CONF_HIGH,
  CONF_LOW, CONF_MEDIUM, CONF_NONE, PROVES_CHECKSUM, PROVES_STRUCTURE, R_CHECKSUM, R_CHECKSUM_FAILED, R_CONTEXT, R_ENTROPY,
  R_ASSIGNMENT, R_EXAMPLE, R_NOISE, R_NO_CONTEXT, R_PREFIX, R_STRUCTURE, R_STRUCTURE_FAILED, R_TRUNCATED, R_ALPHABET, RULE_PLAIN, RULE_SIZE,
} from './layout';
import { rules } from './program';
import { program } from './memory';
import { isToken, isWord } from './sieve';
import { beginsLikeFormat, isCutOff } from './near';
import { lookAround, nearestBefore, satisfied } from './context';
import { entropy } from './entropy';
import { isMangled, isSetting, isWorded, merelyRegular, partlyRegular, placeholder, runCheck, standsAsNoise, standsInBlob } from './links';

/** Reasons of the last judgement. */
export let judgedReasons: u32 = 0;

/** May a match begin at p? Escapes such as `\n`, `%3D` or `\u003d` in front of it end in a letter but are no part of a word. */
export function leftFree(p: usize, kind: u32): bool {
  if (kind == BOUNDARY_NONE) return true;
  const c = <u32>load<u8>(p - 1);
  if (!(kind == BOUNDARY_TOKEN ? isToken(c) : isWord(c))) return true;
  if (load<u8>(p - 2) == 0x5c) return c == 0x6e || c == 0x72 || c == 0x74; // \n \r \t
  if (!isHex(c) || !isHex(load<u8>(p - 2))) return false;
  return load<u8>(p - 3) == 0x25 || (load<u8>(p - 5) == 0x75 && load<u8>(p - 6) == 0x5c);
}

function isHex(c: u32): bool { return c - 0x30 < 10 || (c | 0x20) - 0x61 < 6; }

export function rightFree(p: usize, kind: u32): bool {
  if (kind == BOUNDARY_NONE) return true;
  const c = <u32>load<u8>(p);
  return !(kind == BOUNDARY_TOKEN ? isToken(c) : isWord(c));
}

// What all rules that claim one value ask about it: its entropy, and whether it stands where noise stands.
let measuredStart: usize = 0;
let measuredEnd: usize = 0;
let measuredEntropy: i32 = -1;
let measuredNoise: i32 = -1;

/** The bytes have changed. */
export function forgetMeasures(): void { measuredEnd = 0; }

function measureAnew(s: usize, e: usize): void {
  if (s == measuredStart && e == measuredEnd) return;
  measuredStart = s;
  measuredEnd = e;
  measuredEntropy = measuredNoise = -1;
}

function entropyOf(s: usize, e: usize): i32 {
  measureAnew(s, e);
  if (measuredEntropy < 0) measuredEntropy = entropy(s, <i32>(e - s));
  return measuredEntropy;
}

function noiseAround(s: usize, e: usize, lo: usize, hi: usize): i32 {
  measureAnew(s, e);
  if (measuredNoise < 0) measuredNoise = standsAsNoise(s, e, lo, hi);
  return measuredNoise;
}

/** Confidence of a match of `rule` on [ms, me) whose secret is [ss, se); 0 when it is none. */
export function judge(rule: i32, ms: usize, me: usize, ss: usize, se: usize, lo: usize, hi: usize): i32 {
  const r = rules + <usize>rule * RULE_SIZE;
  if (!leftFree(ms, load<u8>(r, 1)) || !rightFree(me, load<u8>(r, 2))) return CONF_NONE;
  if (load<u8>(ss - 1) == 0x7d && isEnvelope(ss, lo)) return CONF_NONE;
  const confidence = judgeSecret(rule, ms, me, ss, se, lo, hi, <i32>load<u8>(r), load<u32>(r, 16));
  if (confidence > CONF_LOW && load<u32>(r, 16) & R_PREFIX && isEnding(ms)) {
    judgedReasons |= R_NOISE;
    return CONF_LOW;
  }
  if (confidence > CONF_LOW && judgedReasons & R_PREFIX && !(judgedReasons & (R_CHECKSUM | R_STRUCTURE)) && (standsInBlob(ms, me, lo, hi) || isWorded(ss, se))) {
    judgedReasons |= R_NOISE;
    return CONF_LOW;
  }
  if (confidence > CONF_LOW && !(judgedReasons & R_CHECKSUM) && isMangled(ss)) return CONF_NONE;
  // nothing but its length and a word near it: digests have lengths, too, and packages the names of providers
  if (judgedReasons & R_CONTEXT && !(judgedReasons & (R_PREFIX | R_CHECKSUM))) {
    const noise = noiseAround(ss, se, lo, hi);
    if (noise == 2) return CONF_NONE;
    if (noise != 0 && confidence > CONF_LOW && !isSetting(nearestBefore(program + <usize>load<u32>(r, 12)), ss, se, lo, hi)) {
      judgedReasons |= R_NOISE;
      return CONF_LOW;
    }
  }
  return confidence;
}

/** `{cipher}4f…`, `{aes}…`: a word in braces says how the value was encrypted or hashed. */
function isEnvelope(p: usize, lo: usize): bool {
  let q = p - 1;
  while (q > lo && p - q < 16 && isWord(<u32>load<u8>(q - 1))) --q;
  return q > lo && p - 1 - q >= 3 && load<u8>(q - 1) == 0x7b && (q - 1 == lo || load<u8>(q - 2) != 0x24 && load<u8>(q - 2) != 0x7b);
}

/** `box.ico-4f…`: a file's ending in front of a digest, not a prefix of three or four letters. */
function isEnding(p: usize): bool {
  if (load<u8>(p - 1) != 0x2e || !isWord(<u32>load<u8>(p - 2))) return false;
  let q = p;
  while (q < p + 5 && <u32>load<u8>(q) - 0x61 < 26) ++q;
  return q - p >= 2 && q - p <= 4 && load<u8>(q) == 0x2d;
}

/** The same without the boundaries, from a confidence that a matcher has already reached. */
export function judgeSecret(rule: i32, ms: usize, me: usize, ss: usize, se: usize, lo: usize, hi: usize, confidence: i32, reasons: u32): i32 {
  const r = rules + <usize>rule * RULE_SIZE;
  const length = <i32>(se - ss);
  if (length <= 0) return CONF_NONE;
  let ceiling = CONF_HIGH;

  const context: usize = load<u32>(r, 12);
  if (context) {
    const c = program + context;
    lookAround(ms, me, load<u16>(c), load<u16>(c, 2), lo, hi);
    if (satisfied(c)) reasons |= R_CONTEXT;
    else {
      const without = <i32>load<u8>(r, 3);
      if (without == ACT_DROP) return CONF_NONE;
      reasons |= R_NO_CONTEXT;
      if (without < ceiling) ceiling = without;
    }
  }

  const least = <i32>load<u16>(r, 4);
  if (least) {
    if (entropyOf(ss, se) < least) return CONF_NONE;
    reasons |= R_ENTROPY;
  }

  const checks = <i32>load<u16>(r, 6);
  let stand = false;
  if (!(load<u32>(r, 20) & RULE_PLAIN)) {
    const p = placeholder(ss, length);
    stand = p == 2;
    if (stand && checks == 0) return CONF_NONE;
    if (stand) {
      reasons |= R_EXAMPLE;
      ceiling = CONF_LOW;
    } else if (p == 1) {
      reasons |= R_EXAMPLE;
      const most = partlyRegular || merelyRegular && !(reasons & R_ASSIGNMENT) ? CONF_MEDIUM : CONF_LOW;
      if (most < ceiling) ceiling = most;
    }
  }

  // The mark of a format whose own rule did not confirm it: cut off, or altered, or a form that is not known yet.
  if (reasons & R_ASSIGNMENT && confidence > CONF_LOW && beginsLikeFormat(ss, se)) {
    const cut = isCutOff(ss, se);
    reasons |= cut ? R_TRUNCATED : R_STRUCTURE_FAILED;
    const most = cut || !(reasons & R_ENTROPY) ? CONF_LOW : CONF_MEDIUM;
    if (most < ceiling) ceiling = most;
  }

  let check = program + load<u32>(r, 8);
  for (let i = 0; i < checks; ++i, check += CHECK_SIZE) {
    const verdict = runCheck(load<i32>(check), load<i32>(check, 4), ss, length);
    const proves = <i32>load<u8>(check, 10);
    if (verdict == CHECK_PASS) {
      reasons |= proves == PROVES_CHECKSUM ? R_CHECKSUM : proves == PROVES_STRUCTURE ? R_STRUCTURE : R_ALPHABET;
      const pass = <i32>load<u8>(check, 9);
      if (pass == ACT_HIGH) confidence = CONF_HIGH;
      else if (pass == ACT_MEDIUM && confidence < CONF_MEDIUM) confidence = CONF_MEDIUM;
    } else if (verdict == CHECK_FAIL) {
      const fail = <i32>load<u8>(check, 8);
      if (fail == ACT_DROP) return CONF_NONE;
      if (fail == ACT_KEEP) continue;
      reasons |= proves == PROVES_CHECKSUM ? R_CHECKSUM_FAILED : R_STRUCTURE_FAILED;
      const bound = fail == ACT_LOW ? CONF_LOW : CONF_MEDIUM;
      if (bound < ceiling) ceiling = bound;
    }
  }
  // Nobody works out a sum for what merely holds a place: what has the right one is told, whatever it looks like.
  if (stand && !(reasons & R_CHECKSUM)) return CONF_NONE;
  judgedReasons = reasons;
  return confidence < ceiling ? confidence : ceiling;
}
