// CPU time of whole processes, pinned to one core unless they are to have more, in interleaved rounds.

import { execFileSync, spawnSync } from 'node:child_process';

function available(command, args = ['--version']) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

export const hasCommand = (command, args) => available(command, args);
const PINNED = available('taskset', ['--version']) ? ['taskset', '-c', process.env.BENCH_CORE ?? '1'] : [];

/** { cpu, wall, stdout, status } in seconds of one run of a command, on one core unless `pinned` is false; its output is kept as text. */
export function run(command, { ok = [0], env = {}, pinned = true } = {}) {
  const script = 'TIMEFORMAT="%3U %3S %3R"; exec 3>&2; { time "$@" 2>&3 3>&-; } 2>&1 1>&4 4>&- | tail -1 >&5; exit "${PIPESTATUS[0]}"';
  const child = spawnSync('bash', ['-c', script, 'bench', ...(pinned ? PINNED : []), ...command], {
    stdio: ['ignore', 'ignore', 'pipe', 'ignore', 'pipe', 'pipe'], env: { ...process.env, ...env }, maxBuffer: 1 << 30,
  });
  const [user, system, wall] = child.output[5].toString().trim().split(/\s+/).map(Number);
  if (!ok.includes(child.status)) throw new Error(`${command.join(' ')}: exit ${child.status}\n${child.stderr.toString().slice(0, 500)}`);
  return { cpu: user + system, wall, stdout: child.output[4].toString(), status: child.status };
}

/**
 * Runs each command once a round, in turn, `rounds` times after one warm-up. Each is { name, command, ok, count, pinned }: `count`
 * reads a figure from the output that has to be the same every time.
 * Returns name → { cpu: [], wall: [], count }.
 */
export function interleaved(jobs, rounds) {
  const results = new Map(jobs.map((job) => [job.name, { cpu: [], wall: [], count: undefined }]));
  for (let round = -1; round < rounds; round++) {
    for (const job of jobs) {
      const { cpu, wall, stdout } = run(job.command, job);
      const result = results.get(job.name);
      const count = job.count?.(stdout);
      if (round === -1) result.count = count;
      else {
        if (result.count !== count) throw new Error(`${job.name}: counted ${result.count}, then ${count}`);
        result.cpu.push(cpu);
        result.wall.push(wall);
      }
    }
  }
  return results;
}

export function git(...args) {
  return execFileSync('git', args, { encoding: 'utf8' }).trim();
}
