import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { Handle } from '../framework/plugin.ts';
import type { Status } from '../framework/status.ts';

/** A node that would have room without these pods. */
export interface Candidate {
  readonly node: NodeInfo;
  /** Most important first. */
  readonly victims: readonly PodInfo[];
  /** Those of them that a disruption budget protects. */
  readonly violating: readonly PodInfo[];
  /** By what candidates are compared, rule after rule: smaller is better. */
  readonly loss: readonly number[];
}

/** What came of rehearsals. */
export const outcomes = { unknown: 0, refused: 1, harmless: 2, violating: 3 } as const;
const outcomeOf = (outcome: Candidate | Status): number => ('code' in outcome ? outcomes.refused : outcome.violating.length === 0 ? outcomes.harmless : outcomes.violating);

/** What was found for pods of one kind, by the position of the node, good until the node changes or other pods wait for it. */
export class Rehearsals {
  readonly codes: Uint8Array;
  readonly found: (Candidate | Status | undefined)[];
  readonly topologyVersion: number;
  #generation = -1;

  constructor({ nodes, topologyVersion }: Handle['cache']) {
    this.codes = new Uint8Array(nodes.length);
    this.found = new Array<Candidate | Status | undefined>(nodes.length);
    this.topologyVersion = topologyVersion;
  }

  refresh({ newest, generation }: Handle['cache']): void {
    for (let node = newest; node && node.generation > this.#generation; node = node.older) this.forget(node);
    this.#generation = generation;
  }

  forget({ position }: NodeInfo): void {
    this.codes[position] = outcomes.unknown;
    this.found[position] = undefined;
  }

  remember({ position }: NodeInfo, outcome: Candidate | Status): number {
    this.found[position] = outcome;
    return (this.codes[position] = outcomeOf(outcome));
  }
}

const kindsMax = 32;

/** The rehearsals for the latest kinds of pods. They may be used again where every filter looks at the node alone and no budget is in force. */
export class RehearsalMemo {
  readonly #kinds = new Map<string, Rehearsals>();

  known({ kind }: PodInfo, cache: Handle['cache']): Rehearsals {
    let known = this.#kinds.get(kind);
    if (known?.topologyVersion !== cache.topologyVersion) known = new Rehearsals(cache);
    this.#kinds.delete(kind);
    this.#kinds.set(kind, known);
    if (this.#kinds.size > kindsMax) this.#kinds.delete(this.#kinds.keys().next().value as string);
    known.refresh(cache);
    return known;
  }
}
