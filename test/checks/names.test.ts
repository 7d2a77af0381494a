// Arguments of checks: what is packed, and what is said about wrong ones.

import { describe, expect, it } from 'vitest';
import * as ids from '../../assembly/checks/ids.ts';
import { CHECKS, HEADS, packArgs } from '../../src/rules/check-names.ts';
import { WardlineError } from '../../src/errors.ts';
import { mend } from '../../src/testkit/mend.ts';

function failure(name: string, args: readonly string[]): WardlineError {
  try {
    packArgs(name, args);
  } catch (error) {
    if (error instanceof WardlineError) return error;
  }
  throw new Error(`${name} took ${args.join(' ')}`);
}

describe('the table', () => {
  it('names each number of ids.ts once', () => {
    const numbers = Object.entries(ids).filter(([k]) => k.startsWith('CK_')).map(([, v]) => v);
    const named = Object.values(CHECKS).map((c) => c.id);
    expect(named.toSorted((a, b) => a - b)).toEqual(numbers.toSorted((a, b) => a - b));
    expect(new Set(named).size).toBe(named.length);
    const heads = Object.entries(ids).filter(([k]) => k.startsWith('HEAD_')).map(([, v]) => v);
    expect(Object.values(HEADS).toSorted((a, b) => a - b)).toEqual(heads.toSorted((a, b) => a - b));
  });
  it('lets a failure drop a finding only where the construction is confirmed', () => {
    const safe = Object.entries(CHECKS).filter(([, c]) => c.rejectSafe).map(([n]) => n);
    expect(safe.toSorted()).toEqual([
      'azure-devops-legacy', 'base58check', 'base58check-ripple', 'bech32', 'bech32m', 'bitcoin-wif', 'crc32-base62', 'crc32-hex-le-all', 'crc32-hex-upper-all', 'ed25519-pair', 'gitlab-routable',
    ]);
  });
});

describe('packArgs', () => {
  it('packs part and parameter into one number', () => {
    expect(packArgs('crc32-base62', [])).toBe(0);
    expect(packArgs('crc32-base62', ['skip=4'])).toBe((ids.SEL_SKIP << ids.SEL_KIND_SHIFT) | 4);
    expect(packArgs('base64-bytes', ['24-64'])).toBe(((64 << ids.RANGE_BITS) | 24) << ids.PARAM_SHIFT);
    expect(packArgs('base64-bytes', ['last=44', '32'])).toBe(packArgs('base64-bytes', ['32', 'last=44']));
    expect(packArgs('base64-head', ['nuget'])).toBe(ids.HEAD_NUGET << ids.PARAM_SHIFT);
    expect(packArgs('jwt-claim', ['role'])).not.toBe(packArgs('jwt-claim', ['role=admin']));
  });
  it.each([
    ['crc32', [], 'check-unknown', 'did you mean crc32-'],
    ['crc32-base63', [], 'check-unknown', 'did you mean crc32-base62'],
    ['toString', [], 'check-unknown', ''],
    ['crc32-base62', ['4'], 'check-arguments', 'expected only skip=N'],
    ['crc32-base62', ['skip=256'], 'check-arguments', 'skip=4'],
    ['crc32-base62', ['last=0'], 'check-arguments', '1 to 255'],
    ['crc32-base62', ['skip=4', 'last=4'], 'check-arguments', 'second part'],
    ['crc32-base62', ['after=ab'], 'check-arguments', 'one ASCII character'],
    ['base64-bytes', [], 'check-arguments', 'needs an argument'],
    ['base64-bytes', ['64-24'], 'check-arguments', 'count of bytes'],
    ['base64-bytes', ['0'], 'check-arguments', 'count of bytes'],
    ['base64-bytes', ['2000'], 'check-arguments', '1023'],
    ['base64-bytes', ['32', '33'], 'check-arguments', 'one argument too many'],
    ['base64-head', ['constructor'], 'check-arguments', 'bedrock-api-key'],
    ['jwt-claim', ['two words'], 'check-arguments', '1 to 64 ASCII'],
  ] as const)('says what is wrong with %s %j', (name, args, code, part) => {
    const error = failure(name, args);
    expect(error.code).toBe(code);
    expect(error.message).toContain(part);
  });
});

describe('mend', () => {
  it('refuses unknown checks and wrong arguments like packArgs', () => {
    expect(() => mend('nothing', [], 'x', Math.random)).toThrow(WardlineError);
    expect(() => mend('base64-bytes', [], 'x', Math.random)).toThrow('needs an argument');
  });
  it('leaves a secret without the named part as it is', () => {
    expect(mend('base64-bytes', ['32', 'part=5'], 'a.b', Math.random)).toBe('a.b');
  });
});
