import { describe, expect, it } from 'vitest';
import type { V1Pod, V1StatefulSet } from '../../../kube/generated/types.ts';
import { planSet } from './plan.ts';

type Pod = 'old' | 'old-broken' | 'new' | 'new-broken' | 'ending' | 'none';

const pod = (ordinal: number, state: Pod): V1Pod => ({
  metadata: {
    name: `db-${String(ordinal)}`, creationTimestamp: '2026-01-01T00:00:00Z', ...(state === 'ending' ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    labels: { 'controller-revision-hash': state.startsWith('new') ? 'two' : 'one', 'statefulset.kubernetes.io/pod-name': `db-${String(ordinal)}`, 'apps.kubernetes.io/pod-index': String(ordinal) },
  },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: state.endsWith('broken') ? 'False' : 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }] },
}) as unknown as V1Pod;

const plan = (states: readonly Pod[], spec: V1StatefulSet['spec']): readonly string[] => planSet({
  set: { metadata: { name: 'db' }, spec } as V1StatefulSet, pods: states.flatMap((state, ordinal) => (state === 'none' ? [] : [pod(ordinal, state)])),
  currentRevision: 'one', updateRevision: 'two', epochMs: Date.UTC(2026, 0, 2), claimsMatch: () => true,
}).map((action) => (action.do === 'create' ? `create ${String(action.ordinal)} ${action.revision}` : `${action.do} ${action.pod.metadata?.name ?? ''}`));

describe('a rolling update of a StatefulSet', () => {
  it.each([
    { why: 'the highest number goes first', pods: ['old', 'old', 'old'], parallel: false, then: ['delete db-2'] },
    { why: 'then the next one below', pods: ['old', 'old', 'new'], parallel: false, then: ['delete db-1'] },
    { why: 'it waits for a new one that is not ready', pods: ['old', 'old', 'new-broken'], parallel: false, then: [] },
    { why: 'in parallel it updates one at a time, too', pods: ['old', 'old', 'old'], parallel: true, then: ['delete db-2'] },
    { why: 'in parallel an old one that never gets ready is replaced', pods: ['old', 'old', 'old-broken'], parallel: true, then: ['delete db-2'] },
    { why: 'in parallel it waits for one that ends', pods: ['old', 'old', 'ending'], parallel: true, then: [] },
    { why: 'the partition is left alone', pods: ['old', 'new', 'new'], parallel: false, partition: 1, then: [] },
    { why: 'what is missing comes first, in the old revision below the partition', pods: ['none', 'old', 'new'], parallel: false, partition: 1, then: ['create 0 current'] },
    { why: 'maxUnavailable does not count in 1.36', pods: ['old', 'old', 'old'], parallel: true, maxUnavailable: 2, then: ['delete db-2'] },
  ] as const)('$why', ({ pods, parallel, then, ...rest }) => {
    const rollingUpdate = { ...('partition' in rest ? { partition: rest.partition } : {}), ...('maxUnavailable' in rest ? { maxUnavailable: rest.maxUnavailable } : {}) };
    const spec = { serviceName: 'db', selector: {}, template: {}, replicas: pods.length, podManagementPolicy: parallel ? 'Parallel' : 'OrderedReady', updateStrategy: { type: 'RollingUpdate', rollingUpdate } };
    expect(plan(pods, spec as V1StatefulSet['spec'])).toEqual(then);
  });
});

describe('a pod that waits', () => {
  const templates = [{ metadata: { name: 'data' }, spec: {} }];
  it.each([
    { why: 'claims are made again, in case one is gone', spec: { volumeClaimTemplates: templates }, then: ['claims db-0'] },
    { why: 'in parallel, too, and the others go on', spec: { volumeClaimTemplates: templates, podManagementPolicy: 'Parallel', replicas: 2 }, then: ['claims db-0', 'create 1 update'] },
    { why: 'there are no claims to make', spec: {}, then: [] },
  ])('$why', ({ spec, then }) => {
    const waiting = { ...pod(0, 'new-broken'), status: { phase: 'Pending' } } as V1Pod;
    const actions = planSet({
      set: { metadata: { name: 'db' }, spec: { serviceName: 'db', selector: {}, template: {}, replicas: 1, ...spec } } as unknown as V1StatefulSet, pods: [waiting],
      currentRevision: 'two', updateRevision: 'two', epochMs: Date.UTC(2026, 0, 2), claimsMatch: () => true,
    });
    expect(actions.map((action) => (action.do === 'create' ? `create ${String(action.ordinal)} ${action.revision}` : `${action.do} ${action.pod.metadata?.name ?? ''}`))).toEqual(then);
  });
});
