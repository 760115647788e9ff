import type { V1Pod } from '../../../kube/generated/types.ts';
import { controllerOf } from '../../../kube/object.ts';
import type { Labels } from '../../../kube/selectors.ts';
import type { Informer } from '../../client/index.ts';
import { isPodActive, isPodReady, isPodTerminating } from '../objects/pods.ts';

/** How many pods of one owner carry one map of labels: as a rule all of its pods, since they come from one template. */
export interface Tally {
  readonly labels: Labels | undefined;
  readonly pods: number;
  readonly active: number;
  /** Of the active ones. */
  readonly ready: number;
  readonly terminating: number;
}

type Counting = { -readonly [K in keyof Tally]: Tally[K] };

/**
 * Counts of the pods in a cache, by owner and labels, kept up with each change: what a turn for an owner of n pods needs to know
 * without a look at each of them.
 */
export class PodTallies {
  readonly #kind: string;
  /** Uid of the owner, or `orphans/NAMESPACE` → labels → counts. */
  readonly #owners = new Map<string, Map<Labels | undefined, Counting>>();

  /** @param kind pods whose controller is of another kind are left out. */
  constructor(pods: Informer<V1Pod>, kind: string) {
    this.#kind = kind;
    pods.subscribe({
      added: (pod) => { this.#count(pod, 1); },
      updated: (pod, old) => {
        this.#count(old, -1);
        this.#count(pod, 1);
      },
      deleted: (_, old) => { this.#count(old, -1); },
    });
  }

  ofOwner(uid: string | undefined): Iterable<Tally> {
    return this.#owners.get(uid ?? '')?.values() ?? [];
  }

  ofOrphans(namespace: string | undefined): Iterable<Tally> {
    return this.#owners.get(orphans(namespace))?.values() ?? [];
  }

  #count(pod: V1Pod, by: 1 | -1): void {
    const controller = controllerOf(pod);
    if (controller && controller.kind !== this.#kind) return;
    const owner = controller?.uid ?? orphans(pod.metadata?.namespace);
    const tally = this.#tally(owner, pod.metadata?.labels);
    tally.pods += by;
    if (isPodTerminating(pod)) tally.terminating += by;
    if (isPodActive(pod)) {
      tally.active += by;
      if (isPodReady(pod)) tally.ready += by;
    }
    if (tally.pods === 0) this.#forget(owner, tally);
  }

  #tally(owner: string, labels: Labels | undefined): Counting {
    let tallies = this.#owners.get(owner);
    if (!tallies) this.#owners.set(owner, (tallies = new Map()));
    let tally = tallies.get(labels);
    if (!tally) tallies.set(labels, (tally = { labels, pods: 0, active: 0, ready: 0, terminating: 0 }));
    return tally;
  }

  #forget(owner: string, { labels }: Tally): void {
    const tallies = this.#owners.get(owner);
    tallies?.delete(labels);
    if (tallies?.size === 0) this.#owners.delete(owner);
  }
}

const orphans = (namespace: string | undefined): string => `orphans/${namespace ?? ''}`;
