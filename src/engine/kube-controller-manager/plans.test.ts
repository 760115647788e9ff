import { describe, expect, it } from 'vitest';
import type { V1Node, V1Pod, V1Toleration } from '../../kube/generated/types.ts';
import { fitOf } from './daemonset/fit.ts';
import { planDependent, type OwnerState } from './garbagecollector/plan.ts';
import { planNoSchedule, zoneState } from './nodelifecycle/plan.ts';
import { CidrSet } from './nodeipam/cidr-set.ts';
import { surplusTerminated } from './podgc/plan.ts';
import { mayStayMs } from './tainteviction/plan.ts';

describe('garbage: planDependent', () => {
  const plan = (states: OwnerState[], extra: Partial<Parameters<typeof planDependent>[0]> = {}) =>
    planDependent({ owners: states.map((state, index) => ({ state, reference: { apiVersion: 'v1', kind: 'X', name: 'x', uid: `u${String(index)}` } })), finalizers: [], hasDependents: false, inCircle: false, ...extra });

  it.each([
    { why: 'an owner that is there keeps it', outcome: plan(['there']), action: { do: 'nothing' } },
    { why: 'one of two is enough, the other reference goes', outcome: plan(['absent', 'there']), action: { do: 'dropReferences', uids: ['u0'] } },
    { why: 'without owners left it is garbage', outcome: plan(['absent']), action: { do: 'delete', propagationPolicy: 'Background', unblockFirst: false } },
    { why: 'an owner in foreground deletion takes it along, with all it owns', outcome: plan(['waiting'], { hasDependents: true }), action: { do: 'delete', propagationPolicy: 'Foreground', unblockFirst: false } },
    { why: 'a circle is opened first', outcome: plan(['waiting'], { hasDependents: true, inCircle: true }), action: { do: 'delete', propagationPolicy: 'Foreground', unblockFirst: true } },
    { why: 'a deletion that has begun keeps its policy', outcome: plan(['absent'], { finalizers: ['orphan'] }), action: { do: 'delete', propagationPolicy: 'Orphan', unblockFirst: false } },
  ])('$why', ({ outcome, action }) => {
    expect(outcome).toEqual(action);
  });
});

describe('taints', () => {
  const taint = { key: 'out', value: 'now', effect: 'NoExecute' };
  const tolerate = (tolerationSeconds?: number, extra: Partial<V1Toleration> = {}): V1Toleration => ({ key: 'out', operator: 'Exists', effect: 'NoExecute', ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }), ...extra });
  it.each([
    { why: 'nothing tolerates it', tolerations: [], ms: 0 },
    { why: 'for ever', tolerations: [tolerate()], ms: undefined },
    { why: 'for a while', tolerations: [tolerate(6)], ms: 6000 },
    { why: 'no time at all', tolerations: [tolerate(-1)], ms: 0 },
    { why: 'another value', tolerations: [tolerate(6, { operator: 'Equal', value: 'later' })], ms: 0 },
    { why: 'every taint', tolerations: [{ operator: 'Exists' }], ms: undefined },
  ])('may stay $ms ms: $why', ({ tolerations, ms }) => {
    expect(mayStayMs([taint], tolerations)).toBe(ms);
  });

  it('follow conditions and cordons', () => {
    const node: V1Node = {
      spec: { unschedulable: true, taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }, { key: 'mine', effect: 'NoSchedule' }] },
      status: { conditions: [{ type: 'Ready', status: 'Unknown' }, { type: 'DiskPressure', status: 'True' }] },
    };
    const { add, remove } = planNoSchedule(node);
    expect(add.map(({ key }) => key)).toEqual(['node.kubernetes.io/unreachable', 'node.kubernetes.io/disk-pressure', 'node.kubernetes.io/unschedulable']);
    expect(remove.map(({ key }) => key)).toEqual(['node.kubernetes.io/not-ready']);
  });

  it.each([
    [0, 1, 'FullDisruption'], [1, 2, 'Normal'], [3, 3, 'Normal'], [2, 3, 'PartialDisruption'], [5, 0, 'Normal'],
  ] as const)('a zone with %d ready and %d other nodes: %s', (ready, other, state) => {
    expect(zoneState(ready, other, 0.55)).toBe(state);
  });
});

describe('daemons', () => {
  const node = (extra: Partial<V1Node['spec']> = {}, labels: Record<string, string> = {}): V1Node => ({ metadata: { name: 'n', labels }, spec: extra });
  const fit = (spec: object, where: V1Node) => fitOf({ spec: { selector: {}, template: { spec: { containers: [], ...spec } } } }, where);
  it.each([
    { why: 'any node', got: fit({}, node()), fits: [true, true] },
    { why: 'a cordoned node too', got: fit({}, node({ taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] })), fits: [true, true] },
    { why: 'NoSchedule lets stay what is there', got: fit({}, node({ taints: [{ key: 'x', effect: 'NoSchedule' }] })), fits: [false, true] },
    { why: 'NoExecute does not', got: fit({}, node({ taints: [{ key: 'x', effect: 'NoExecute' }] })), fits: [false, false] },
    { why: 'a selector', got: fit({ nodeSelector: { disk: 'ssd' } }, node()), fits: [false, false] },
    { why: 'a selector that holds', got: fit({ nodeSelector: { disk: 'ssd' } }, node({}, { disk: 'ssd' })), fits: [true, true] },
    { why: 'a label every object inherits is none', got: fit({ nodeSelector: { constructor: 'x' } }, node()), fits: [false, false] },
  ])('$why', ({ got, fits }) => {
    expect([got.shouldRun, got.mayStay]).toEqual(fits);
  });
});

describe('ranges of pod addresses', () => {
  it('are given in order, and come back at the end', () => {
    const ranges = new CidrSet('10.244.0.0/22');
    ranges.occupy('10.244.1.0/24');
    expect([ranges.allocate(), ranges.allocate()]).toEqual(['10.244.0.0/24', '10.244.2.0/24']);
    ranges.release('10.244.0.0/24');
    expect([ranges.allocate(), ranges.allocate(), ranges.allocate()]).toEqual(['10.244.3.0/24', '10.244.0.0/24', undefined]);
  });
});

it('of ended pods beyond the threshold, evicted and old ones go', () => {
  const pod = (name: string, created: string, reason?: string): V1Pod => ({ metadata: { name, creationTimestamp: created }, status: { phase: 'Failed', ...(reason ? { reason } : {}) } });
  const pods = [pod('new', '3'), pod('old', '1'), pod('evicted', '4', 'Evicted'), { metadata: { name: 'runs' }, status: { phase: 'Running' } }];
  expect(surplusTerminated(pods, 1).map(({ metadata }) => metadata?.name)).toEqual(['evicted', 'old']);
  expect(surplusTerminated(pods, 3)).toEqual([]);
});
