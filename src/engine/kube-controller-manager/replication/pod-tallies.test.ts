import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { V1Pod } from '../../../kube/generated/types.ts';
import type { Informer, InformerHandler } from '../../client/index.ts';
import { isPodActive, isPodReady, isPodTerminating } from '../objects/pods.ts';
import { PodTallies, type Tally } from './pod-tallies.ts';

/** A cache that a test fills by hand. */
class HandFedCache {
  readonly held = new Map<string, V1Pod>();
  #handler: InformerHandler<V1Pod> = {};

  readonly informer = { subscribe: (handler: InformerHandler<V1Pod>) => { this.#handler = handler; } } as unknown as Informer<V1Pod>;

  set(pod: V1Pod): void {
    const name = pod.metadata?.name ?? '';
    const old = this.held.get(name);
    this.held.set(name, pod);
    if (old) this.#handler.updated?.(pod, old);
    else this.#handler.added?.(pod);
  }

  delete(name: string): void {
    const old = this.held.get(name);
    if (!old || !this.held.delete(name)) return;
    this.#handler.deleted?.({ ...old, metadata: { ...old.metadata, labels: {}, ownerReferences: [] } }, old);
  }
}

const labels = [{ app: 'web' }, { app: 'web', old: 'yes' }, undefined] as const;
const owners = ['a', 'b', undefined] as const;
const step = fc.record({
  name: fc.constantFrom('p', 'q', 'r', 's', 't'), gone: fc.boolean(), labels: fc.constantFrom(...labels), owner: fc.constantFrom(...owners),
  ending: fc.boolean(), phase: fc.constantFrom('Pending', 'Running', 'Failed', 'Succeeded'), ready: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const podOf = ({ name, labels: map, owner, ending, phase, ready }: Step): V1Pod => ({
  metadata: {
    name, namespace: 'default', ...(map ? { labels: map } : {}), ...(ending ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    ...(owner ? { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner, uid: owner, controller: true }] } : {}),
  },
  status: { phase, ...(ready ? { conditions: [{ type: 'Ready', status: 'True' }] } : {}) },
});

/** The same counts, one pod after another. */
function counted(pods: readonly V1Pod[], owner: string | undefined): readonly Tally[] {
  return labels.map((map) => {
    const mine = pods.filter(({ metadata }) => metadata?.ownerReferences?.[0]?.uid === owner && metadata?.labels === map);
    const active = mine.filter(isPodActive);
    return { labels: map, pods: mine.length, active: active.length, ready: active.filter(isPodReady).length, terminating: mine.filter(isPodTerminating).length };
  }).filter(({ pods: count }) => count > 0);
}

const sorted = (tallies: Iterable<Tally>): readonly Tally[] => labels.flatMap((map) => [...tallies].filter((tally) => tally.labels === map));

describe('PodTallies', () => {
  it('says after any changes what counting one by one says', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const cache = new HandFedCache();
      const tallies = new PodTallies(cache.informer, 'ReplicaSet');
      for (const next of steps) {
        if (next.gone) cache.delete(next.name);
        else cache.set(podOf(next));
      }
      const pods = [...cache.held.values()];
      expect(sorted([...tallies.ofOwner('a')])).toEqual(counted(pods, 'a'));
      expect(sorted([...tallies.ofOwner('b')])).toEqual(counted(pods, 'b'));
      expect(sorted([...tallies.ofOrphans('default')])).toEqual(counted(pods, undefined));
    }));
  });

  it('leaves out what another kind is in charge of', () => {
    const cache = new HandFedCache();
    const tallies = new PodTallies(cache.informer, 'ReplicationController');
    cache.set(podOf({ name: 'p', gone: false, labels: labels[0], owner: 'a', ending: false, phase: 'Running', ready: true }));
    expect([...tallies.ofOwner('a')]).toEqual([]);
    expect([...tallies.ofOrphans('default')]).toEqual([]);
  });
});
