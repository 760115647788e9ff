import { kindText } from '../design/index.ts';
import type { ClaimCard, ClassCard, EventLine, Health, StorageCard, VolumeCard } from '../../protocol/cards.ts';
import type { SessionState } from '../session/store.ts';
import type { StorageWords } from './storage-words.ts';

/** A card's state as a shape; its word stands beside it. */
export function storageHealth(card: StorageCard): Health {
  if (card.kind === 'StorageClass') return 'good';
  return phases[card.phase] ?? 'bad';
}

const phases: Readonly<Record<string, Health>> = { Bound: 'good', Available: 'done', Pending: 'busy', Released: 'going', Terminating: 'going', Failed: 'bad', Lost: 'bad' };

/** Why a claim or volume is not as wanted, in the newest words that were said about it; '' where it is. Of one that is being deleted only what went wrong counts: the rest was said before. */
export function reasonOf(card: StorageCard, events: readonly EventLine[]): string {
  if (card.kind === 'StorageClass' || card.phase === 'Bound' || card.phase === 'Available') return '';
  if (card.kind === 'PersistentVolume' && card.message !== '') return card.message;
  return events.findLast(({ objectUid, type }) => objectUid === card.uid && (card.phase !== 'Terminating' || type === 'Warning'))?.message ?? '';
}

/** Why a claim or volume that is being deleted is there still: pods use it, or a claim is bound to it. '' where nothing that is drawn holds it. */
export function heldBy(card: StorageCard, { pods, extras }: Pick<SessionState, 'pods' | 'extras'>, words: StorageWords): string {
  if (card.kind === 'StorageClass' || card.phase !== 'Terminating') return '';
  if (card.kind === 'PersistentVolumeClaim') {
    const users = [...pods.values()].filter(({ namespace, claims, status }) => namespace === card.namespace && claims?.includes(card.name) && status !== 'Completed').map(({ name }) => name);
    return users.length === 0 ? '' : words.usedBy(users.join(', '));
  }
  const isBound = [...extras.values()].some((other) => other.kind === 'PersistentVolumeClaim' && `${other.namespace}/${other.name}` === card.claim);
  return isBound ? words.boundTo(card.claim) : '';
}

/** Name, and two lines below it. */
export interface CardText {
  readonly size: string;
  readonly state: string;
  readonly detail: string;
}

/** What a card says besides its name. */
export function textOf(card: StorageCard, reason: string, words: StorageWords): CardText {
  if (card.kind === 'PersistentVolumeClaim') return claimText(card, reason, words);
  return card.kind === 'PersistentVolume' ? volumeText(card, reason, words) : classText(card, words);
}

const joined = (...parts: readonly string[]): string => parts.filter(Boolean).join(' · ');

function claimText(card: ClaimCard, reason: string, words: StorageWords): CardText {
  const size = card.wanted === undefined ? card.capacity : words.grows(card.capacity, card.wanted);
  return { size, state: joined(card.phase, card.accessModes, card.storageClass), detail: card.condition ?? (reason === '' ? card.namespace : reason) };
}

function volumeText(card: VolumeCard, reason: string, words: StorageWords): CardText {
  const place = card.attachedTo.length > 0 ? words.attached(card.attachedTo.join(', ')) : card.reach === '' ? '' : words.reach(card.reach);
  const whose = card.claim === '' ? words.free : card.phase === 'Released' || card.phase === 'Failed' ? words.was(card.claim) : '';
  return { size: card.capacity, state: joined(card.phase, card.accessModes, card.reclaimPolicy, card.storageClass), detail: reason === '' ? joined(whose, place) || words.of(card.claim) : reason };
}

const classText = (card: ClassCard, words: StorageWords): CardText => ({
  size: card.isDefault ? words.isDefault : '', state: card.provisioner, detail: joined(words.binding[card.bindingMode] ?? card.bindingMode, card.reclaimPolicy, card.canExpand ? words.expandable : ''),
});

/** Accessible name: `PersistentVolumeClaim data-log-0, Bound, 1Gi, RWO, standard`, then all that the card says. */
export function storageLabel(card: StorageCard, reason: string, { words, kinds }: { readonly words: StorageWords; readonly kinds: Readonly<Record<string, string>> }): string {
  const name = `${kindText(card.kind, kinds)} ${card.name}`;
  const { size, state, detail } = textOf(card, reason, words);
  if (card.kind === 'StorageClass') return [name, state, detail, size].filter(Boolean).join(', ').replaceAll(' · ', ', ');
  const more = card.kind === 'PersistentVolume' ? [card.reclaimPolicy, ...(card.claim === '' ? [] : [words.of(card.claim)]), ...(card.attachedTo.length > 0 ? [words.attached(card.attachedTo.join(', '))] : []), ...(card.reach === '' ? [] : [words.reach(card.reach)])] : [];
  return [name, card.phase, size, card.accessModes, card.storageClass, ...more, ...(reason === '' ? [] : [detail]), ...('condition' in card && card.condition ? [card.condition] : [])].filter(Boolean).join(', ');
}
