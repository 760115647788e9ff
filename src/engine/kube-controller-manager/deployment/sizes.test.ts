import { describe, expect, it } from 'vitest';
import type { V1Deployment, V1ReplicaSet } from '../../../kube/generated/types.ts';
import { fenceposts, maxUnavailableOf, newReplicas, proportionalSizes, shrinkOld } from './sizes.ts';

const deployment = (replicas: number, maxSurge: number | string = '25%', maxUnavailable: number | string = '25%', type = 'RollingUpdate'): V1Deployment =>
  ({ spec: { replicas, selector: {}, template: {}, strategy: { type, ...(type === 'RollingUpdate' ? { rollingUpdate: { maxSurge, maxUnavailable } } : {}) } } });
const set = (name: string, replicas: number, available: number, max?: number): V1ReplicaSet =>
  ({ metadata: { name, creationTimestamp: name, ...(max ? { annotations: { 'deployment.kubernetes.io/max-replicas': String(max) } } : {}) }, spec: { replicas, selector: {} }, status: { replicas, availableReplicas: available } });

describe('fenceposts', () => {
  it.each([
    { why: 'surge rounds up, unavailable down', of: deployment(10), maxSurge: 3, maxUnavailable: 2 },
    { why: 'both nothing: one may be unavailable', of: deployment(3, 0, '1%'), maxSurge: 0, maxUnavailable: 1 },
    { why: 'a little surge is one', of: deployment(3, '1%', 0), maxSurge: 1, maxUnavailable: 0 },
    { why: 'Recreate knows neither', of: deployment(3, 1, 1, 'Recreate'), maxSurge: 0, maxUnavailable: 0 },
  ])('$why', ({ of, maxSurge, maxUnavailable }) => {
    expect(fenceposts(of)).toEqual({ maxSurge, maxUnavailable });
  });

  it('no more can be unavailable than there are', () => {
    expect(maxUnavailableOf(deployment(2, 0, 5))).toBe(2);
  });
});

describe('newReplicas', () => {
  it.each([
    { why: 'as far as the surge allows', of: deployment(10, 3, 2), old: 10, fresh: 0, size: 3 },
    { why: 'no room', of: deployment(10, 3, 2), old: 10, fresh: 3, size: 3 },
    { why: 'never more than wanted', of: deployment(2, 5, 0), old: 0, fresh: 1, size: 2 },
    { why: 'all at once with Recreate', of: deployment(4, 0, 0, 'Recreate'), old: 0, fresh: 0, size: 4 },
  ])('$why', ({ of, old, fresh, size }) => {
    expect(newReplicas(of, [set('a', old, old), set('b', fresh, 0)], fresh)).toBe(size);
  });
});

describe('shrinkOld', () => {
  it.each([
    { why: 'as many as may be unavailable', of: deployment(10, 3, 2), old: [set('a', 10, 10)], fresh: set('z', 3, 0), sizes: ['a 8'] },
    { why: 'nothing while new pods use up what may be missing', of: deployment(10, 3, 2), old: [set('a', 8, 8)], fresh: set('z', 5, 0), sizes: [] },
    { why: 'unhealthy ones first, of the oldest set', of: deployment(10, 3, 2), old: [set('b', 5, 5), set('a', 5, 1)], fresh: set('z', 3, 3), sizes: ['a 0'] },
    { why: 'one for one', of: deployment(4, 1, 0), old: [set('a', 4, 4)], fresh: set('z', 1, 1), sizes: ['a 3'] },
  ])('$why', ({ of, old, fresh, sizes }) => {
    expect(shrinkOld(of, old, fresh)?.map(({ set: { metadata }, replicas }) => `${metadata?.name ?? ''} ${String(replicas)}`)).toEqual(sizes);
  });

  it('tells nothing from a status of before', () => {
    expect(shrinkOld(deployment(5, 3, 2), [set('a', 5, 11)], set('z', 3, 0))).toBeUndefined();
  });
});

describe('proportionalSizes', () => {
  it.each([
    { why: 'grow', of: deployment(15, 3, 2), sets: [set('a', 8, 8, 13), set('b', 5, 0, 13)], sizes: ['a 11', 'b 7'] },
    { why: 'shrink', of: deployment(5, 3, 2), sets: [set('a', 11, 11, 18), set('b', 7, 0, 18)], sizes: ['a 5', 'b 3'] },
    { why: 'to nothing', of: deployment(0, 3, 2), sets: [set('a', 3, 3, 8), set('b', 2, 0, 8)], sizes: ['a 0', 'b 0'] },
  ])('$why', ({ of, sets, sizes }) => {
    expect(proportionalSizes(of, sets).map(({ set: { metadata }, replicas }) => `${metadata?.name ?? ''} ${String(replicas)}`).sort()).toEqual(sizes);
  });
});
