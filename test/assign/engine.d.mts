// What engine.mjs offers; it stays plain JavaScript because measure.mjs runs it on Node 20 as it is.

export interface AssignHit {
  readonly start: number;
  readonly end: number;
  /** Bytes as Latin-1. */
  readonly value: string;
  readonly key: string;
  readonly confidence: number;
  readonly reasons: number;
  readonly detail: number;
}

export interface AssignEngine {
  put(text: string | Buffer): number;
  scan(text: string | Buffer): AssignHit[];
  randomness(text: string): number;
  placeholder(text: string): number;
  judge(text: string, quoted?: boolean, keyClass?: number): number;
  noise(text: string, start: number, end: number): number;
}

export function load(): AssignEngine;
