// The one file that knows the benchmark library. A case is { name, run, expected, bytes or items }: `run` returns a count.

import Benchmark from 'benchmark';
import { expectCount } from './results.mjs';
import { median } from './stats.mjs';
import { table } from './table.mjs';

/** Runs all cases one after another and prints them. Returns records for saveResults. */
export function runSuite(cases, { seconds = 0.5 } = {}) {
  const records = [];
  for (const { name, run, expected, bytes, items } of cases) {
    expectCount(name, expected, run());
    let wrong = 0;
    const bench = new Benchmark(name, () => {
      if (run() !== expected) wrong++;
    }, { maxTime: seconds, minSamples: 8 });
    bench.run();
    if (bench.error) throw bench.error;
    if (wrong > 0) throw new Error(`${name}: ${wrong} runs gave another count than ${expected}`);
    const unit = bytes ? 'GB per second' : 'ns each';
    const convert = (time) => (bytes ? bytes / time / 1e9 : (time * 1e9) / (items ?? 1));
    records.push({ benchmark: `micro/${name}`, unit, samples: bench.stats.sample.map(convert), expected, got: expected });
  }
  console.log(table(['kernel', 'median', 'unit', 'least', 'most', 'samples'], records.map(({ benchmark, unit, samples }) => [
    benchmark.slice(6), median(samples).toFixed(unit === 'ns each' ? 1 : 2), unit, Math.min(...samples).toFixed(2), Math.max(...samples).toFixed(2), samples.length,
  ])));
  return records;
}
