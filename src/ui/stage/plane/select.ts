import type { Health, NodeCard } from '../../../protocol/cards.ts';
import type { EtcdMember, HeadsPicture } from '../../../protocol/members.ts';
import { rateText } from '../select.ts';
import { nothing, windowMs, type Activity, type Programs, type Tally } from './activity.ts';
import type { ComponentState } from './state.ts';
import type { PlaneWords } from './words.ts';

const perSecond = (count: number): string => rateText(count / (windowMs / 1000));
export const askedBy = ({ asked }: Activity, id: string): Tally => asked.get(id) ?? nothing;
const allOf = ({ reads, writes }: Tally): number => reads + writes;

export interface Figures {
  readonly activity: Activity;
  readonly programs: Programs;
  readonly revision: number;
  readonly stored: number;
  /** The machine whose instance of it works, where there are several; undefined where there are not. */
  readonly holder?: string | undefined;
}

export function holderOf(id: string, heads: HeadsPicture | undefined): string | undefined {
  return id === 'plane:scheduler' ? heads?.scheduler : id === 'plane:manager' ? heads?.manager : undefined;
}

/** What a reader says of a member of etcd. */
export const memberLabel = (member: EtcdMember, isCut: boolean, words: PlaneWords): string => [words.member(member.name), ...memberLines(member, isCut, words)].join(', ');

/** Its part, its term and how far its log goes; what is not agreed upon, where anything is. */
export const memberLines = ({ role, term, commit, lastIndex, pending }: EtcdMember, isCut: boolean, words: PlaneWords): readonly string[] =>
  [words.role[role] + (isCut ? `, ${words.apart}` : ''), words.log(term, commit, lastIndex), ...(pending > 0 ? [words.pending(pending)] : [])];

/** On the side of a cut that has no majority. */
export const isCutOff = ({ side }: EtcdMember, members: readonly EtcdMember[]): boolean => members.some((other) => other.side !== side) && members.filter((other) => other.side === side).length * 2 <= members.length;

/** The lines of figures on a component's card, the first the most telling. */
export function figuresOf(id: string, { activity, programs, revision, stored, holder }: Figures, words: PlaneWords): readonly string[] {
  const tally = askedBy(activity, id);
  switch (id) {
    case 'plane:api': return [words.requests(perSecond(allOf(activity.total))), activity.verbs.slice(0, 4).map(([verb, count]) => words.verb(verb, perSecond(count))).join(' · ')];
    case 'plane:etcd': return [words.stored(revision, stored)];
    case 'plane:scheduler': return [words.queue(programs.waiting, activity.placed), words.requests(perSecond(allOf(tally))), ...leases(holder, words)];
    case 'plane:manager': return [[words.writes(perSecond(tally.writes)), ...leases(holder, words)].join(' · ')];
    default: return [allOf(tally) === 0 ? words.quiet : words.requests(perSecond(allOf(tally)))];
  }
}

const leases = (holder: string | undefined, words: PlaneWords): readonly string[] => (holder === undefined ? [] : [words.lease(holder)]);

/** What of it was refused and what failed; none where nothing was. */
export function troublesOf(id: string, activity: Activity, words: PlaneWords): readonly string[] {
  const { refused, failed } = id === 'plane:api' ? activity.total : askedBy(activity, id);
  return [...(refused > 0 ? [words.refused(perSecond(refused))] : []), ...(failed > 0 ? [words.failed(perSecond(failed))] : [])];
}

export const nameOf = (id: string, words: PlaneWords): string => words.names[id.slice('plane:'.length)] ?? id;

/** What a reader says of a component; without a state where it has none of its own. */
export function componentLabel(id: string, state: ComponentState | undefined, lines: readonly string[], words: PlaneWords): string {
  return [words.component(nameOf(id, words)), ...(state ? [words.state[state.word](state.detail)] : []), ...lines.filter(Boolean)].join(', ');
}

/** A controller's writes in figures; '' where it wrote nothing lately. */
export const controllerRate = ({ writes }: Tally): string => (writes === 0 ? '' : perSecond(writes));

export function kubeletState({ powered, status }: NodeCard, words: PlaneWords): { readonly health: Health; readonly text: string } {
  if (!powered) return { health: 'bad', text: words.of.silent };
  return status.startsWith('NotReady') ? { health: 'bad', text: words.of.notReady } : { health: 'good', text: words.state.runs('') };
}

/** As the drawer of requests calls who asks; undefined for what asks in no name of its own. */
export function whoIs(id: string): string | undefined {
  if (id.startsWith('node:')) return `kubelet/${id.slice('node:'.length)}`;
  if (id.startsWith('plane:member/')) return undefined;
  if (id.startsWith('plane:controller/')) return id.slice('plane:controller/'.length);
  return { 'plane:api': '', 'plane:etcd': '', 'plane:scheduler': 'kube-scheduler', 'plane:manager': 'kube-controller-manager', 'plane:cloud': 'cloud-controller-manager', 'plane:proxy': 'kube-proxy', 'plane:person': 'kubernetes-admin' }[id];
}

/** Whether something is lit while the pointer is on `hovered`: itself, the API server, and whom it woke or who woke it. */
export function isTouched(id: string, hovered: string, { woke }: Activity): boolean {
  if (hovered === '' || id === hovered || id === 'plane:api' || hovered === 'plane:api') return hovered !== '';
  if (hovered === 'plane:etcd') return false;
  return (woke.get(hovered)?.has(id) ?? false) || (woke.get(id)?.has(hovered) ?? false);
}
