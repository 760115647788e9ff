import { expect, it } from 'vitest';
import type { V1OwnerReference, V1PersistentVolumeClaim, V1Pod, V1StatefulSet } from '../../../kube/generated/types.ts';
import { newOwners } from './pods.ts';

type Policy = 'Retain' | 'Delete';

const set = (whenScaled: Policy, whenDeleted: Policy): V1StatefulSet => ({
  metadata: { name: 'db', namespace: 'default', uid: 'set' },
  spec: { replicas: 1, selector: {}, template: {}, persistentVolumeClaimRetentionPolicy: { whenScaled, whenDeleted } },
});
const pod = (ordinal: number): V1Pod => ({ metadata: { name: `db-${String(ordinal)}`, namespace: 'default', uid: `pod-${String(ordinal)}` }, spec: { containers: [] } });
const owner = (kind: string, name: string, uid: string, controller = true): V1OwnerReference => ({ apiVersion: 'v1', kind, name, uid, ...(controller ? { controller } : {}) });
const bySet = owner('StatefulSet', 'db', 'set');
const byPod = owner('Pod', 'db-1', 'pod-1');
const byOther = owner('Backup', 'nightly', 'other');
const byFriend = owner('Note', 'friend', 'friend', false);

it.each<{ why: string; policy: readonly [Policy, Policy]; ordinal: number; has: readonly V1OwnerReference[]; gets: readonly string[] | undefined }>([
  { why: 'it is kept in any case', policy: ['Retain', 'Retain'], ordinal: 0, has: [], gets: undefined },
  { why: 'it was to go, and is kept now', policy: ['Retain', 'Retain'], ordinal: 0, has: [bySet, byFriend], gets: ['friend'] },
  { why: 'it goes with the set', policy: ['Retain', 'Delete'], ordinal: 0, has: [byFriend], gets: ['friend', 'set'] },
  { why: 'it goes with the set, not with the pod that scaling removes', policy: ['Retain', 'Delete'], ordinal: 1, has: [byPod], gets: ['set'] },
  { why: 'it is kept as long as its pod is', policy: ['Delete', 'Retain'], ordinal: 0, has: [], gets: undefined },
  { why: 'it goes with the pod that scaling removes', policy: ['Delete', 'Retain'], ordinal: 1, has: [], gets: ['pod-1'] },
  { why: 'the pod is out, so the set lets go', policy: ['Delete', 'Delete'], ordinal: 1, has: [bySet], gets: ['pod-1'] },
  { why: 'the set owns it without managing it', policy: ['Retain', 'Delete'], ordinal: 0, has: [owner('StatefulSet', 'db', 'set', false)], gets: ['set'] },
  { why: 'it belongs to an earlier set of that name', policy: ['Retain', 'Delete'], ordinal: 0, has: [owner('StatefulSet', 'db', 'earlier')], gets: undefined },
  { why: 'it belongs to an earlier pod of that name', policy: ['Delete', 'Delete'], ordinal: 1, has: [owner('Pod', 'db-1', 'earlier')], gets: undefined },
  { why: 'somebody else manages it', policy: ['Retain', 'Delete'], ordinal: 0, has: [byOther], gets: undefined },
  { why: 'somebody else manages it, too', policy: ['Retain', 'Delete'], ordinal: 0, has: [bySet, byOther], gets: ['other'] },
])('who owns a claim: $why', ({ policy, ordinal, has, gets }) => {
  const claim: V1PersistentVolumeClaim = { metadata: { name: 'data', ownerReferences: [...has] } };
  expect(newOwners(claim, set(...policy), pod(ordinal))?.map(({ uid }) => uid)).toEqual(gets);
});
