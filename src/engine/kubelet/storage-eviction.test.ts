import { describe, expect, it } from 'vitest';
import type { V1Pod } from '../../kube/generated/types.ts';
import { pressureRefusal } from './admission.ts';
import { diskBytes, diskEvictionMessage, diskThresholdBytes, passedLimit, rankForDisk, type StorageUse } from './storage-eviction.ts';

const mi = 1_048_576;
const use = (containers: Readonly<Record<string, number>>, volumes: Readonly<Record<string, number>> = {}, inMemory = false): StorageUse => ({
  containers: Object.entries(containers).map(([name, mebis]) => ({ name, bytes: mebis * mi })),
  volumes: Object.entries(volumes).map(([name, mebis]) => ({ name, bytes: mebis * mi, inMemory })),
});
const container = (name: string, limit?: string, request?: string) => ({ name, resources: { ...(limit ? { limits: { 'ephemeral-storage': limit } } : {}), ...(request ? { requests: { 'ephemeral-storage': request } } : {}) } });
const pod = (spec: object, name = 'p'): V1Pod => ({ metadata: { name }, spec } as V1Pod);

describe('the limits of a pod', () => {
  it.each([
    { why: 'an emptyDir as full as it may be', spec: { containers: [container('a')], volumes: [{ name: 'cache', emptyDir: { sizeLimit: '100Mi' } }] }, used: use({}, { cache: 100 }), says: undefined },
    { why: 'a little fuller', spec: { containers: [container('a')], volumes: [{ name: 'cache', emptyDir: { sizeLimit: '100Mi' } }] }, used: use({}, { cache: 101 }), says: 'Usage of EmptyDir volume "cache" exceeds the limit "100Mi". ' },
    { why: 'one without a limit', spec: { containers: [container('a')], volumes: [{ name: 'cache', emptyDir: {} }] }, used: use({}, { cache: 5000 }), says: undefined },
    { why: 'all that a pod has, volumes too', spec: { containers: [container('a', '1Gi'), container('b', '1Gi')], volumes: [{ name: 'cache', emptyDir: {} }] }, used: use({ a: 900, b: 900 }, { cache: 300 }), says: 'Pod ephemeral local storage usage exceeds the total limit of containers 2Gi. ' },
    { why: 'a volume in memory is no disk', spec: { containers: [container('a', '1Gi')], volumes: [{ name: 'cache', emptyDir: { medium: 'Memory' } }] }, used: use({ a: 900 }, { cache: 300 }, true), says: undefined },
    { why: 'one container while the pod as a whole keeps to it', spec: { containers: [container('a', '500Mi'), container('b', '1Gi')] }, used: use({ a: 501, b: 1 }), says: 'Container a exceeded its local ephemeral storage limit "500Mi". ' },
    { why: 'an init container that may have more', spec: { initContainers: [container('i', '2Gi')], containers: [container('a', '1Gi')] }, used: use({ i: 1500, a: 100 }), says: undefined },
    { why: 'no limit at all', spec: { containers: [container('a')] }, used: use({ a: 50_000 }), says: undefined },
  ])('$why: $says', ({ spec, used, says }) => {
    expect(passedLimit({ pod: pod(spec), use: used })).toBe(says);
  });
});

describe('a full disk', () => {
  it('takes those above their requests first, then the less important, then the largest', () => {
    const candidate = (name: string, mebis: number, { request = '0', priority = 0 } = {}) => ({ pod: pod({ priority, containers: [container('a', undefined, request)] }, name), use: use({ a: mebis }) });
    const ranked = rankForDisk([candidate('within', 400, { request: '500Mi' }), candidate('important', 900, { priority: 10 }), candidate('small', 10), candidate('large', 100), candidate('empty', 0)]);
    expect(ranked.map(({ pod: each }) => each.metadata?.name)).toEqual(['large', 'small', 'important', 'empty', 'within']);
  });

  it('says what was lacking, and who had more than it asked for', () => {
    const message = diskEvictionMessage({ pod: pod({ containers: [container('a', undefined, '1Gi'), container('b')] }), use: use({ a: 512, b: 96 }, { cache: 3000 }) }, { thresholdBytes: diskThresholdBytes(100 * 1024 * mi), availableBytes: 9 * 1024 * mi });
    expect(message).toBe('The node was low on resource: ephemeral-storage. Threshold quantity: 10737418400, available: 9Gi. Container b was using 96Mi, request is 0, has larger consumption of ephemeral-storage. ');
    expect(diskBytes(use({ a: 1 }, { b: 2 }))).toBe(3 * mi);
  });

  it.each([
    { why: 'no pressure', pressure: { memory: false, disk: false }, qosClass: 'BestEffort', refused: undefined },
    { why: 'disk', pressure: { memory: false, disk: true }, qosClass: 'Guaranteed', refused: 'The node had condition: [DiskPressure]. ' },
    { why: 'memory, a pod that says what it needs', pressure: { memory: true, disk: false }, qosClass: 'Burstable', refused: undefined },
    { why: 'memory, a pod that does not', pressure: { memory: true, disk: false }, qosClass: 'BestEffort', refused: 'The node had condition: [MemoryPressure]. ' },
    { why: 'memory, a pod that tolerates it', pressure: { memory: true, disk: false }, qosClass: 'BestEffort', tolerations: [{ key: 'node.kubernetes.io/memory-pressure', operator: 'Exists' }], refused: undefined },
    { why: 'both', pressure: { memory: true, disk: true }, qosClass: 'Burstable', refused: 'The node had condition: [MemoryPressure DiskPressure]. ' },
    { why: 'a critical pod', pressure: { memory: true, disk: true }, qosClass: 'BestEffort', priority: 2_000_001_000, refused: undefined },
  ])('takes no more pods, or does: $why', ({ pressure, qosClass, tolerations, priority, refused }) => {
    const found = pressureRefusal({ spec: { containers: [], ...(tolerations ? { tolerations } : {}), ...(priority ? { priority } : {}) }, status: { qosClass } } as V1Pod, pressure);
    expect(found?.message).toBe(refused);
  });
});
