// Quotation marks in all the spellings text files use for them: plain, escaped inside another string (`\"`, `\\\"`),
// as entities (`&quot;`, `&#34;`) and percent-encoded (`%22`).

import { visit } from '../result';
import { at, isQuote, nextFeed, same8 } from './chars';

/** The mark that the last `openQuote` saw: its first byte and its length, so that the closing one can be compared. */
let markStart: usize = 0;
let markLength: usize = 0;
/** Backslashes before the mark. */
let markEscapes: usize = 0;

/** Length of a quotation mark at p, 0 when there is none. */
export function quoteAt(p: usize, hi: usize): usize {
  const c = at(p);
  if (isQuote(c)) return 1;
  if (c == 0x5c) {
    let q = p + 1;
    while (q < hi && q < p + 7 && at(q) == 0x5c) q++;
    return q < hi && isQuote(at(q)) ? q - p + 1 : 0;
  }
  if (c == 0x26) {
    if (same8(p, 0x3b_74_6f_75_71_26, 6)) return 6; // &quot;
    if (same8(p, 0x3b_34_33_23_26, 5) || same8(p, 0x3b_39_33_23_26, 5)) return 5; // &#34; &#39;
    if (same8(p, 0x3b_73_6f_70_61_26, 6) || same8(p, 0x3b_37_32_78_23_26, 6) || same8(p, 0x3b_32_32_78_23_26, 6)) return 6; // &apos; &#x27; &#x22;
    return 0;
  }
  if (c == 0x25 && at(p + 1) == 0x32 && (at(p + 2) == 0x32 || at(p + 2) == 0x37)) return 3; // %22 %27
  return 0;
}

/** Whether the quotation mark that ends at `e` exists; its length or 0. For looking to the left. */
export function quoteBefore(e: usize, lo: usize): usize {
  if (e <= lo) return 0;
  const c = at(e - 1);
  if (isQuote(c)) {
    let q = e - 1;
    while (q > lo && e - q < 8 && at(q - 1) == 0x5c) q--;
    return e - q;
  }
  if (c == 0x3b) {
    if (e - lo >= 6 && quoteAt(e - 6, e) == 6) return 6;
    if (e - lo >= 5 && quoteAt(e - 5, e) == 5) return 5;
  }
  if (e - lo >= 3 && at(e - 3) == 0x25 && quoteAt(e - 3, e) == 3) return 3;
  return 0;
}

/** Remembers the opening mark at p and gives its length; triple quotes count as one mark. */
export function openQuote(p: usize, hi: usize): usize {
  const length = quoteAt(p, hi);
  if (length == 0) return 0;
  markStart = p;
  markLength = length;
  markEscapes = at(p) == 0x5c ? length - 1 : 0;
  if (length == 1 && p + 2 < hi && at(p + 1) == at(p) && at(p + 2) == at(p)) return 3;
  return length;
}

/** Address of the closing mark for the last openQuote, 0 when the line or `limit` ends first. */
export function closeQuote(p: usize, limit: usize): usize {
  const end = findClose(p, limit);
  if (end == 0) {
    const feed = nextFeed(p, limit);
    visit((feed != 0 ? feed : limit) - p);
  } else visit(end - p);
  return end;
}

function findClose(p: usize, limit: usize): usize {
  const first = at(markStart);
  if (!isQuote(first) && markEscapes == 0) { // entity, percent
    for (let q = p; q + markLength <= limit; q++) {
      const c = at(q);
      if (c == 0x0a) return 0;
      if (c != first) continue;
      let k: usize = 1;
      while (k < markLength && at(q + k) == at(markStart + k)) k++;
      if (k == markLength) return q;
    }
    return 0;
  }
  const mark = at(markStart + markLength - 1);
  for (let q = p; q < limit; q++) {
    const c = at(q);
    if (c == 0x0a) return 0;
    if (c == mark) {
      // An unescaped mark ends a plain string; inside an escaped one it ends the string around it.
      return markEscapes == 0 ? q : 0;
    }
    if (c == 0x5c) {
      let run: usize = 1;
      while (q + run < limit && at(q + run) == 0x5c) run++;
      if (q + run < limit && at(q + run) == mark) {
        if (markEscapes > 0 ? run <= markEscapes : (run & 1) == 0) return markEscapes > 0 ? q : q + run;
        q += run;
      } else q += run - 1 + (markEscapes == 0 ? run & 1 : 0);
    }
  }
  return 0;
}
