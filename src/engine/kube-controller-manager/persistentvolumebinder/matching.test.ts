import { expect, it } from 'vitest';
import type { V1PersistentVolume, V1PersistentVolumeClaim } from '../../../kube/generated/types.ts';
import { findVolume } from './matching.ts';

const claim: V1PersistentVolumeClaim = { metadata: { name: 'data', namespace: 'default', uid: 'claim' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '5Gi' } } } };

interface Extra {
  readonly modes?: readonly string[];
  readonly reserved?: boolean;
  readonly leaving?: boolean;
  readonly phase?: string;
  readonly mode?: string;
  readonly class?: string;
}

const volume = (name: string, storage: string, { modes = ['ReadWriteOnce'], reserved, leaving, phase = 'Available', mode, class: storageClassName }: Extra = {}): V1PersistentVolume => ({
  metadata: { name, ...(leaving ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}) },
  spec: { capacity: { storage }, accessModes: modes, ...(reserved ? { claimRef: { name: 'data', namespace: 'default' } } : {}), ...(mode ? { volumeMode: mode } : {}), ...(storageClassName ? { storageClassName } : {}) },
  status: { phase },
} as V1PersistentVolume);
const both = ['ReadOnlyMany', 'ReadWriteOnce'];

it.each([
  { why: 'the smallest that is large enough', volumes: [volume('big', '20Gi'), volume('small', '6Gi'), volume('tiny', '1Gi')], found: 'small' },
  { why: 'one reserved for it, however large', volumes: [volume('small', '6Gi'), volume('mine', '50Gi', { reserved: true })], found: 'mine' },
  { why: 'not one reserved for it that is too small', volumes: [volume('mine', '1Gi', { reserved: true }), volume('small', '6Gi')], found: 'small' },
  { why: 'not one reserved for it that is being deleted', volumes: [volume('mine', '50Gi', { reserved: true, leaving: true }), volume('small', '6Gi')], found: 'small' },
  { why: 'one with fewer modes before a smaller one with more', volumes: [volume('many', '5Gi', { modes: both }), volume('exact', '50Gi')], found: 'exact' },
  { why: 'one with more modes where no other will do', volumes: [volume('many', '5Gi', { modes: both }), volume('exact', '1Gi')], found: 'many' },
  { why: 'one with fewer modes even before a reserved one with more', volumes: [volume('mine', '5Gi', { modes: both, reserved: true }), volume('exact', '50Gi')], found: 'exact' },
  { why: 'none without the mode', volumes: [volume('other', '50Gi', { modes: ['ReadOnlyMany'] })], found: undefined },
  { why: 'none that is a block device', volumes: [volume('block', '50Gi', { mode: 'Block' })], found: undefined },
  { why: 'none of another class', volumes: [volume('fast', '50Gi', { class: 'fast' })], found: undefined },
  { why: 'none that was released', volumes: [volume('old', '50Gi', { phase: 'Released' })], found: undefined },
  { why: 'with delayed binding only a reserved one', delayed: true, volumes: [volume('small', '6Gi'), volume('mine', '50Gi', { reserved: true })], found: 'mine' },
  { why: 'with delayed binding no other', delayed: true, volumes: [volume('small', '6Gi')], found: undefined },
])('a claim gets $why', ({ volumes, delayed = false, found }) => {
  expect(findVolume(claim, volumes, delayed)?.metadata?.name).toBe(found);
});
