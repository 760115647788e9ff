import type { Health, NodeCard, PodCard } from '../../../protocol/cards.ts';
import type { EtcdMember } from '../../../protocol/members.ts';
import type { FaultSpec } from '../../../scenario/document.ts';

/** How a component is: `silent` where nobody answers, `off` where its machine has no power, `down` where its pod does not run. */
export interface ComponentState {
  readonly word: 'runs' | 'silent' | 'refusing' | 'leaderless' | 'off' | 'down';
  readonly health: Health;
  /** Kubernetes' own word for a pod that does not run, or how many of a hundred requests are refused. */
  readonly detail: string;
}

export interface PlanePicture {
  readonly nodes: Iterable<NodeCard>;
  readonly faults: readonly FaultSpec[];
  readonly isSilent: boolean;
  /** Members of etcd, where there are several. */
  readonly members?: readonly EtcdMember[] | undefined;
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
  if (id === 'plane:etcd' && (picture.faults.some(({ type }) => type === 'etcd-leader-lost') || (picture.members && !leaderOf(picture.members)))) return state('leaderless', 'bad');
  const refusals = picture.faults.findLast((fault) => fault.type === 'api-refusals');
  if (id === 'plane:api' && refusals && refusals.percent > 0) return state('refusing', 'busy', String(refusals.percent));
  const on = new Set(heads.filter(({ powered }) => powered).map(({ name }) => name));
  const living = picture.pods.filter(({ node }) => on.has(node));
  if (picture.pods.length === 0 || living.some(({ health }) => health === 'good')) return runs;
  return state('down', 'bad', living[0]?.status ?? '');
}

/** The member that leads a majority, all of it on its own side of a cut. */
export function leaderOf(members: readonly EtcdMember[]): EtcdMember | undefined {
  const reaches = (one: EtcdMember): number => members.filter(({ role, side }) => role !== 'down' && side === one.side).length;
  return [...members].sort((a, b) => b.term - a.term).find((one) => one.role === 'leader' && reaches(one) * 2 > members.length);
}

const planeItself: ReadonlySet<string> = new Set(['plane:api', 'plane:etcd', 'plane:scheduler', 'plane:manager', 'plane:cloud']);
