import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClaimCard, PodCard, QuotaCard, WorkloadCard } from '../../../protocol/cards.ts';
import { byUid, nodeCard, podCard, stageInput, workloadCard } from './cards.fixture.ts';
import { claimOrdinal, familiesOf } from './families.ts';
import { centreOf, type Rect } from './geometry.ts';
import { hit, nextModel, rectOf, type StageModel } from './model.ts';
import { fastestMs } from '../../../kube/testing/patience.ts';

const rollout = { strategy: 'RollingUpdate', surgeMax: 1, unavailableMax: 1, paused: false };
const web = workloadCard('Deployment', 'web', { revision: '3', rollout });
const sets = [
  workloadCard('ReplicaSet', 'web-1', { ownerUid: web.uid, revision: '1', desired: 0, current: 0 }),
  workloadCard('ReplicaSet', 'web-2', { ownerUid: web.uid, revision: '2', desired: 1, current: 1 }),
  workloadCard('ReplicaSet', 'web-3', { ownerUid: web.uid, revision: '3', desired: 2, current: 2 }),
];
const db = workloadCard('StatefulSet', 'db', { desired: 2, claimTemplates: ['data'], rollout });
const podOf = (name: string, owner: WorkloadCard, change: Partial<PodCard> = {}): PodCard => podCard(name, 'node-1', { ownerUid: owner.uid, workload: `${owner.kind}/${owner.name}`, namespace: owner.namespace, ...change });
const claim = (name: string): ClaimCard => ({ kind: 'PersistentVolumeClaim', uid: `uid-${name}`, namespace: 'default', name, phase: 'Bound', capacity: '1Gi', volume: '', accessModes: 'RWO', storageClass: '' });
const pods = [podOf('web-a', sets[1] ?? web), podOf('web-b', sets[2] ?? web), podOf('db-0', db), podOf('db-1', db), podCard('lone', 'node-1', { workload: '' })];
const input = stageInput({
  lens: 'workloads', nodes: byUid(nodeCard('node-1')), pods: byUid(...pods), workloads: byUid(web, ...sets, db), extras: byUid(claim('data-db-0'), claim('data-db-2'), claim('spare')),
});

const rectIn = (model: StageModel, id: string): Rect => {
  const rect = rectOf(model, id);
  if (!rect) throw new Error(`${id} has no place`);
  return rect;
};
const inside = (inner: Rect, outer: Rect): boolean =>
  inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height;
const overlap = (a: Rect, b: Rect): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('who belongs to whom', () => {
  const { families, namespaces } = familiesOf(undefined, input);

  it('puts a Deployment’s present revision first, then older ones with pods, and the rest into its history', () => {
    expect(families.map(({ id }) => id)).toEqual(['workload:uid-web', 'workload:uid-db', 'bare:default']);
    expect(families[0]?.sections.map(({ card, isCurrent, pods: own }) => [card?.revision, isCurrent, own.map(({ name }) => name)])).toEqual([['3', true, ['web-b']], ['2', false, ['web-a']]]);
    expect(families[0]?.history.map(({ revision }) => revision)).toEqual(['1']);
  });

  it('knows the claims of a StatefulSet, those of its missing pods too; others are the namespace’s', () => {
    expect(families[1]?.claims.map(({ name }) => name)).toEqual(['data-db-0', 'data-db-2']);
    expect(namespaces.get('default')?.looseClaims.map(({ name }) => name)).toEqual(['spare']);
  });

  it.each([
    { claim: 'data-db-12', ordinal: 12 },
    { claim: 'data-db-x', ordinal: undefined },
    { claim: 'data-other-0', ordinal: undefined },
    { claim: 'logs-db-0', ordinal: undefined },
  ])('takes $claim for number $ordinal', ({ claim: name, ordinal }) => {
    expect(claimOrdinal(name, db)).toBe(ordinal);
  });

  it('keeps the identity of families that nothing happened to', () => {
    const before = familiesOf(undefined, input);
    const after = familiesOf(before, { ...input, pods: byUid(...pods.map((pod) => (pod.name === 'db-0' ? { ...pod, restarts: 1 } : pod))) });
    expect(after.families.map((family, index) => family === before.families[index])).toEqual([true, false, true]);
  });
});

describe('the workloads lens', () => {
  const model = nextModel(undefined, input);

  it('has every pod inside the card of its workload, and finds it under the pointer', () => {
    for (const [name, card] of [['web-a', 'workload:uid-web'], ['db-1', 'workload:uid-db'], ['lone', 'bare:default']] as const) {
      const pod = rectIn(model, `pod:uid-${name}`);
      expect(inside(pod, rectIn(model, card)), name).toBe(true);
      expect(hit(model, centreOf(pod))).toBe(`pod:uid-${name}`);
    }
  });

  it('puts a claim below the pod of its number, and leaves the place of a pod that is missing', () => {
    const [pod, own, missing] = [rectIn(model, 'pod:uid-db-0'), rectIn(model, 'extra:uid-data-db-0'), rectIn(model, 'extra:uid-data-db-2')];
    expect([own.x, own.y]).toEqual([pod.x, pod.y + pod.height + 2]);
    expect(missing.x).toBeGreaterThan(rectIn(model, 'pod:uid-db-1').x);
  });

  it('shows one namespace where one is looked at', () => {
    const other = workloadCard('Deployment', 'other', { namespace: 'shop' });
    const both = { ...input, workloads: byUid(web, other) };
    expect([...nextModel(undefined, { ...both, namespace: 'shop' }).boxes.keys()]).toEqual(['namespace:shop', 'workload:uid-other']);
  });

  it('makes room for the gauges of a quota under the name of its namespace', () => {
    const quota: QuotaCard = { kind: 'ResourceQuota', uid: 'quota', namespace: 'default', name: 'team', limits: ['pods', 'cpu', 'memory'].map((resource) => ({ resource, used: '1', hard: '2' })) };
    const narrow = { ...input, aspect: 0.3 };
    const height = (extras: typeof input.extras): number => nextModel(undefined, { ...narrow, extras }).boxes.get('namespace:default')?.height ?? 0;
    expect(height(byUid(quota)) - height(byUid())).toBe(84);
  });

  it('leaves other cards in their columns while one comes, and pods in place while others go', () => {
    const more = nextModel(model, { ...input, workloads: byUid(...input.workloads.values(), workloadCard('Deployment', 'api')) });
    for (const id of ['workload:uid-web', 'workload:uid-db']) expect(more.workloads?.columnOf.get(id)).toBe(model.workloads?.columnOf.get(id));
    const fewer = nextModel(model, { ...input, pods: byUid(...pods.filter(({ name }) => name !== 'db-0')) });
    expect(rectIn(fewer, 'pod:uid-db-1')).toEqual(rectIn(model, 'pod:uid-db-1'));
    expect(fewer.boxes).toBe(model.boxes);
  });

  it('gives machines back as they were, with what happened meanwhile', () => {
    const cluster = nextModel(undefined, { ...input, lens: 'cluster' });
    const away = nextModel(cluster, input);
    const during = nextModel(away, { ...input, pods: byUid(...pods, podCard('late', 'node-1')) });
    const back = nextModel(during, { ...during.input, lens: 'cluster' });
    for (const { uid } of pods) expect(rectIn(back, `pod:${uid}`)).toEqual(rectIn(cluster, `pod:${uid}`));
    expect(rectOf(back, 'pod:uid-late')).toBeDefined();
    expect(back.workloads).toBeUndefined();
  });

  it.each([
    { count: 6, shape: 'tile', widthMax: 380 },
    { count: 300, shape: 'chip', widthMax: 1200 },
    { count: 1000, shape: 'cell', widthMax: 1200 },
  ])('draws $count pods of one workload as $shape, in a card that is no strip', ({ count, shape, widthMax }) => {
    const many = Array.from({ length: count }, (_, index) => podOf(`p${String(index)}`, sets[2] ?? web));
    const large = nextModel(undefined, { ...input, pods: byUid(...many), workloads: byUid({ ...web, desired: count }, ...sets) });
    const card = large.workloads?.cards.get('workload:uid-web');
    expect(card?.shape).toBe(shape);
    expect(card?.places.size).toBe(count);
    expect(card?.width).toBeLessThanOrEqual(widthMax);
    expect((card?.height ?? 0) / (card?.width ?? 1)).toBeLessThan(1.1);
  });

  it('never puts anything over anything else, whatever comes and goes', () => {
    const scene = fc.record({
      pods: fc.array(fc.record({ number: fc.nat(40), owner: fc.constantFrom(...sets, db, undefined) }), { maxLength: 40 }),
      workloads: fc.subarray([web, ...sets, db, workloadCard('DaemonSet', 'agent', { namespace: 'kube-system', rollout }), workloadCard('Job', 'once', { namespace: 'shop' })]),
      claims: fc.subarray(['data-db-0', 'data-db-1', 'data-db-7', 'spare'].map(claim)),
      aspect: fc.constantFrom(0.5, 1.4, 2.2),
    });
    fc.assert(fc.property(fc.array(scene, { minLength: 1, maxLength: 5 }), (scenes) => {
      let after: StageModel | undefined;
      for (const { pods: drawn, workloads, claims, aspect } of scenes) {
        const cards = drawn.map(({ number, owner }) => (owner ? podOf(`${owner.name}-${String(number)}`, owner) : podCard(`lone-${String(number)}`, '')));
        after = nextModel(after, { ...input, pods: byUid(...cards), workloads: byUid(...workloads), extras: byUid(...claims), aspect });
        const boxes = [...after.boxes.values()];
        expect(boxes.some((a, index) => boxes.slice(index + 1).some((b) => overlap(a, b))), 'cards').toBe(false);
        for (const [id, { places, marks, width, height }] of after.workloads?.cards ?? []) {
          const parts = [...[...places.values()].map(({ rect }) => rect), ...marks.values()];
          expect(parts.some((a, index) => parts.slice(index + 1).some((b) => overlap(a, b))), `inside ${id}`).toBe(false);
          expect(parts.every((part) => inside(part, { x: 0, y: 0, width, height })), `within ${id}`).toBe(true);
        }
        const shown = [...(after.workloads?.cards.values() ?? [])].reduce((sum, { places }) => sum + places.size, 0);
        expect(shown, 'every pod').toBe(after.input.pods.size);
      }
    }), { numRuns: 60 });
  });

  it('lays 1,000 pods out anew in a few milliseconds when 50 of them change', () => {
    const many = Array.from({ length: 1000 }, (_, index) => podOf(`p${String(index)}`, sets[2] ?? web));
    const first = nextModel(undefined, { ...input, pods: byUid(...many) });
    const pods = byUid(...many.map((pod, index) => (index < 50 ? { ...pod, cpuUsedMilli: 9 } : pod)));
    let after = first;
    expect(fastestMs(10, () => { after = nextModel(first, { ...first.input, pods }); })).toBeLessThan(50);
    expect(after.workloads?.cards.get('workload:uid-web')?.places).toBe(first.workloads?.cards.get('workload:uid-web')?.places);
  });
});
