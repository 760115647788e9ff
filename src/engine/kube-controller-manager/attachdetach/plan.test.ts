import { describe, expect, it } from 'vitest';
import type { V1Node, V1PersistentVolume, V1Pod } from '../../../kube/generated/types.ts';
import { detachAfterMs, isHeldElsewhere, multiAttachMessage } from './plan.ts';

const volume: V1PersistentVolume = { metadata: { name: 'pv-1' }, spec: { csi: { driver: 'd', volumeHandle: 'h' } } };
const node = (ready: 'True' | 'False' | 'Unknown', mounted: boolean, taint?: string): V1Node => ({
  ...(taint ? { spec: { taints: [{ key: taint, effect: 'NoExecute' }] } } : {}),
  status: { conditions: [{ type: 'Ready', status: ready }], ...(mounted ? { volumesInUse: ['kubernetes.io/csi/d^h'] } : {}) },
});

describe('a disk that nobody needs on its node', () => {
  it.each([
    { why: 'goes at once where it is not mounted', node: node('True', false), waitedMs: 0, left: 0 },
    { why: 'stays while a healthy node has it mounted, however long', node: node('True', true), waitedMs: 1e9, left: undefined },
    { why: 'waits six minutes for a node that has fallen silent', node: node('Unknown', true), waitedMs: 60_000, left: 300_000 },
    { why: 'waits six minutes for a node that is not ready', node: node('False', true), waitedMs: 0, left: 360_000 },
    { why: 'goes by force after that', node: node('Unknown', true), waitedMs: 360_000, left: 0 },
    { why: 'goes at once from a node that is out of service', node: node('Unknown', true, 'node.kubernetes.io/out-of-service'), waitedMs: 0, left: 0 },
    { why: 'waits where the node has any other taint', node: node('Unknown', true, 'node.kubernetes.io/unreachable'), waitedMs: 0, left: 360_000 },
    { why: 'goes at once from a node that is no more', node: undefined, waitedMs: 0, left: 0 },
  ])('$why', ({ node: from, waitedMs, left }) => {
    expect(detachAfterMs({ volume, node: from, waitedMs })).toBe(left);
  });
});

describe('a pod whose disk is elsewhere hears', () => {
  const pod = (name: string, namespace = 'default'): V1Pod => ({ metadata: { name, namespace } });
  it.each([
    { why: 'that it is, where no pod uses it any more', users: [], words: "is already exclusively attached to one node and can't be attached to another" },
    { why: 'the pods of its own namespace', users: [pod('a'), pod('b')], words: 'is already used by pod(s) a, b' },
    { why: 'of other namespaces only how many', users: [pod('x', 'other')], words: 'is already used by 1 pod(s) in different namespaces' },
    { why: 'both', users: [pod('a'), pod('x', 'other'), pod('y', 'third')], words: 'is already used by pod(s) a and 2 pod(s) in different namespaces' },
  ])('$why', ({ users, words }) => {
    expect(multiAttachMessage('pv-1', pod('new'), users)).toBe(`Multi-Attach error for volume "pv-1" Volume ${words}`);
  });
});

it.each([
  [['ReadWriteOnce'], true], [['ReadWriteOncePod'], true], [['ReadWriteOnce', 'ReadOnlyMany'], false], [['ReadWriteMany'], false], [[], false],
])('a disk with access modes %j that is on another node is held there: %s', (accessModes, held) => {
  const attachments = [{ spec: { attacher: 'd', nodeName: 'node-2', source: { persistentVolumeName: 'pv-1' } } }];
  expect(isHeldElsewhere({ volume: { ...volume, spec: { ...volume.spec, accessModes } }, node: 'node-1', pods: [] }, attachments)).toBe(held);
});
