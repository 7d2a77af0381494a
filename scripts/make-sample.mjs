// Writes samples/app-logs.tar.gz: a small archive of made-up logs with credentials in them, drawn with a fixed seed from
// the rules' own templates. It is made when the package is built, because no credential, real or invented, is kept in the
// repository. usage: node scripts/make-sample.mjs
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { sampleOf } = await import(pathToFileURL(join(root, 'dist/src/testkit/sample.js')).href);
const { rules } = JSON.parse(readFileSync(join(root, 'dist/rules.json'), 'utf8'));
const sample = (id, seed) => sampleOf(rules.find((rule) => rule.id === id), seed);

const { expand } = await import(pathToFileURL(join(root, 'dist/src/testkit/template.js')).href);
const { createRandom } = await import(pathToFileURL(join(root, 'dist/src/testkit/random.js')).href);
/** The rule's first example, which needs no sample of its own. */
const example = (id, seed) => expand(rules.find((rule) => rule.id === id).examples[0], { random: createRandom(seed), secret: '' });

const WORDS = ['request done', 'cache refreshed', 'queue drained', 'user signed in', 'health check passed', 'retrying upstream'];

/** Lines of an ordinary log with one line of its own put in at each of the given numbers. */
function log(day, service, count, planted) {
  const lines = [];
  for (let i = 0; i < count; i++) {
    const time = `2026-04-${day}T${String(Math.floor(i / 60) % 24).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}:00Z`;
    lines.push(`${time} INFO ${service}-${i % 7} ${WORDS[i % WORDS.length]} in ${(i * 37) % 900} ms id=${(i * 2654435761) >>> 0}`);
    if (planted[i]) lines.push(`${time} WARN ${service}-${i % 7} ${planted[i]}`);
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}

function entry(name, data) {
  const head = Buffer.alloc(512);
  head.write(name, 0);
  head.write('0000644\0', 100);
  head.write('0000000\0', 108);
  head.write('0000000\0', 116);
  head.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
  head.write('15172000000\0', 136);
  head.write('        ', 148);
  head.write('0ustar\x0000', 156);
  let sum = 0;
  for (const byte of head) sum += byte;
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([head, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}

const archive = Buffer.concat([
  entry('app/2026-04-19.log', log('19', 'billing', 400, {
    42: `charge failed: Invalid API Key provided: ${sample('stripe-secret-key', 1)}`,
    310: `git fetch https://x-access-token:${sample('github-pat-classic', 2)}@git.acme.test/app.git failed`,
  })),
  entry('app/2026-04-20.log.gz', gzipSync(log('20', 'gateway', 900, {
    120: example('jwt', 3),
    700: `DATABASE_URL=postgres://billing_svc:${sample('npm-access-token', 4).slice(5, 25)}@db-7.prod.acme-internal.net:5432/billing`,
  }))),
  entry('worker/env.log', log('20', 'worker', 200, { 60: `env AWS_ACCESS_KEY_ID=${sample('aws-access-key-id', 5)} region=eu-west-1` })),
  Buffer.alloc(1024),
]);
mkdirSync(join(root, 'samples'), { recursive: true });
writeFileSync(join(root, 'samples/app-logs.tar.gz'), gzipSync(archive));
