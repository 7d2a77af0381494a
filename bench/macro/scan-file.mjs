// One whole process of figure a and b:  scan-file.mjs read|scan|cli FILE
//
//   read   reads the file in pieces of 512 KiB into one reused buffer and does nothing else
//   scan   the same loop into engine memory, with everything behind it: rules, verification, findings built
//
// Prints the number of findings (read: of bytes).

import { closeSync, openSync, readSync } from 'node:fs';

const [mode, file] = process.argv.slice(2);
const PIECE = 512 * 1024;

if (mode === 'read') {
  const fd = openSync(file, 'r');
  const buffer = new Uint8Array(PIECE);
  let total = 0;
  for (let n = readSync(fd, buffer); n > 0; n = readSync(fd, buffer)) total += n;
  closeSync(fd);
  console.log(total);
} else {
  const { makeParts } = await import('../lib/engine.mjs');
  const { source, collector, findings } = await makeParts({ build: process.env.BENCH_BUILD });
  const fd = openSync(file, 'r');
  source.begin(0);
  while (true) {
    const room = source.room();
    const n = readSync(fd, room, 0, Math.min(room.length, PIECE), null);
    if (n === 0) break;
    source.push(n, collector.sink);
  }
  closeSync(fd);
  source.finish(collector.sink);
  collector.finish();
  console.log(findings.length);
}
