// A small corpus for machines that have no other: plausible log lines, and the same with right secrets planted. Seeded.
// It is easier than real logs (fewer kinds of lines): figures on it are no claim, see BIAS.md.

import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadInternal } from './library.mjs';
import { LINES, tools } from '../accuracy/noise.mjs';

const EVERY = 1000;
const NOISE = ['uuids', 'traces', 'request ids', 'containers', 'digests', 'git objects', 'memory', 'hashed names'];
const PLANTED = ['github-pat-classic', 'stripe-secret-key', 'gitlab-pat', 'npm-token', 'slack-bot-token', 'anthropic-api-key', 'sendgrid-api-key', 'gcp-api-key'];

export async function makeLogs(folder, mib) {
  const [sample, randomness, builtIn] = await Promise.all(['testkit/sample.js', 'testkit/random.js', 'rules/built-in.js'].map(loadInternal));
  if (!sample || !builtIn) throw new Error('the test kit is not built; run `npm run build`');
  const t = tools(randomness.createRandom('bench-corpus'));
  const rules = builtIn.loadFolder(fileURLToPath(new URL('../../rules', import.meta.url))).filter((rule) => PLANTED.includes(rule.id));
  const clean = openSync(join(folder, 'logs-clean.log'), 'w');
  const seeded = openSync(join(folder, 'logs-seeded.log'), 'w');
  const planted = [];
  let offset = 0;
  let line = 0;
  for (let written = 0; written < mib << 20; ) {
    const lines = [];
    const seededLines = [];
    for (let i = 0; i < EVERY; i++) {
      line++;
      const text = logLine(t);
      lines.push(text);
      if (i === EVERY >> 1 && rules.length > 0) {
        const rule = rules[planted.length % rules.length];
        const value = sample.sampleOf(rule, line);
        const before = `${t.word()} config ${t.word()}_token=`;
        planted.push({ offset: offset + before.length, length: value.length, type: rule.id, value, line: seededLines.length });
        const full = `${before}${value} loaded`;
        seededLines.push(full);
        offset += full.length + 1;
      }
      seededLines.push(text);
      offset += text.length + 1;
    }
    const bytes = Buffer.from(`${lines.join('\n')}\n`, 'latin1');
    writeSync(clean, bytes);
    writeSync(seeded, Buffer.from(`${seededLines.join('\n')}\n`, 'latin1'));
    written += bytes.length;
  }
  closeSync(clean);
  closeSync(seeded);
  writeFileSync(join(folder, 'logs-seeded.json'), JSON.stringify(planted));
}

function logLine(t) {
  const time = `2026-04-${t.d(2)}T10:${t.d(2)}:${t.d(2)}.${t.d(3)}Z`;
  switch (t.below(6)) {
    case 0: return `10.${t.d(2)}.${t.d(2)}.${t.d(2)} - - [${time}] "GET /${t.word()}/${t.d(5)}?page=${t.d(2)} HTTP/1.1" 200 ${t.d(4)} "-" "Mozilla/5.0 (X11; Linux x86_64)"`;
    case 1: return `${time} INFO [${t.word()}-${t.d(2)}] ${t.word()} finished ${t.word()} in ${t.d(3)} ms`;
    case 2: return `{"time":"${time}","level":"info","msg":"${t.word()} ${t.word()}","took":${t.d(4)},"user":${t.d(6)}}`;
    case 3: return `${time} WARN ${t.word()}.${t.word()}: retry ${t.d(1)} of 5, ${t.word()} not ready`;
    case 4: return `sshd[${t.d(5)}]: Accepted publickey for ${t.word()} from 10.0.${t.d(2)}.${t.d(2)} port ${t.d(5)} ssh2`;
    default: return `${time} DEBUG ${LINES[t.pick(NOISE)](t).replace(/\n/g, ' ')}`;
  }
}
