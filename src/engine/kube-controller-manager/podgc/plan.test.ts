import { describe, expect, it } from 'vitest';
import type { V1Node, V1Pod } from '../../../kube/generated/types.ts';
import { isLeaving, stuckOnDeadNodes, unscheduledTerminating } from './plan.ts';

const pod = (phase: string, { ending = false, node = '' } = {}): V1Pod => ({
  metadata: { name: 'p', ...(ending ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}) }, spec: { containers: [], ...(node ? { nodeName: node } : {}) }, status: { phase },
}) as unknown as V1Pod;
const node = (ready: boolean, taint?: string): V1Node => ({ spec: { taints: taint ? [{ key: taint, effect: 'NoExecute' }] : [] }, status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'Unknown' }] } });
const outOfService = 'node.kubernetes.io/out-of-service';

describe('the pod collector', () => {
  it.each([
    { why: 'runs', pod: pod('Running', { node: 'n' }), leaving: false },
    { why: 'waits for a node', pod: pod('Pending'), leaving: false },
    { why: 'has done its work', pod: pod('Succeeded', { node: 'n' }), leaving: true },
    { why: 'has failed', pod: pod('Failed', { node: 'n' }), leaving: true },
    { why: 'runs and was told to end', pod: pod('Running', { node: 'n', ending: true }), leaving: true },
    { why: 'never ran and was told to end', pod: pod('Pending', { ending: true }), leaving: true },
  ])('looks at a pod that $why: $leaving', ({ pod: seen, leaving }) => {
    expect(isLeaving(seen)).toBe(leaving);
  });

  it.each([
    { why: 'was told to end and has no node', pod: pod('Pending', { ending: true }), removed: true },
    { why: 'was told to end on a node', pod: pod('Running', { ending: true, node: 'n' }), removed: false },
    { why: 'has no node yet', pod: pod('Pending'), removed: false },
  ])('without a node: a pod that $why', ({ pod: seen, removed }) => {
    expect(unscheduledTerminating([seen])).toHaveLength(removed ? 1 : 0);
  });

  it.each([
    { why: 'its node is out of service', pod: pod('Running', { ending: true, node: 'n' }), node: node(false, outOfService), removed: true },
    { why: 'its node is only not ready', pod: pod('Running', { ending: true, node: 'n' }), node: node(false), removed: false },
    { why: 'its node is ready all the same', pod: pod('Running', { ending: true, node: 'n' }), node: node(true, outOfService), removed: false },
    { why: 'nobody told it to end', pod: pod('Running', { node: 'n' }), node: node(false, outOfService), removed: false },
    { why: 'its node is gone: an orphan, which is another matter', pod: pod('Running', { ending: true, node: 'n' }), node: undefined, removed: false },
  ])('on a dead node: $why', ({ pod: seen, node: where, removed }) => {
    expect(stuckOnDeadNodes([seen], () => where)).toHaveLength(removed ? 1 : 0);
  });
});
