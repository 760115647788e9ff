import type { Health, NodeCard, PodCard } from '../../../protocol/cards.ts';
import type { EtcdMember, HeadsPicture, HeadSight } from '../../../protocol/members.ts';
import type { FaultSpec } from '../../../scenario/document.ts';

/** How a component is: `silent` where nobody answers, `off` where its machine has no power, `down` where its pod does not run, `some` where not all of several do what they should. */
export interface ComponentState {
  readonly word: 'runs' | 'silent' | 'refusing' | 'leaderless' | 'off' | 'down' | 'some';
  readonly health: Health;
  /** Kubernetes' own word for a pod that does not run, how many of a hundred requests are refused, or how many of how many run (1/3). */
  readonly detail: string;
}

export interface PlanePicture {
  readonly nodes: Iterable<NodeCard>;
  readonly faults: readonly FaultSpec[];
  readonly isSilent: boolean;
  /** The control planes, where there are several. */
  readonly several?: HeadsPicture | undefined;
  /** The component's own static pods; none where it is no pod. */
  readonly pods: readonly PodCard[];
}

const state = (word: ComponentState['word'], health: Health, detail = ''): ComponentState => ({ word, health, detail });
const runs = state('runs', 'good');

/** The state of a component of the control plane itself. What stands outside it (kube-proxy, accounts, the person) always can ask. */
export function componentState(id: string, picture: PlanePicture): ComponentState {
  if (!planeItself.has(id)) return runs;
  const heads = [...picture.nodes].filter(({ roles }) => roles.includes('control-plane'));
  if (heads.length > 0 && heads.every(({ powered }) => !powered)) return state('off', 'bad');
  if (id === 'plane:api' && picture.isSilent) return state('silent', 'bad');
  if (id === 'plane:etcd' && (picture.faults.some(({ type }) => type === 'etcd-leader-lost') || (picture.several && !leaderOf(picture.several.members)))) return state('leaderless', 'bad');
  const refusals = picture.faults.findLast((fault) => fault.type === 'api-refusals');
  if (id === 'plane:api' && refusals && refusals.percent > 0) return state('refusing', 'busy', String(refusals.percent));
  const shared = picture.several && sharedState(id, picture.several);
  if (shared) return shared;
  const on = new Set(heads.filter(({ powered }) => powered).map(({ name }) => name));
  const living = picture.pods.filter(({ node }) => on.has(node));
  if (picture.pods.length === 0 || living.some(({ health }) => health === 'good')) return runs;
  return state('down', 'bad', living[0]?.status ?? '');
}

/** Whether it runs on a machine; undefined for what is not looked at machine by machine. */
export function runsOn(id: string): ((head: HeadSight) => boolean) | undefined {
  if (id === 'plane:api') return ({ api }) => api !== 'down';
  if (id === 'plane:scheduler') return ({ runsScheduler }) => runsScheduler;
  return id === 'plane:manager' ? ({ runsManager }) => runsManager : undefined;
}

/** How many of several run, where not all do or one of them does not do its work; undefined where all is well. */
function sharedState(id: string, { heads, scheduler, manager }: HeadsPicture): ComponentState | undefined {
  const runs = runsOn(id);
  const running = runs ? heads.filter(runs) : [];
  if (!runs) return undefined;
  const holder = heads.find(({ name }) => name === (id === 'plane:scheduler' ? scheduler : manager));
  const works = id === 'plane:api' ? heads.every(({ api }) => api === 'answers') : holder !== undefined && running.includes(holder) && holder.api === 'answers';
  return works && running.length === heads.length ? undefined : state('some', running.length === 0 ? 'bad' : 'busy', `${String(running.length)}/${String(heads.length)}`);
}

/** The member that leads a majority, all of it on its own side of a cut. */
export function leaderOf(members: readonly EtcdMember[]): EtcdMember | undefined {
  const reaches = (one: EtcdMember): number => members.filter(({ role, side }) => role !== 'down' && side === one.side).length;
  return [...members].sort((a, b) => b.term - a.term).find((one) => one.role === 'leader' && reaches(one) * 2 > members.length);
}

const planeItself: ReadonlySet<string> = new Set(['plane:api', 'plane:etcd', 'plane:scheduler', 'plane:manager', 'plane:cloud']);
