// The threads that scan units: the workers of a pool, and the calling thread where it is one of them.

import { MessageChannel } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import type { OwnLane } from './own-lane.ts';
import type { Packet, PostedTask, UnitResult, UnitTask } from './protocol.ts';

/** A unit that waits for a thread. */
interface Job {
  readonly task: UnitTask;
  readonly anywhere: boolean;
  readonly send: (packet: Packet) => void;
  resolve(result: UnitResult): void;
  reject(error: unknown): void;
}

/**
 * Who scans a unit: a worker that is free, or the calling thread. A pool whose workers all died while they started takes
 * tasks and never answers: this one does.
 */
export class Lanes {
  readonly #pool: Piscina;
  readonly #workers: number;
  readonly #own: OwnLane | null;
  readonly #watch: NodeJS.Timeout;
  readonly #waiting: Job[] = [];
  readonly #posted = new Set<Job>();
  readonly #running = new Set<Promise<unknown>>();

  constructor(pool: Piscina, workers: number, own: OwnLane | null) {
    this.#pool = pool;
    this.#workers = workers;
    this.#own = own;
    this.#watch = setInterval(() => {
      if (own !== null) this.#next();
      if (pool.threads.length > 0) return;
      const stuck = (job: Job): boolean => own === null || !job.anywhere;
      for (const job of [...this.#posted, ...this.#waiting.filter(stuck)]) job.reject(new Error('no worker is left'));
      this.#posted.clear();
      this.#waiting.splice(0, this.#waiting.length, ...this.#waiting.filter((job) => !stuck(job)));
    }, 100);
  }

  /** `anywhere`: also in the calling thread; `send` takes the packets. */
  run(task: UnitTask, anywhere: boolean, send: (packet: Packet) => void): Promise<UnitResult> {
    const run = new Promise<UnitResult>((resolve, reject) => {
      this.#waiting.push({ task, anywhere, send, resolve, reject });
      this.#next();
    });
    this.#running.add(run);
    const done = (): unknown => this.#running.delete(run);
    run.then(done, done);
    return run;
  }

  #next(): void {
    const most = Math.min(this.#workers, this.#own?.started ?? this.#workers);
    while (this.#posted.size < most) {
      const job = this.#waiting.shift();
      if (job === undefined) return;
      void this.#post(job);
    }
    if (this.#own === null || this.#own.busy) return;
    const at = this.#waiting.findIndex(({ anywhere }) => anywhere);
    if (at < 0) return;
    const [job] = this.#waiting.splice(at, 1) as [Job];
    this.#own.run(job.task, job.send).then(job.resolve, job.reject).finally(() => this.#next());
  }

  async #post(job: Job): Promise<void> {
    const { port1, port2 } = new MessageChannel();
    const task: PostedTask = { ...job.task, paths: job.task.paths.join('\0'), port: port2 };
    let arrived = 0;
    port1.on('message', (packet: Packet) => {
      if (packet.type !== 'alive') arrived++;
      job.send(packet);
    });
    this.#posted.add(job);
    try {
      const result = (await this.#pool.run(task, { transferList: [port2] } as never)) as UnitResult;
      this.#posted.delete(job);
      this.#next();
      // The result may overtake the last packets.
      while (arrived < result.packets) await new Promise((resolve) => setImmediate(resolve));
      job.resolve(result);
    } catch (error) {
      this.#posted.delete(job);
      job.reject(error);
      this.#next();
    } finally {
      port1.close();
    }
  }

  /** Settles when no unit is at work. */
  async end(): Promise<void> {
    await Promise.allSettled(this.#running);
    clearInterval(this.#watch);
  }
}
