import { fieldChanges, type LogEntry } from '../engine/index.ts';
import type { Chain, Hop, Origin } from '../protocol/requests.ts';
import type { Action } from '../scenario/document.ts';
import type { Records } from './records.ts';

const hopsMax = 200;
const eventsPrefix = '/registry/events/';

/** Where the chain of a write begins, the writes down to it, and the writes that it caused (Events left out); undefined where it is not known any more. */
export function chainOf(store: Records, revision: number, actionOf: (number: number) => Action | undefined): Chain | undefined {
  const self = store.at(revision);
  if (!self) return undefined;
  const { above, origin } = causesOf(store, self, actionOf);
  const { below, more } = effectsOf(store, self, hopsMax - above.length - 1);
  const hops = [...above, self].map((entry, depth) => hopOf(entry, depth));
  return { revision, origin, hops: [...hops, ...inTree(self, below, hops.length)], more };
}

interface Causes {
  /** Oldest first. */
  readonly above: readonly LogEntry[];
  readonly origin: Origin;
}

function causesOf(store: Records, self: LogEntry, actionOf: (number: number) => Action | undefined): Causes {
  const above: LogEntry[] = [];
  let { cause } = self;
  while (cause.revision !== undefined && above.length < hopsMax / 2) {
    const entry = store.at(cause.revision);
    if (!entry) break;
    above.unshift(entry);
    cause = entry.cause;
  }
  return { above, origin: originOf(cause, actionOf) };
}

function originOf({ revision, action }: LogEntry['cause'], actionOf: (number: number) => Action | undefined): Origin {
  if (revision !== undefined) return { type: 'forgotten', revision };
  if (action === undefined) return { type: 'clock' };
  const done = actionOf(action);
  return { type: 'action', number: action, action: done?.type ?? 'kubectl', line: done?.type === 'kubectl' ? done.line : '' };
}

/** The writes made because of `self`, or because of one of those: one pass through what came after it. */
function effectsOf(store: Records, self: LogEntry, max: number): { readonly below: readonly LogEntry[]; readonly more: number } {
  const known = new Set([self.revision]);
  const below: LogEntry[] = [];
  let more = 0;
  for (const entry of store.log(self.revision + 1)) {
    if (entry.cause.revision === undefined || !known.has(entry.cause.revision) || entry.key.startsWith(eventsPrefix)) continue;
    if (below.length < max) {
      known.add(entry.revision);
      below.push(entry);
    } else more++;
  }
  return { below, more };
}

/** Each write followed by what it caused. */
function inTree(self: LogEntry, below: readonly LogEntry[], depth: number): readonly Hop[] {
  const byCause = new Map<number, LogEntry[]>();
  for (const entry of below) {
    const siblings = byCause.get(entry.cause.revision ?? 0);
    if (siblings) siblings.push(entry);
    else byCause.set(entry.cause.revision ?? 0, [entry]);
  }
  const hops: Hop[] = [];
  const walk = (revision: number, level: number): void => {
    for (const entry of byCause.get(revision) ?? []) {
      hops.push(hopOf(entry, level));
      walk(entry.revision, level + 1);
    }
  };
  walk(self.revision, depth);
  return hops;
}

function hopOf({ revision, timeMs, writer, verb, type, value, previous, cause }: LogEntry, depth: number): Hop {
  const { namespace = '', name = '', uid = '' } = value.metadata ?? {};
  return {
    revision, atMs: timeMs, writer, verb, type, kind: value.kind ?? '', namespace, name, uid,
    written: type === 'MODIFIED' ? fieldChanges(previous, value) : { changes: [], more: 0 },
    causeRevision: cause.revision ?? 0, depth,
  };
}
