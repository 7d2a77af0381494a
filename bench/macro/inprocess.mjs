// Figure c: text that stays in the second-level cache, in process; and what the copy into engine memory alone costs.

import { clean, findCorpus, seeded } from '../lib/corpus.mjs';
import { chooseBuild, makeEngine } from '../lib/engine.mjs';
import { feed, readPart, throughput } from '../lib/loop.mjs';
import { median, spread } from '../lib/stats.mjs';
import { table } from '../lib/table.mjs';
import { FORMS, libhsMissing, scanWithLibhs } from './libhs.mjs';

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
  const natives = [];
  const missing = await libhsMissing();
  for (const [form, name] of missing === null ? Object.entries(FORMS) : []) {
    const libhs = await scanWithLibhs(texts[0][1], { rounds: options.rounds, form, keep: options.keep });
    natives.push({ name, form, ...libhs });
    rows.push([name, 'clean', spread(libhs.samples, 2), libhs.matches]);
    records.push({ benchmark: `inprocess/${name}/clean`, unit: 'GB per CPU second', samples: libhs.samples, got: libhs.matches });
  }
  console.log(table(['what', 'text (1 MiB, resident)', 'GB per CPU second', 'hits'], rows));
  if (missing !== null) console.log(`note: ${missing}; the ratio to libhs is left out`);
  for (const libhs of natives) {
    console.log(`${libhs.name}: took ${libhs.kept} of ${libhs.patterns} patterns (${libhs.code} rules are matched by code and have none), no match starts, version ${libhs.version}; they are in ${libhs.file}`);
    for (const [build, goal] of [['simd', 0.8], ['relaxed', 1]]) {
      const own = records.find((record) => record.benchmark === `inprocess/${build}/clean`);
      if (!own) continue;
      const ratio = median(own.samples) / median(libhs.samples);
      // the goal is for the whole set, as far as libhs can say what it means
      console.log(`  ${build} : it ${ratio.toFixed(2)}${libhs.form === 'words' ? ` (goal ≥ ${goal}) ${ratio >= goal ? 'yes' : 'NO'}` : ''}`);
    }
  }
  return records;
}
