// Figure c: text that stays in the second-level cache, in process; and what the copy into engine memory alone costs.

import { clean, findCorpus, seeded } from '../lib/corpus.mjs';
import { chooseBuild, makeEngine } from '../lib/engine.mjs';
import { loadInternal } from '../lib/library.mjs';
import { feed, readPart, throughput } from '../lib/loop.mjs';
import { spread } from '../lib/stats.mjs';
import { table } from '../lib/table.mjs';

const MIB = 1048576;

export async function inprocess(options) {
  const folder = await findCorpus({ folder: options.folder, mib: options.mib });
  const texts = [['clean', readPart(clean(folder), MIB, 40 * MIB)], ['seeded', readPart(seeded(folder), MIB, 40 * MIB)]];
  const builds = options.build ? [options.build] : ['simd', 'relaxed', 'scalar'].filter((build) => build !== 'relaxed' || chooseBuild() === 'relaxed');
  const records = [];
  const rows = [];
  const copy = new Uint8Array(MIB);
  const alone = throughput('copy', () => (copy.set(texts[0][1]), 0), MIB, { rounds: options.rounds });
  rows.push(['copy of the text', 'clean', spread(alone.samples, 2), '']);
  records.push({ benchmark: 'inprocess/copy', unit: 'GB per CPU second', samples: alone.samples });
  for (const build of builds) {
    const engine = await makeEngine({ build });
    for (const [name, text] of texts) {
      const { samples, count } = throughput(`${build} ${name}`, () => feed(engine, text), text.length, { rounds: options.rounds });
      rows.push([`engine, ${build}`, name, spread(samples, 2), count]);
      records.push({ benchmark: `inprocess/${build}/${name}`, unit: 'GB per CPU second', samples, got: count });
    }
  }
  console.log(table(['what', 'text (1 MiB, resident)', 'GB per CPU second', 'hits'], rows));
  const native = await loadInternal('engine/hyperscan.js');
  if (!native) console.log('note: no libhs backend is built; the ratio to it is left out');
  return records;
}
