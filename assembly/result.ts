// Result registers: how a matcher (assembly/assign, assembly/structures, assembly/automata) hands its one result to its
// caller without allocating. Pointers are addresses in engine memory; the core turns them into absolute stream offsets.
//
//          keyStart  keyEnd      start      end
//             |        |           |         |
//    ... env  API_TOKEN        = " abcdef... "      ← what a person sees
//
export let start: usize = 0;
export let end: usize = 0;
/** Name of the variable, header or field the value belongs to; 0,0 when there is none. */
export let keyStart: usize = 0;
export let keyEnd: usize = 0;
export let confidence: i32 = 0;
export let reasons: u32 = 0;
/** Matcher-defined detail, e.g. the class of an assignment's key. */
export let detail: i32 = 0;

export function setSpan(s: usize, e: usize): void { start = s; end = e; }
export function setKey(s: usize, e: usize): void { keyStart = s; keyEnd = e; }
export function setJudgement(c: i32, r: u32, d: i32): void { confidence = c; reasons = r; detail = d; }
export function clear(): void { start = 0; end = 0; keyStart = 0; keyEnd = 0; confidence = 0; reasons = 0; detail = 0; }

/** Bytes that were looked at for single candidates – their surroundings, their value, what it is made of – since the last reset. */
export let visits: u32 = 0;
export function visit(bytes: usize): void { visits += <u32>bytes; }
export function clearVisits(): void { visits = 0; }
