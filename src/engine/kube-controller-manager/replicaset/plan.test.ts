import { describe, expect, it } from 'vitest';
import type { V1Pod } from '../../../kube/generated/types.ts';
import { rfc3339 } from '../../../kube/time.ts';
import { countReplicas, planReplicas, replicaStatus } from './plan.ts';

const epochMs = 1_800_000_000_000;

function pods(count: number, readyForSeconds?: number): V1Pod[] {
  return Array.from({ length: count }, (_, index) => ({
    metadata: { name: `p${String(index)}`, labels: { app: 'web' } },
    status: { phase: 'Running', ...(readyForSeconds === undefined ? {} : { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: rfc3339(epochMs - readyForSeconds * 1000) }] }) },
  }));
}

describe('planReplicas', () => {
  it.each([
    { why: 'as many as wanted', desired: 3, active: 3, action: 'nothing', count: 0 },
    { why: 'too few', desired: 3, active: 1, action: 'create', count: 2 },
    { why: 'far too few: 500 in one turn', desired: 1000, active: 1, action: 'create', count: 500 },
    { why: 'too many', desired: 1, active: 3, action: 'delete', count: 2 },
    { why: 'all must go', desired: 0, active: 3, action: 'delete', count: 3 },
  ])('$why', ({ desired, active, action, count }) => {
    const plan = planReplicas({ desired, active, activePods: () => pods(active), related: () => [], epochMs });
    expect(plan.do).toBe(action);
    expect(plan.do === 'create' ? plan.count : plan.do === 'delete' ? plan.pods.length : 0).toBe(count);
  });
});

describe('replicaStatus', () => {
  const base = { old: undefined, generation: 2, desired: 2, terminating: 0, failure: undefined, epochMs };
  const template = { metadata: { labels: { app: 'web' } } };
  const counts = (active: readonly V1Pod[], minReadySeconds = 0) => ({ counts: countReplicas(active, template, minReadySeconds, epochMs) });

  it('leaves out counts of zero', () => {
    expect(replicaStatus({ ...base, ...counts([]) })).toEqual({ replicas: 0, terminatingReplicas: 0, observedGeneration: 2 });
  });

  it('counts ready and available apart', () => {
    const status = replicaStatus({ ...base, ...counts([...pods(1, 5), ...pods(1, 20)], 10) });
    expect(status).toMatchObject({ replicas: 2, fullyLabeledReplicas: 2, readyReplicas: 2, availableReplicas: 1 });
  });

  it('says what failed, and keeps the first words until it works again', () => {
    const failed = replicaStatus({ ...base, ...counts(pods(1)), failure: { message: 'no room' } });
    expect(failed.conditions).toEqual([{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'no room', lastTransitionTime: rfc3339(epochMs) }]);
    const still = replicaStatus({ ...base, old: failed, ...counts(pods(1)), failure: { message: 'other' }, epochMs: epochMs + 1000 });
    expect(still.conditions).toEqual(failed.conditions);
    expect(replicaStatus({ ...base, old: failed, ...counts(pods(2)) }).conditions).toBeUndefined();
  });
});
