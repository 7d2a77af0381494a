// One whole process of the packed figures:  decode-file.mjs zlib|own FILE
//
//   zlib   Node's own gzip stream with chunks of 1 MiB
//   own    the decoder that a scan of this file uses
//
// Prints the number of decoded bytes.

import { createReadStream, openSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { loadInternal } from '../lib/library.mjs';

const [mode, file] = process.argv.slice(2);
const MIB = 1 << 20;
let total = 0;
if (mode === 'zlib') {
  for await (const piece of createReadStream(file, { highWaterMark: MIB }).pipe(createGunzip({ chunkSize: MIB }))) total += piece.length;
} else {
  const [{ openDecoder }, { FileSource, Reader }, { sniff }] = await Promise.all(['input/decoders.js', 'input/source.js', 'input/sniff.js'].map(loadInternal));
  const reader = new Reader(new FileSource(openSync(file, 'r')));
  await reader.ensure(1024);
  const source = await openDecoder(sniff(reader.view, file).kind, reader, { maxWindowBytes: 1 << 27 });
  for (let piece = await source.pull(); piece !== null; piece = await source.pull()) total += piece.length;
}
console.log(total);
