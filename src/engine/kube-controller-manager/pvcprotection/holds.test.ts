import { expect, it } from 'vitest';
import type { V1PersistentVolumeClaim, V1Pod } from '../../../kube/generated/types.ts';
import { holds } from './controller.ts';

const claim = (name: string, owner?: string): V1PersistentVolumeClaim => ({
  metadata: { name, namespace: 'default', ...(owner ? { ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'p', uid: owner, controller: true }] } : {}) },
});
const pod = (spec: object, metadata: object = {}, phase = 'Running'): V1Pod => ({ metadata: { name: 'p', namespace: 'default', uid: 'u', ...metadata }, spec: { containers: [], nodeName: 'node-1', ...spec }, status: { phase } });
const named = { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] };
const own = { volumes: [{ name: 'v', ephemeral: { volumeClaimTemplate: { spec: {} } } }] };
const leaving = (deletionGracePeriodSeconds: number): object => ({ deletionTimestamp: '2026-01-01T09:00:00Z', deletionGracePeriodSeconds });

it.each([
  { why: 'a pod that runs holds', pod: pod(named), claim: claim('data'), held: true },
  { why: 'a pod that waits for a node does not hold', pod: pod({ ...named, nodeName: undefined }), claim: claim('data'), held: false },
  { why: 'a pod that has ended holds, for as long as it is there,', pod: pod(named, {}, 'Succeeded'), claim: claim('data'), held: true },
  { why: 'a pod that names another does not hold', pod: pod(named), claim: claim('other'), held: false },
  { why: 'a pod holds what was made for it,', pod: pod(own), claim: claim('p-v', 'u'), held: true },
  { why: 'not what only has that name,', pod: pod(own), claim: claim('p-v'), held: false },
  { why: 'while it is being deleted,', pod: pod(own, leaving(30)), claim: claim('p-v', 'u'), held: true },
  { why: 'until its kubelet is done with it,', pod: pod(own, leaving(0)), claim: claim('p-v', 'u'), held: false },
  { why: 'what others may use, too, it holds to the last,', pod: pod(named, leaving(0)), claim: claim('data'), held: true },
])('$why a claim: $held', ({ pod: user, claim: used, held }) => {
  expect(holds(user, used)).toBe(held);
});
