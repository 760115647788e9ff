import { expect, it } from 'vitest';
import type { ClaimCard, ClassCard, EventLine, ExtraCard, PodCard, StorageCard, VolumeCard } from '../../protocol/cards.ts';
import { heldBy, reasonOf, storageHealth, storageLabel, textOf } from './storage-select.ts';
import { storageWords } from './storage-words.ts';

const claim: ClaimCard = { kind: 'PersistentVolumeClaim', uid: 'c', namespace: 'default', name: 'data', phase: 'Bound', capacity: '1Gi', storageClass: 'standard', volume: 'pv', accessModes: 'RWO' };
const volume: VolumeCard = { kind: 'PersistentVolume', uid: 'v', namespace: '', name: 'pv', phase: 'Bound', capacity: '1Gi', accessModes: 'RWO', reclaimPolicy: 'Retain', storageClass: 'standard', claim: 'default/data', reach: 'zone-a', attachedTo: ['node-1'], message: '' };
const standard: ClassCard = { kind: 'StorageClass', uid: 's', namespace: '', name: 'standard', provisioner: 'disk.drydock.dev', reclaimPolicy: 'Delete', bindingMode: 'WaitForFirstConsumer', isDefault: true, canExpand: true };
const event = (objectUid: string, message: string): EventLine => ({ uid: message, atMs: 0, type: 'Normal', reason: 'x', message, kind: 'PersistentVolumeClaim', namespace: 'default', name: 'data', objectUid, source: '', count: 1 });

it.each<{ card: StorageCard; health: string; state: string; detail: string }>([
  { card: claim, health: 'good', state: 'Bound · RWO · standard', detail: 'default' },
  { card: { ...claim, phase: 'Pending' }, health: 'busy', state: 'Pending · RWO · standard', detail: 'waiting for first consumer' },
  { card: { ...claim, condition: 'FileSystemResizePending: wait' }, health: 'good', state: 'Bound · RWO · standard', detail: 'FileSystemResizePending: wait' },
  { card: volume, health: 'good', state: 'Bound · RWO · Retain · standard', detail: 'on node-1' },
  { card: { ...volume, attachedTo: [] }, health: 'good', state: 'Bound · RWO · Retain · standard', detail: 'in zone-a' },
  { card: { ...volume, phase: 'Released', attachedTo: [], reach: '' }, health: 'going', state: 'Released · RWO · Retain · standard', detail: 'was of default/data' },
  { card: { ...volume, phase: 'Available', claim: '', attachedTo: [], reach: '' }, health: 'done', state: 'Available · RWO · Retain · standard', detail: 'no claim has it' },
  { card: { ...volume, phase: 'Failed', message: 'no deletable plugin' }, health: 'bad', state: 'Failed · RWO · Retain · standard', detail: 'no deletable plugin' },
  { card: standard, health: 'good', state: 'disk.drydock.dev', detail: 'waits for a pod · Delete · can grow' },
])('$card.kind $card.phase is $health and says “$state”, “$detail”', ({ card, health, state, detail }) => {
  const reason = reasonOf(card, [event('c', 'old'), event('c', 'waiting for first consumer'), event('other', 'nothing')]);
  expect(storageHealth(card)).toBe(health);
  expect(textOf(card, reason, storageWords.en)).toMatchObject({ state, detail });
});

it('says all of it in its name, and from what to what a claim grows', () => {
  const about = { words: storageWords.en, kinds: {} };
  expect(storageLabel({ ...claim, wanted: '3Gi' }, '', about)).toBe('PersistentVolumeClaim data, Bound, 1Gi → 3Gi, RWO, standard');
  expect(storageLabel(volume, '', about)).toBe('PersistentVolume pv, Bound, 1Gi, RWO, standard, Retain, of default/data, on node-1, in zone-a');
  expect(storageLabel(standard, '', about)).toBe('StorageClass standard, disk.drydock.dev, waits for a pod, Delete, can grow, default');
});

it('says of what is being deleted what holds it, not what was said while it was made', () => {
  const log = { uid: 'p', namespace: 'default', name: 'log-0', claims: ['data'], status: 'Running' } as unknown as PodCard;
  const going: ClaimCard = { ...claim, phase: 'Terminating' };
  const near = { pods: new Map([['p', log], ['q', { ...log, uid: 'q', name: 'log-1', claims: ['other'] }]]), extras: new Map<string, ExtraCard>([['c', going]]) };
  const [gone, words] = [{ pods: new Map(), extras: new Map() }, storageWords.en];
  expect([heldBy(going, near, words), heldBy(claim, near, words), heldBy(going, gone, words)]).toEqual(['still used by pod log-0', '', '']);
  const goingVolume: VolumeCard = { ...volume, phase: 'Terminating' };
  expect([heldBy(goingVolume, near, words), heldBy(goingVolume, gone, words)]).toEqual(['still bound to claim default/data', '']);
  expect(reasonOf(going, [event('c', 'Successfully provisioned volume')])).toBe('');
});
