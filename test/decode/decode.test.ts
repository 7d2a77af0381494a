// The decoders against what Node does with the same text, the maps against a character-by-character account, and the probes.

import { threadId } from 'node:worker_threads';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { ENC_BASE64, ENC_BASE64URL, ENC_ENTITY, ENC_ESCAPE, ENC_HEX, ENC_PERCENT } from '../../assembly/layout.ts';

interface Exports {
  memory: WebAssembly.Memory;
  input(): number; output(): number;
  base64(n: number): number; utf16(n: number, big: number): number; hex(n: number): number; percent(n: number): number; escape(n: number): number; entity(n: number): number;
  mappedStart(kind: number, i: number): number; mappedEnd(kind: number, i: number): number;
  probe64(n: number): number; probe16(n: number): number; probeMany(n: number, times: number): number;
  find(kind: number, at: number, lo: number, hi: number): number; decodeFound(): number;
  pieceStart(): number; pieceEnd(): number; pieceKind(): number; foundStart(i: number): number; foundEnd(i: number): number; reset(): void;
}

function compile(): Exports {
  mkdirSync('build', { recursive: true });
  const out = `build/decode-test-${process.pid}-${threadId}.wasm`;
  execFileSync(process.execPath, ['node_modules/assemblyscript/bin/asc.js', 'assembly/decode/test-entry.ts', '-o', out, '--runtime', 'stub', '-O3', '--noAssert', '--enable', 'simd', '--config', 'none'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const bytes = readFileSync(out);
  rmSync(out);
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { abort() { throw new Error('abort'); } } }).exports as unknown as Exports;
}

const wasm = compile();

function put(text: string | Uint8Array): number {
  const bytes = Buffer.from(text as string);
  const memory = new Uint8Array(wasm.memory.buffer);
  memory.fill(0x7e, wasm.input() - 64, wasm.input() + bytes.length + 64);
  memory.set(bytes, wasm.input());
  return bytes.length;
}

function out(n: number): Buffer { return Buffer.from(new Uint8Array(wasm.memory.buffer, wasm.output(), n)); }

describe('against Node', () => {
  test('base64 and base64url', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.boolean(), (bytes, url) => {
      const text = Buffer.from(bytes).toString(url ? 'base64url' : 'base64');
      expect(out(wasm.base64(put(text)))).toEqual(Buffer.from(bytes));
      for (let i = 0; i < bytes.length; i++) {
        expect(wasm.mappedStart(ENC_BASE64, i)).toBe(Math.floor((i * 8) / 6));
        expect(wasm.mappedEnd(ENC_BASE64, i + 1)).toBe(Math.floor((i * 8 + 7) / 6) + 1);
      }
    }));
  });

  test('base64 in wrapped lines, in JSON strings, with escaped slashes', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), fc.constantFrom('\n', '\r\n', '\\n', '\n    ', '\\r\\n'), fc.integer({ min: 4, max: 76 }), fc.boolean(), (bytes, br, width, slashes) => {
      const plain = Buffer.from(bytes).toString('base64').replace(/=+$/u, '');
      const lines = plain.match(new RegExp(`.{1,${width}}`, 'gu'))!.map((l) => (slashes ? l.replaceAll('/', '\\/') : l));
      const text = lines.join(br);
      expect(out(wasm.base64(put(text)))).toEqual(Buffer.from(bytes));
      // positions of the characters of the alphabet, found the slow way
      const places: number[] = [];
      lines.reduce((base, l) => {
        for (let i = 0; i < l.length; i++) if (l[i] !== '\\') places.push(base + i);
        return base + l.length + br.length;
      }, 0);
      for (let i = 0; i < bytes.length; i++) {
        expect(wasm.mappedStart(ENC_BASE64, i)).toBe(places[Math.floor((i * 8) / 6)]);
        expect(wasm.mappedEnd(ENC_BASE64, i + 1)).toBe(places[Math.floor((i * 8 + 7) / 6)]! + 1);
      }
    }));
  });

  test('UTF-16 in base64, both byte orders', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }), fc.boolean(), (text, big) => {
      if (text.includes('\ufeff')) return;
      const bytes = Buffer.from(text, 'utf16le');
      if (big) bytes.swap16();
      const n = wasm.utf16(put(bytes.toString('base64').replace(/=+$/u, '')), big ? 1 : 0);
      expect(out(n).toString('utf8')).toBe(text.toWellFormed());
      let unit = 0;
      let at = 0;
      for (const c of text.toWellFormed()) {
        const length = Buffer.byteLength(c);
        const first = Math.floor((unit * 16) / 6);
        unit += c.length;
        const last = Math.floor((unit * 16 - 1) / 6) + 1;
        for (let k = 0; k < length; k++) {
          expect(wasm.mappedStart(ENC_BASE64, at + k)).toBe(first);
          expect(wasm.mappedEnd(ENC_BASE64, at + k + 1)).toBe(last);
        }
        at += length;
      }
    }));
  });

  test('hex', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.boolean(), (bytes, upper) => {
      const text = Buffer.from(bytes).toString('hex');
      expect(out(wasm.hex(put(upper ? text.toUpperCase() : text)))).toEqual(Buffer.from(bytes));
      expect([wasm.mappedStart(ENC_HEX, bytes.length - 1), wasm.mappedEnd(ENC_HEX, bytes.length)]).toEqual([bytes.length * 2 - 2, bytes.length * 2]);
    }));
  });

  test('percent encoding', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
      const encoded = encodeURIComponent(text.toWellFormed());
      expect(out(wasm.percent(put(encoded))).toString('utf8')).toBe(decodeURIComponent(encoded));
    }));
    expect(out(wasm.percent(put('100%+5%2'))).toString()).toBe('100%+5%2');
  });

  test('JSON strings', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.constantFrom<(s: string) => string>((s) => s, (s) => s.replaceAll('/', '\\/'), (s) => s.replace(/[^\\]/gu, (c) => (c < '\u0080' && /[a-z0-9]/u.test(c) ? c : c))), (text, alter) => {
      const encoded = alter(JSON.stringify(text).slice(1, -1));
      expect(out(wasm.escape(put(encoded))).toString('utf8')).toBe((JSON.parse(`"${encoded}"`) as string).toWellFormed());
    }));
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const all = [...text.matchAll(/[\s\S]/g)].map(([c]) => `\\u${c!.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
      expect(out(wasm.escape(put(all))).toString('utf8')).toBe(text.toWellFormed());
    }));
    expect(out(wasm.escape(put("\\x41\\u{1F600}\\'\\q\\0b\\\nc"))).toString('utf8')).toBe('A\u{1F600}\'q\0bc');
    expect(out(wasm.escape(put('a\\u12g\\xz\\'))).toString('utf8')).toBe('au12gxz\\');
  });

  test('HTML entities', () => {
    const names: Record<string, string> = { quot: '"', apos: "'", amp: '&', lt: '<', gt: '>', equals: '=', colon: ':', sol: '/', commat: '@', plus: '+', num: '#', dollar: '$', lbrace: '{', rbrace: '}', lpar: '(', rpar: ')', comma: ',', semi: ';', period: '.', percnt: '%', excl: '!', nbsp: ' ', NewLine: '\n', Tab: '\t' };
    for (const [name, c] of Object.entries(names)) expect(out(wasm.entity(put(`a&${name};b`))).toString(), name).toBe(`a${c}b`);
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.boolean(), (text, hex) => {
      const clean = text.toWellFormed().replaceAll('\0', '0');
      const encoded = [...clean].map((c) => (hex ? `&#x${c.codePointAt(0)!.toString(16)};` : `&#${c.codePointAt(0)};`)).join('');
      expect(out(wasm.entity(put(encoded))).toString('utf8')).toBe(clean);
    }));
    expect(out(wasm.entity(put('a&b &unknown; &#; &#x; &#0; &quot'))).toString()).toBe('a&b &unknown; &#; &#x; &#0; &quot');
  });
});

describe('maps of units', () => {
  const CASES: [kind: number, run: (n: number) => number, pieces: [source: string, value: string][]][] = [
    [ENC_PERCENT, (n) => wasm.percent(n), [['a', 'a'], ['%3D', '='], ['%c3%A9', 'é'], ['z', 'z'], ['%22', '"'], ['é', 'é']]],
    [ENC_ESCAPE, (n) => wasm.escape(n), [['a', 'a'], ['\\u00e9', 'é'], ['\\n', '\n'], ['\\ud83d\\ude00', '\u{1F600}'], ['\\x3d', '='], ['\\"', '"'], ['b', 'b']]],
    [ENC_ENTITY, (n) => wasm.entity(n), [['a', 'a'], ['&quot;', '"'], ['&#233;', 'é'], ['&#x1F600;', '\u{1F600}'], ['&amp;', '&'], ['c', 'c']]],
  ];
  for (const [kind, run, pieces] of CASES) {
    test(`kind ${kind}`, () => {
      const text = pieces.map(([s]) => s).join('');
      const n = run(put(text));
      expect(out(n).toString('utf8')).toBe(pieces.map(([, v]) => v).join(''));
      let source = 0;
      let at = 0;
      for (const [s, v] of pieces) {
        // percent works byte by byte, the others by character
        const units = kind === ENC_PERCENT ? (s.match(/%..|[\s\S]/gu) ?? []) : [s];
        const bytes = Buffer.byteLength(v);
        const each = kind === ENC_PERCENT ? units.flatMap((u) => (u.startsWith('%') ? [u.length] : Array.from({ length: Buffer.byteLength(u) }, () => 1))) : [];
        for (let k = 0; k < bytes; k++) {
          const from = kind === ENC_PERCENT ? source + each.slice(0, k).reduce((a, b) => a + b, 0) : source;
          const to = kind === ENC_PERCENT ? from + each[k]! : source + s.length;
          expect([wasm.mappedStart(kind, at + k), wasm.mappedEnd(kind, at + k + 1)], `${s} byte ${k}`).toEqual([from, to]);
        }
        at += bytes;
        source += Buffer.byteLength(s);
      }
    });
  }
});

describe('probes', () => {
  test('text passes, also as UTF-16', () => {
    for (const text of ['-----BEGIN PRIVATE KEY-----\n', '{"user":"a","password":"b"}', 'api_key=0123456789', 'export TOKEN="x"\nline', 'user:a long password']) {
      expect(wasm.probe64(put(Buffer.from(text).toString('base64').replace(/=+$/u, '')))).toBe(1);
      expect(wasm.probe64(put(Buffer.from(text, 'utf16le').toString('base64')))).toBe(2);
      expect(wasm.probe64(put(Buffer.from(text, 'utf16le').swap16().toString('base64')))).toBe(3);
      expect(wasm.probe16(put(Buffer.from(text.padEnd(16)).toString('hex')))).toBe(1);
    }
  });

  test('random tokens and digests do not', () => {
    let passed = 0;
    for (let i = 0; i < 100_000; i++) {
      const bytes = randomBytes(32);
      if (wasm.probe64(put(bytes.toString('base64url'))) !== 0 || wasm.probe16(put(bytes.toString('hex'))) !== 0) passed++;
    }
    expect(passed).toBe(0);
  });

  test('a rejection takes nanoseconds', () => {
    put(Array.from({ length: 80 }, () => randomBytes(1).toString('base64url')[0]).join(''));
    wasm.probeMany(40, 100_000);
    const times = 2_000_000;
    const before = process.cpuUsage();
    wasm.probeMany(40, times);
    const used = process.cpuUsage(before);
    expect(((used.user + used.system) * 1000) / times).toBeLessThan(60);
  });
});

describe('pieces', () => {
  const secret = randomBytes(40).toString('hex');
  const text = `password: ${secret} and more text to wrap over several lines, so that it is long`;
  const b64 = Buffer.from(text).toString('base64');

  function piece(kind: number, whole: string, anchor: string, offset = 0): string | null {
    const n = put(whole);
    wasm.reset();
    const at = Buffer.from(whole).indexOf(anchor) + offset;
    if (wasm.find(kind, at, 0, n) === 0) return null;
    const decoded = out(wasm.decodeFound()).toString('utf8');
    const i = decoded.indexOf(secret);
    if (i >= 0) expect([wasm.foundStart(i) >= wasm.pieceStart(), wasm.foundEnd(i + secret.length) <= wasm.pieceEnd()]).toEqual([true, true]);
    return decoded;
  }

  test('base64 wherever the run was entered', () => {
    const head = b64.slice(0, 12);
    const forms = [b64, `data=${b64};`, `{"data":"${b64}"}`, `\\n${b64}`, `x%3D${b64}`, `path/to/${b64}`, `key-${b64}`, JSON.stringify({ d: b64.match(/.{1,76}/gu)!.join('\n') }), `d: |\n  ${b64.match(/.{1,64}/gu)!.join('\n  ')}\nnext: 1`];
    for (const form of forms) {
      expect(piece(ENC_BASE64, form, head), form).toBe(text);
      expect(piece(ENC_BASE64URL, form, head), form).toBe(text);
    }
    expect(piece(ENC_BASE64, b64, head, 30)).toBe(text);
    expect(piece(ENC_BASE64, `secret ${randomBytes(60).toString('base64')}`, 'secret', 7)).toBe(null);
  });

  test('covers its padding', () => {
    for (const tail of ['', '1', '12']) {
      const whole = `<${Buffer.from(`some printable text ${tail}`).toString('base64')}>`;
      expect(piece(ENC_BASE64, whole, whole.slice(1, 8))).toBe(`some printable text ${tail}`);
      expect([wasm.pieceStart(), wasm.pieceEnd()]).toEqual([1, whole.length - 1]);
    }
  });

  test('PowerShell', () => {
    const command = Buffer.from(`$p = "${secret}"`, 'utf16le').toString('base64');
    expect(piece(ENC_BASE64, `powershell -EncodedCommand ${command} -NoProfile`, command.slice(0, 10))).toBe(`$p = "${secret}"`);
  });

  test('the others', () => {
    expect(piece(ENC_HEX, `blob 0x${Buffer.from(text).toString('hex')} end`, Buffer.from(text).toString('hex').slice(0, 8))).toBe(text);
    expect(piece(ENC_HEX, `sha ${randomBytes(32).toString('hex')}`, 'sha', 4)).toBe(null);
    expect(piece(ENC_PERCENT, `GET /x?q=${encodeURIComponent(text)} HTTP/1.1`, '%3A')).toBe(`/x?q=${text}`);
    expect(piece(ENC_ESCAPE, `first\n{"x":"a\\u003d\\u0022${secret}"}\nlast`, '\\u003d')).toBe(`{"x":"a="${secret}"}`);
    expect(piece(ENC_ENTITY, `first\n<a b="p=&quot;${secret}&quot;">\nlast`, '&quot;')).toBe(`<a b="p="${secret}"">`);
  });

  test('each piece once', () => {
    const n = put(`a%3Ab%3Ac%3Ad ${b64}`);
    wasm.reset();
    expect([wasm.find(ENC_PERCENT, 1, 0, n), wasm.find(ENC_PERCENT, 5, 0, n), wasm.find(ENC_PERCENT, 9, 0, n)]).toEqual([1, 0, 0]);
    expect([wasm.find(ENC_BASE64, 20, 0, n), wasm.find(ENC_BASE64, 40, 0, n)]).toEqual([1, 0]);
  });

  test('any text, any anchor: no trap, pieces inside the window', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('A', 'b', '0', '=', '%', '\\', 'u', '&', '#', 'x', ';', '\n', ' ', '"', '/', '3'), minLength: 1, maxLength: 200 }), fc.nat(), (text, a) => {
      const n = put(text);
      wasm.reset();
      for (const kind of [ENC_BASE64, ENC_BASE64URL, ENC_HEX, ENC_PERCENT, ENC_ESCAPE, ENC_ENTITY]) {
        if (wasm.find(kind, a % n, 0, n) === 0) continue;
        const length = wasm.decodeFound();
        expect(wasm.pieceStart()).toBeGreaterThanOrEqual(0);
        expect(wasm.pieceEnd()).toBeLessThanOrEqual(n);
        for (let i = 0; i < length; i++) {
          expect(wasm.foundStart(i)).toBeLessThan(wasm.foundEnd(i + 1));
          expect(wasm.foundEnd(i + 1)).toBeLessThanOrEqual(n);
        }
      }
    }));
  });

  test('anchors without end cost what the text costs', () => {
    for (const [kind, unit] of [[ENC_PERCENT, '%3A'], [ENC_ESCAPE, '\\u0041'], [ENC_ENTITY, '&amp;'], [ENC_BASE64, 'eyJ'], [ENC_HEX, '41']] as const) {
      const n = put(unit.repeat(Math.floor(65536 / unit.length)));
      wasm.reset();
      const before = process.cpuUsage();
      for (let at = 0; at < n; at += unit.length) wasm.find(kind, at, Math.max(0, at - 4096), Math.min(n, at + 32768));
      const used = process.cpuUsage(before);
      expect((used.user + used.system) / 1000, unit).toBeLessThan(60);
    }
  });
});
