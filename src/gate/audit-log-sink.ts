// Check records → the audit log. `sync`: on disk before the answer. `batch`: written 25 ms later at most, on disk soon
// after; allowed messages are counted, by the features of what was noted in them, and written as one record a second for
// each such group. A process that ends flushes what it holds.

import process from 'node:process';
import { HmacSha256 } from '../findings/sha256.ts';
import { appendEvents, auditDirectory, type AuditEvent, type Head } from '../audit/log.ts';
import type { Settings } from '../policy/settings.ts';
import type { AuditSink, CheckRecord, RecordedFinding } from './audit-sink.ts';

const BATCH_MS = 25;
const COUNT_MS = 1000;
const CHECKPOINT_EVERY = 256;
const MOST_WAITING = 10_000;
/** Groups of allowed messages that are counted apart at a time. */
const MOST_GROUPS = 1000;

interface Allowed {
  checks: number;
  characters: number;
  classified: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

export class AuditLogSink implements AuditSink {
  readonly #directory: string;
  readonly #settings: Settings;
  readonly #now: () => number;
  readonly #mac: HmacSha256;
  #waiting: CheckRecord[] = [];
  #allowed = new Map<string, Allowed>();
  #timer: NodeJS.Timeout | null = null;
  #counted = 0;
  #failure: unknown = null;
  readonly #atExit = (): void => this.#write(true);

  constructor(directory: string, settings: Settings, key: Uint8Array, now: () => number) {
    this.#directory = directory;
    this.#settings = settings;
    this.#now = now;
    this.#mac = new HmacSha256(key);
    process.on('exit', this.#atExit);
  }

  static async open(state: string, settings: Settings, key: Uint8Array, now: () => number): Promise<AuditLogSink> {
    return new AuditLogSink(auditDirectory(state), settings, key, now);
  }

  /** Throws when an earlier write failed and the policy fails closed: nothing passes unrecorded. */
  checked(record: CheckRecord): void {
    if (this.#failure !== null && this.#settings.failure === 'closed') throw this.#failure;
    if (record.decision === 'allow' && record.override === '' && record.exempted.length === 0 && (record.classifier === null || record.classifier.failure === '')) {
      this.#count(record);
      if (this.#allowed.size >= MOST_GROUPS) this.#write(true);
    } else {
      this.#waiting.push(record);
      if (this.#settings['audit.durability'] === 'sync' || this.#waiting.length >= MOST_WAITING) {
        this.#write(true);
        if (this.#failure !== null && this.#settings.failure === 'closed') throw this.#failure;
        return;
      }
    }
    if (this.#timer === null) {
      this.#timer = setTimeout(() => this.#write(false), BATCH_MS);
      this.#timer.unref();
    }
  }

  flush(): Promise<void> {
    this.#write(true);
    const failure = this.#failure;
    this.#failure = null;
    return failure === null ? Promise.resolve() : Promise.reject(failure);
  }

  async close(): Promise<void> {
    process.off('exit', this.#atExit);
    await this.flush();
  }

  #count(record: CheckRecord): void {
    // Most messages have nothing in them: their key costs no more than a look at three strings.
    const noted = record.noted.length === 0 ? [] : collapsed(record.noted);
    const key = noted.length === 0 ? `${record.surface}\0${record.policyHash}` : `${record.surface}\0${record.policyHash}\0${record.context}\0${JSON.stringify(noted)}`;
    let count = this.#allowed.get(key);
    if (count === undefined) {
      const seen = noted.length === 0 ? {} : { context: record.context, noted };
      count = { checks: 0, characters: 0, classified: 0, fields: { surface: record.surface, policy: record.policy, policy_hash: record.policyHash, ...seen } };
      this.#allowed.set(key, count);
    }
    count.checks += 1;
    count.characters += record.characters;
    if (record.classifier !== null) count.classified += 1;
  }

  /** `all`: also the counts of the running second. */
  #write(all: boolean): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const events: AuditEvent[] = this.#waiting.map((record) => this.#event(record));
    const now = this.#now();
    if (this.#allowed.size > 0 && (all || now - this.#counted >= COUNT_MS)) {
      for (const { checks, characters, classified, fields } of this.#allowed.values()) {
        events.push({ event: 'checks', decision: 'allow', checks, characters, ...fields, ...(classified === 0 ? {} : { classified }) });
      }
      this.#allowed.clear();
      this.#counted = now;
    }
    if (events.length > 0) {
      this.#waiting = [];
      try {
        const head = appendEvents(this.#directory, events, { segmentBytes: this.#settings['audit.segment_mib'] * 1024 * 1024, now: this.#now, sync: true });
        this.#checkpoint(head, events.length + 1);
      } catch (error) {
        this.#failure = error;
      }
    }
    if (this.#allowed.size > 0) {
      this.#timer = setTimeout(() => this.#write(false), COUNT_MS);
      this.#timer.unref();
    }
  }

  #checkpoint(head: Head, added: number): void {
    if (Math.floor(head.size / CHECKPOINT_EVERY) === Math.floor((head.size - added) / CHECKPOINT_EVERY)) return;
    import('../audit/signer.ts').then(({ openSigner, writeCheckpoint }) => writeCheckpoint(this.#directory, head, openSigner(this.#directory))).catch(() => {
      // the next one covers these records, too; `audit verify` says how old the newest is
    });
  }

  #event(record: CheckRecord): AuditEvent {
    return {
      event: 'check', decision: record.decision, level: record.level, characters: record.characters, surface: record.surface, who: this.#person(record.user), context: record.context,
      policy: record.policy, policy_hash: record.policyHash, ...(record.session === '' ? {} : { session: this.#token('session', record.session) }),
      ...(record.path === '' ? {} : { path: record.path }), ...(record.requestId === '' ? {} : { request: record.requestId }), ...(record.fingerprint === '' ? {} : { message: record.fingerprint }),
      ...(record.override === '' ? {} : { override: record.override }), ...(record.classifier === null ? {} : { classifier: record.classifier }),
      ...(record.contextSource === 'declared' ? { context_source: 'declared' } : {}), ...(record.groups.length === 0 ? {} : { groups: record.groups }),
      violations: record.violations.map(placed),
      ...(record.exempted.length === 0 ? {} : { exempted: record.exempted.map((one) => ({ ...placed(one), by: one.by, id: one.id, ...(one.reason === '' ? {} : { reason: one.reason }) })) }),
      ...(record.noted.length === 0 ? {} : { noted: collapsed(record.noted) }),
    };
  }

  #person(user: string): string {
    return user === '' ? '' : this.#settings['audit.person'] === 'name' ? user : this.#token('person', user);
  }

  #token(family: string, text: string): string {
    const bytes = new TextEncoder().encode(text);
    return `${family}:${this.#mac.hex(new TextEncoder().encode(`${family}\0`), bytes, 0, bytes.length).slice(0, 16)}`;
  }
}

/** What the table of levels looks at, under the names that records have. */
function features({ f, level }: RecordedFinding) {
  return {
    rule: f.rule, type: f.type, kind: f.kind, provider: f.provider, severity: f.severity, confidence: f.confidence, range: f.range, corroborated: f.corroborated, same_type: f.same_type,
    language: f.language, level,
  };
}

function placed(one: RecordedFinding) {
  return { ...features(one), row: one.row, line: one.line, ...(one.match === '' ? {} : { match: one.match }), ...(one.fingerprint === '' ? {} : { fingerprint: one.fingerprint }) };
}

/** Findings of the same features as one, with their number. */
function collapsed(noted: readonly RecordedFinding[]): readonly Readonly<Record<string, unknown>>[] {
  const groups = new Map<string, { readonly fields: ReturnType<typeof features>; n: number }>();
  for (const one of noted) {
    const fields = features(one);
    const key = JSON.stringify(fields);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { fields, n: 1 });
    else group.n += 1;
  }
  return [...groups.values()].map(({ fields, n }) => (n === 1 ? fields : { ...fields, n }));
}
