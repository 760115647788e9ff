import type { Health, NodeCard } from '../../../protocol/cards.ts';
import type { EtcdMember, HeadSight, HeadsPicture } from '../../../protocol/members.ts';
import { rateText } from '../select.ts';
import { nothing, windowMs, type Activity, type Programs, type Tally } from './activity.ts';
import { runsOn, type ComponentState } from './state.ts';
import type { PlaneWords } from './words.ts';

const perSecond = (count: number): string => rateText(count / (windowMs / 1000));
export const askedBy = ({ asked }: Activity, id: string): Tally => asked.get(id) ?? nothing;
const allOf = ({ reads, writes }: Tally): number => reads + writes;

export interface Figures {
  readonly activity: Activity;
  readonly programs: Programs;
  readonly revision: number;
  readonly stored: number;
  /** Where there are several control planes: what each is up to, as the component says it ('' for nothing). */
  readonly shared?: string | undefined;
}

/** What keeps who holds a Lease from its work. */
export type LeaseTrouble = 'off' | 'down' | 'refused' | 'none';

/** What a component that runs on several machines says of them: whose Lease it is, or which API servers refuse; '' where there is nothing to say. */
export function sharedWords(id: string, several: HeadsPicture | undefined, nodes: Iterable<NodeCard>, words: PlaneWords): string {
  if (several === undefined) return '';
  if (id === 'plane:api') return serversOf(several.heads, words);
  const runs = runsOn(id);
  if (!runs) return '';
  const name = id === 'plane:scheduler' ? several.scheduler : several.manager;
  const holder = several.heads.find((head) => head.name === name);
  const trouble = !holder ? 'none' : [...nodes].some((node) => node.name === name && !node.powered) ? 'off' : !runs(holder) ? 'down' : holder.api === 'answers' ? 'none' : 'refused';
  return words.lease(name, trouble);
}

/** Who refuses, who answers, who is down; nothing where all answer. */
function serversOf(heads: readonly HeadSight[], words: PlaneWords): string {
  const states = ['refuses', 'answers', 'down'] as const;
  const named = states.map((state) => ({ state, names: heads.filter(({ api }) => api === state).map(({ name }) => name) })).filter(({ names }) => names.length > 0);
  return heads.every(({ api }) => api === 'answers') ? '' : named.map(({ state, names }) => words.servers(state, names)).join(' · ');
}

/** What a reader says of a member of etcd. */
export const memberLabel = (member: EtcdMember, isCut: boolean, words: PlaneWords): string => [words.member(member.name), ...memberLines(member, isCut, words)].join(', ');

/** Its part, its term and how far its log goes; what is not agreed upon, where anything is. */
const memberLines = ({ role, term, commit, lastIndex, pending }: EtcdMember, isCut: boolean, words: PlaneWords): readonly string[] =>
  [words.role[role] + (isCut ? `, ${words.apart}` : ''), words.term(term), words.log(commit, lastIndex), ...(pending > 0 ? [words.pending(pending)] : [])];

/** On the side of a cut that has no majority. */
export const isCutOff = ({ side }: EtcdMember, members: readonly EtcdMember[]): boolean => members.some((other) => other.side !== side) && members.filter((other) => other.side === side).length * 2 <= members.length;

/** The lines of figures on a component's card, the first the most telling. */
export function figuresOf(id: string, { activity, programs, revision, stored, shared = '' }: Figures, words: PlaneWords): readonly string[] {
  const tally = askedBy(activity, id);
  switch (id) {
    case 'plane:api': return [...said(shared), words.requests(perSecond(allOf(activity.total))), activity.verbs.slice(0, 4).map(([verb, count]) => words.verb(verb, perSecond(count))).join(' · ')];
    case 'plane:etcd': return [words.stored(revision, stored)];
    case 'plane:scheduler': return [words.queue(programs.waiting, activity.placed), words.requests(perSecond(allOf(tally))), ...said(shared)];
    case 'plane:manager': return [[...said(shared), words.writes(perSecond(tally.writes))].join(' · ')];
    default: return [allOf(tally) === 0 ? words.quiet : words.requests(perSecond(allOf(tally)))];
  }
}

const said = (text: string): readonly string[] => (text === '' ? [] : [text]);

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
