// The one place where the core calls the libraries of tests and matchers beside it.

import { CHECK_UNKNOWN } from './layout';

export function runCheck(id: i32, arg: i32, p: usize, length: i32): i32 { return CHECK_UNKNOWN; }
export function placeholder(p: usize, length: i32): i32 { return 0; }
export function assignFromKey(at: usize, length: u32, lo: usize, hi: usize): bool { return false; }
export function assignFromValue(s: usize, e: usize, lo: usize, hi: usize): bool { return false; }
export function runMatcher(matcher: i32, at: usize, lo: usize, hi: usize): bool { return false; }
export function matchAutomaton(record: usize, at: usize, lo: usize, hi: usize): bool { return false; }
export function automatonStart(): usize { return 0; }
export function automatonEnd(): usize { return 0; }
/** A new page, or a new piece: what matchers remember of addresses is void. */
export function newPage(): void {}
export function openPiece(encoding: u32, at: usize, lo: usize, hi: usize): void {}
export function openRun(s: usize, e: usize, lo: usize, hi: usize): void {}
