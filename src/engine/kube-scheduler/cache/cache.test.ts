import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { V1Node, V1Pod } from '../../../kube/generated/types.ts';
import { aNode, aPod } from '../testing.ts';
import { SchedulerCache } from './cache.ts';
import { PodInfo } from './pod-info.ts';

const zoneKey = 'topology.kubernetes.io/zone';
const antiAffinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: zoneKey, labelSelector: { matchLabels: { app: 'a' } } }] } };

const step = fc.oneof(
  { weight: 20, arbitrary: fc.record({ what: fc.constant('place' as const), pod: fc.nat(9), node: fc.nat(4), isFriend: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ what: fc.constant('remove' as const), pod: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('node' as const), node: fc.nat(4), zone: fc.constantFrom('z1', 'z2', undefined) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('drop' as const), node: fc.nat(4) }) },
  { weight: 6, arbitrary: fc.record({ what: fc.constant('look' as const) }) },
);

/** What the counts should be, by looking at everything. */
function countAll(cache: SchedulerCache, sort: (pod: PodInfo) => boolean): Map<string, number> {
  const totals = new Map<string, number>();
  for (const node of cache.nodes) {
    const zone = node.labels[zoneKey];
    if (zone !== undefined) totals.set(zone, (totals.get(zone) ?? 0) + node.pods.filter(sort).length);
  }
  return totals;
}

const isFriendly = (pod: PodInfo): boolean => pod.labels['app'] === 'a';
const sortedEntries = (map: ReadonlyMap<string, number>): readonly (readonly [string, number])[] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

function nodeIn(index: number, zone: string | undefined): V1Node {
  return aNode(`n${String(index)}`, zone === undefined ? {} : { zone });
}

describe('the scheduler cache', () => {
  it('keeps its counts as if it counted everything each time', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const cache = new SchedulerCache();
      for (const index of [0, 1, 2, 3]) cache.setNode(nodeIn(index, index % 2 === 0 ? 'z1' : 'z2'));
      const check = (): void => {
        const counts = cache.podCounts.counts('friends', isFriendly);
        const { byValue, least } = counts.totals(zoneKey);
        expect(sortedEntries(byValue)).toEqual(sortedEntries(countAll(cache, isFriendly)));
        expect(least).toBe(Math.min(...byValue.values()));
        for (const node of cache.nodes) if (node.labels[zoneKey] !== undefined) expect(counts.totals(zoneKey).of(node)).toBe(byValue.get(node.labels[zoneKey]));
        for (const node of cache.nodes) expect(counts.totals('kubernetes.io/hostname').of(node)).toBe(counts.ofNode(node));
        for (const node of cache.nodes) expect(counts.ofNode(node)).toBe(node.pods.filter(isFriendly).length);
        const [group] = cache.requiredAntiAffinity.matching(new PodInfo(aPod('x', { labels: { app: 'a' } })), {});
        const objecting = [...countAll(cache, (pod) => pod.requiredAntiAffinity.length > 0)].filter(([, count]) => count > 0);
        expect(sortedEntries(group?.counts ?? new Map())).toEqual(sortedEntries(new Map(objecting)));
      };
      for (const each of steps) {
        if (each.what === 'place') cache.setPod(aPod(`p${String(each.pod)}`, { nodeName: `n${String(each.node)}`, ...(each.isFriend ? { labels: { app: 'a' } } : { affinity: antiAffinity }) }));
        if (each.what === 'remove') cache.removePod(`uid-p${String(each.pod)}`);
        if (each.what === 'node') cache.setNode(nodeIn(each.node, each.zone));
        if (each.what === 'drop') cache.removeNode(`n${String(each.node)}`);
        if (each.what === 'look') check();
      }
      check();
    }), { numRuns: 300 });
  });

  it('looks at one node of each zone in turn', () => {
    const cache = new SchedulerCache();
    for (const [name, zone] of [['a', 'z1'], ['b', 'z1'], ['c', 'z2'], ['d', 'z1']] as const) cache.setNode(aNode(name, { zone }));
    expect(cache.nodes.map(({ name }) => name)).toEqual(['a', 'c', 'b', 'd']);
  });

  it('takes in pods that were there before their node', () => {
    const cache = new SchedulerCache();
    cache.setPod(aPod('early', { nodeName: 'late', cpu: '1' }));
    cache.setNode(aNode('late'));
    expect(cache.node('late')?.requested.milliCpu).toBe(1000);
    cache.removeNode('late');
    cache.setNode(aNode('late'));
    expect(cache.node('late')?.pods).toHaveLength(1);
  });

  it('does not count again what a status update leaves as it is', () => {
    const cache = new SchedulerCache();
    cache.setNode(aNode('a'));
    const pod = aPod('p', { nodeName: 'a' });
    cache.setPod(pod);
    const { generation } = cache;
    expect(cache.setPod({ ...pod, status: { phase: 'Running' } })).toBe(false);
    expect(cache.generation).toBe(generation);
  });

  it('counts a pod that is being resized as the larger of what it has and what it wants', () => {
    const cache = new SchedulerCache();
    cache.setNode(aNode('a'));
    const pod = aPod('p', { nodeName: 'a', cpu: '500m' });
    const reporting = (cpu: string): V1Pod => ({ ...pod, status: { containerStatuses: [{ name: 'app', image: '', imageID: '', ready: true, restartCount: 0, allocatedResources: { cpu, memory: '128Mi' } }] } });
    const cpuAfter = (next: V1Pod): number | undefined => {
      cache.setPod(next);
      return cache.node('a')?.requested.milliCpu;
    };
    expect([pod, reporting('500m'), reporting('2'), reporting('100m'), reporting('500m')].map(cpuAfter)).toEqual([500, 500, 2000, 500, 500]);
    expect(cache.setPod({ ...reporting('500m') })).toBe(false);
  });

  it('keeps the first size that was reported for an image', () => {
    const cache = new SchedulerCache();
    const withImage = (name: string, sizeBytes: number): V1Node => aNode(name, { images: [{ names: ['i:1'], sizeBytes }] });
    cache.setNode(withImage('a', 100));
    cache.setNode(withImage('b', 200));
    expect(cache.node('b')?.images.get('i:1')).toEqual({ sizeBytes: 100, nodes: 2 });
    cache.setNode(aNode('a'));
    expect(cache.node('b')?.images.get('i:1')?.nodes).toBe(1);
  });
});
