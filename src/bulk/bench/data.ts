// Log data for measuring, made from a seed: many kinds of lines, the way a machine's logs look, nothing repeated by block.

import { closeSync, openSync, writeSync } from 'node:fs';

const WORDS = 'request response session cache worker queue retry timeout upstream client token expired connection closed opened started finished failed accepted rejected user admin order invoice payment batch index shard replica leader follower disk memory cpu thread lock wait flush commit rollback query table row scan sort merge split route path header body status latency bytes'.split(' ');
const LEVELS = ['DEBUG', 'INFO', 'INFO', 'INFO', 'WARN', 'ERROR'];
const SERVICES = ['api', 'auth', 'billing', 'search', 'mailer', 'ingest', 'gateway', 'scheduler'];
const HEX = '0123456789abcdef';

/** xorshift32: fast, and the same everywhere. */
export function generator(seed: number): (n: number) => number {
  let state = seed >>> 0 || 1;
  return (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % n;
  };
}

/** Writes `bytes` of log lines; every `every`-th line (0: none) holds a generated credential. Answers how many there are. */
export function makeLogs(path: string, bytes: number, seed: number, every: number, credential: (draw: (n: number) => number) => string): number {
  const draw = generator(seed);
  const fd = openSync(path, 'w', 0o600);
  let planted = 0;
  let written = 0;
  let time = 1_776_700_000_000;
  let lines = 0;
  try {
    while (written < bytes) {
      let block = '';
      while (block.length < 1 << 18) {
        time += draw(900);
        lines++;
        const head = `${new Date(time).toISOString()} ${LEVELS[draw(6)]} ${SERVICES[draw(8)]}-${draw(40)} [${draw(65536)}]`;
        if (every > 0 && lines % every === 0) {
          planted++;
          block += `${head} outgoing call authorized with ${credential(draw)} after ${draw(900)} ms\n`;
        } else block += `${head} ${body(draw)}\n`;
      }
      written += writeSync(fd, block, null, 'latin1');
    }
  } finally {
    closeSync(fd);
  }
  return planted;
}

function body(draw: (n: number) => number): string {
  const words = (n: number): string => Array.from({ length: n }, () => WORDS[draw(WORDS.length)]).join(' ');
  const hex = (n: number): string => Array.from({ length: n }, () => HEX[draw(16)]).join('');
  switch (draw(6)) {
    case 0:
      return `${10 + draw(190)}.${draw(256)}.${draw(256)}.${draw(256)} - - "GET /${WORDS[draw(WORDS.length)]}/${draw(99999)}?page=${draw(50)} HTTP/1.1" ${200 + 100 * draw(4)} ${draw(90000)}`;
    case 1:
      return `{"msg":"${words(4)}","trace_id":"${hex(32)}","duration_ms":${draw(5000)},"ok":${draw(9) > 0}}`;
    case 2:
      return `${words(3)} id=${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)} attempt=${draw(5)}`;
    case 3:
      return `    at ${WORDS[draw(WORDS.length)]}.${WORDS[draw(WORDS.length)]}(${WORDS[draw(WORDS.length)]}.java:${draw(900)})`;
    default:
      return words(5 + draw(9));
  }
}
