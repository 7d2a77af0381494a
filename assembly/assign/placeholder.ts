// Values that stand for a secret instead of being one: templates, references, masks, repeats, sequences, example words.
// 0 no, 1 looks like one (lower the finding), 2 certainly one (drop it).

import { visit } from '../result';
import { at, isLetter } from './chars';
import { VALUE_PLACEHOLDER } from './classes';
import { disguised, exampleWords, hexWords } from './example-words';
import { isKnownExample } from './known';
import { mask } from './mask';
import { isOrdinary } from './ordinary';
import { find, K_KNOWN, K_PLACEHOLDER, KNOWS_PLACEHOLDER } from './recall';
import { isManaged, isReference } from './reference';
import { different, flat, longestStep, MANY, period, repeats, sequence, stretch, unstepped, WRITTEN_OUT } from './regular';
import { valueRole } from './words';

/**
 * Behind a verdict of 1: only the order of the characters speaks against the value, and it is no alphabet written out.
 * In the exact format of a provider that is worth a look all the same: keys are altered by hand before they are posted.
 */
export let merelyRegular: bool = false;
/** Behind a verdict of 1: example words in disguise and nothing else. Where only a password can stand that is a weak one. */
export let merelyDisguised: bool = false;
/** Besides being regular: enough of the value is outside of all steps to be a key by itself. */
export let partlyRegular: bool = false;
/** Letters and digits outside of steps that make a key. */
const A_KEY: i32 = 16;

/** Bytes of a value that are looked at. */
const MOST_LOOKED_AT: i32 = 4096;

export function placeholder(ptr: usize, len: i32): i32 {
  if (ptr == lastValue && len == lastLength) {
    merelyRegular = lastMerely;
    partlyRegular = lastPartly;
    merelyDisguised = lastDisguised;
    return lastVerdict;
  }
  lastValue = ptr;
  lastLength = len;
  const slot = find(ptr, len);
  if (slot != 0 && (load<u32>(slot, K_KNOWN) & KNOWS_PLACEHOLDER) != 0) {
    lastVerdict = load<u8>(slot, K_PLACEHOLDER);
    merelyRegular = load<u8>(slot, K_PLACEHOLDER + 1) != 0;
    partlyRegular = load<u8>(slot, K_PLACEHOLDER + 2) != 0;
    merelyDisguised = load<u8>(slot, K_PLACEHOLDER + 3) != 0;
  } else {
    lastVerdict = judgeText(ptr, len);
    if (slot != 0) {
      store<u8>(slot, lastVerdict, K_PLACEHOLDER);
      store<u8>(slot, u8(merelyRegular), K_PLACEHOLDER + 1);
      store<u8>(slot, u8(partlyRegular), K_PLACEHOLDER + 2);
      store<u8>(slot, u8(merelyDisguised), K_PLACEHOLDER + 3);
      store<u32>(slot, load<u32>(slot, K_KNOWN) | KNOWS_PLACEHOLDER, K_KNOWN);
    }
  }
  lastMerely = merelyRegular;
  lastPartly = partlyRegular;
  lastDisguised = merelyDisguised;
  return lastVerdict;
}

// The value judged last: every rule that has a claim to it asks, and so does the matcher that found it. All that a verdict
// leaves behind is kept with it, here and in the slot of the value.
let lastValue: usize = 0;
let lastLength: i32 = 0;
let lastVerdict: i32 = 0;
let lastMerely: bool = false;
let lastPartly: bool = false;
let lastDisguised: bool = false;

/** The bytes have changed. */
export function forgetValue(): void { lastValue = 0; }

function judgeText(ptr: usize, len: i32): i32 {
  visit(len << 2); // some of its tests walk it again
  merelyRegular = partlyRegular = merelyDisguised = false;
  if (len <= 0) return 2;
  // whoever stands in for a longer value says so at its beginning
  if (len > MOST_LOOKED_AT) len = MOST_LOOKED_AT;
  if (len <= 16 && isLetter(at(ptr)) && (valueRole(ptr, len) & VALUE_PLACEHOLDER) != 0) return 2;
  if (isOrdinary(ptr, len)) {
    if (isManaged(ptr, len) || isKnownExample(ptr, len)) return 2;
    const worded = len <= 96 ? exampleWords(ptr, len) : 0;
    if (worded != 0) return worded;
    if (hexWords(ptr, len) >= 2) return 1;
    merelyDisguised = disguised(ptr, len);
    return merelyDisguised ? 1 : 0;
  }
  if (isReference(ptr, len)) return 2;
  const masked = mask(ptr, len);
  if (masked == 2) return 2;
  if (isKnownExample(ptr, len)) return 2;
  let worst = masked;
  const repeated = repeats(ptr, len);
  if (repeated > worst) worst = repeated;
  let worded = 0;
  if (worst < 2 && len <= 96) {
    worded = exampleWords(ptr, len);
    if (worded > worst) worst = worded;
  }
  if (worst == 0) {
    if (sequence(ptr, len) || stretch(ptr, len)) {
      worst = 1;
      partlyRegular = different >= MANY && unstepped >= A_KEY && !flat;
      merelyRegular = partlyRegular || different >= MANY && longestStep < WRITTEN_OUT && !flat;
    }
    else if (hexWords(ptr, len) >= 2) worst = 1;
    else if (disguised(ptr, len)) { worst = 1; merelyDisguised = true; }
  } else if (worst == 1 && masked == 0 && worded == 0 && period >= 8) {
    sequence(ptr, len);
    merelyRegular = different >= 8 && longestStep < WRITTEN_OUT && !flat;
  }
  return worst;
}
