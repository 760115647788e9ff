import type { LogEntry } from '../engine/index.ts';
import type { OutsideChange } from './outside.ts';
import { Timeline } from './timeline.ts';

/**
 * How many changes are remembered. A write is a reference to what etcd's log holds as well while it is young (200,000 writes), an
 * older one is the journal's own: a kilobyte or two. A change beside etcd is about a hundred bytes.
 */
export interface JournalBudget {
  readonly writesMax: number;
  readonly outsideMax: number;
}

const usualBudget: JournalBudget = { writesMax: 300_000, outsideMax: 200_000 };

/** All that changed since the cluster began, as far as there is room: the writes to etcd, and what the picture shows besides. */
export class Journal {
  readonly writes: Timeline<LogEntry>;
  readonly outside: Timeline<OutsideChange>;

  constructor({ writesMax, outsideMax }: JournalBudget = usualBudget) {
    this.writes = new Timeline({ changesMax: writesMax, merge: mergeWrites });
    this.outside = new Timeline({ changesMax: outsideMax, merge: mergeOutside });
  }
}

/** The first and the last write to one key within one span. */
interface Span {
  readonly first: LogEntry;
  last: LogEntry;
}

/** What a span of writes comes to: one write a key, two where another object has taken the name, none for what came and went. */
function mergeWrites(writes: readonly LogEntry[]): readonly LogEntry[] {
  const spans = new Map<string, Span>();
  for (const write of writes) {
    const span = spans.get(write.key);
    if (span) span.last = write;
    else spans.set(write.key, { first: write, last: write });
  }
  const merged = [...spans.values()].flatMap(mergeSpan).sort((a, b) => a.revision - b.revision);
  const last = writes.at(-1);
  // Its revision is the span's, even where it took away what had come within the span.
  return last && merged.at(-1)?.revision !== last.revision ? [...merged, { ...last, previous: undefined }] : merged;
}

const uidOf = ({ value }: LogEntry): string => value.metadata?.uid ?? '';

function mergeSpan({ first, last }: Span): readonly LogEntry[] {
  if (first === last) return [last];
  const { previousRevision } = first;
  const previous = first.type === 'ADDED' ? undefined : first.previous;
  if (last.type === 'DELETED') return previous ? [{ ...last, type: 'DELETED', previous, previousRevision }] : [];
  if (!previous) return [{ ...last, type: 'ADDED', previous: undefined, previousRevision }];
  if (previous.metadata?.uid === uidOf(last)) return [{ ...last, type: 'MODIFIED', previous, previousRevision }];
  return [{ ...first, type: 'DELETED', value: previous, previous, previousRevision }, { ...last, type: 'ADDED', previous: undefined, previousRevision: first.revision }];
}

/** Each value's way from where it was to where it came. */
function mergeOutside(changes: readonly OutsideChange[]): readonly OutsideChange[] {
  const merged = new Map<string, OutsideChange>();
  for (const change of changes) {
    const key = `${change.sort} ${change.id}`;
    const before = merged.get(key);
    merged.set(key, before ? { ...change, before: before.before } : change);
  }
  return [...merged.values()];
}
