import { expect, it } from 'vitest';
import type * as t from '../kube/generated/types.ts';
import { storage } from '../lessons/storage/lesson.ts';
import type { ExtraCard } from '../protocol/cards.ts';
import { Picture } from './picture.ts';
import { Session } from './session.ts';
import { claimCard, volumeCard } from './storage-cards.ts';

/** Cards of the storage lesson as it opens, by kind and name. */
function cards(): ReadonlyMap<string, ExtraCard> {
  const session = new Session(storage.scenario);
  session.replay();
  const picture = new Picture({ startEpochMs: 0, powered: () => true, lost: () => false, usage: () => undefined, rates: () => ({ requests: 0, failures: 0 }) });
  const all = session.cluster.store.range('/registry/');
  for (const value of all === 'compacted' ? [] : all.values) picture.take({ type: 'ADDED', value, previous: undefined });
  return new Map(picture.flush(0).extras.changed.map((card) => [`${card.kind} ${card.name}`, card]));
}

it('tells of claims, volumes with their machines, and classes', () => {
  const found = cards();
  const notes = found.get('PersistentVolumeClaim notes');
  expect(notes).toMatchObject({ phase: 'Bound', capacity: '1Gi', accessModes: 'RWO', storageClass: 'kept' });
  const volume = found.get(`PersistentVolume ${notes?.kind === 'PersistentVolumeClaim' ? notes.volume : ''}`);
  expect(volume).toMatchObject({ phase: 'Bound', claim: 'default/notes', reclaimPolicy: 'Retain', storageClass: 'kept' });
  expect(volume?.kind === 'PersistentVolume' && volume.attachedTo).toHaveLength(1);
  expect(found.get('PersistentVolume spare')).toMatchObject({ phase: 'Available', claim: '', attachedTo: [] });
  expect(found.get('PersistentVolumeClaim later')).toMatchObject({ phase: 'Pending', volume: '', capacity: '1Gi' });
  expect(found.get('StorageClass standard')).toMatchObject({ isDefault: true, bindingMode: 'WaitForFirstConsumer', reclaimPolicy: 'Delete', canExpand: true });
});

const claim = (fields: Partial<t.V1PersistentVolumeClaim>): t.V1PersistentVolumeClaim => ({ kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: 'default', uid: 'u' }, ...fields });

it.each([
  { why: 'it has what it asked for', asked: '1Gi', has: '1Gi', wanted: undefined },
  { why: 'it has more', asked: '1Gi', has: '5Gi', wanted: undefined },
  { why: 'it asks for more', asked: '3Gi', has: '1024Mi', wanted: '3Gi' },
])('a claim wants $wanted: $why', ({ asked, has, wanted }) => {
  expect(claimCard(claim({ spec: { resources: { requests: { storage: asked } } }, status: { phase: 'Bound', capacity: { storage: has } } })).wanted).toBe(wanted);
});

it('a claim tells of the condition that holds, with its message, and of none that does not', () => {
  const conditions = [{ type: 'Resizing', status: 'False' }, { type: 'FileSystemResizePending', status: 'True', message: 'Waiting for user to (re-)start a pod' }];
  expect(claimCard(claim({ status: { conditions } })).condition).toBe('FileSystemResizePending: Waiting for user to (re-)start a pod');
  expect(claimCard(claim({ status: { conditions: conditions.slice(0, 1) } }))).not.toHaveProperty('condition');
});

it('what is being deleted says so, and a volume where it can be reached from', () => {
  expect(claimCard(claim({ metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' }, status: { phase: 'Bound' } })).phase).toBe('Terminating');
  const nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['zone-a', 'zone-b'] }] }] } };
  expect(volumeCard({ metadata: { name: 'disk' }, spec: { nodeAffinity }, status: { phase: 'Failed', message: 'no plugin' } }, ['node-1'])).toMatchObject({ reach: 'zone-a, zone-b', attachedTo: ['node-1'], message: 'no plugin' });
});
