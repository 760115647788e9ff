import type { PodCard } from '../../../protocol/cards.ts';
import { cloudAccounts, controllerAccounts } from '../../../protocol/components.ts';
import type { TracedRequest } from '../../../protocol/requests.ts';
import { programs } from '../objects.ts';

/** How a request fared: `refused` by the API server's rules (4xx), `failed` where it or etcd could not answer. */
export type Outcome = 'ok' | 'refused' | 'failed';

/** What was asked in the last {@link windowMs}. */
export interface Tally {
  readonly reads: number;
  readonly writes: number;
  readonly refused: number;
  readonly failed: number;
}

export interface Activity {
  /** By id on the stage; `plane:manager` has what its controllers asked, too. */
  readonly asked: ReadonlyMap<string, Tally>;
  readonly total: Tally;
  /** Most frequent first. */
  readonly verbs: readonly (readonly [verb: string, count: number])[];
  /** Who was woken by what somebody wrote. */
  readonly woke: ReadonlyMap<string, ReadonlySet<string>>;
  /** Pods that were given a machine. */
  readonly placed: number;
}

/** Virtual time that is looked back on. */
export const windowMs = 10_000;

export const nothing: Tally = { reads: 0, writes: 0, refused: 0, failed: 0 };
export const idle: Activity = { asked: new Map(), total: nothing, verbs: [], woke: new Map(), placed: 0 };

const reads: ReadonlySet<string> = new Set(['get', 'list', 'watch']);
const controllers: ReadonlySet<string> = new Set(controllerAccounts);
const clouds: ReadonlySet<string> = new Set(cloudAccounts);
const components: Readonly<Record<string, string>> = { 'kube-scheduler': 'plane:scheduler', 'kube-controller-manager': 'plane:manager', 'kube-proxy': 'plane:proxy', 'cloud-controller-manager': 'plane:cloud' };

/** Where on the stage somebody who asks stands, by the user of the request. */
export function askerOf(user: string): string {
  if (user.startsWith('system:node:')) return `node:${user.slice('system:node:'.length)}`;
  const account = /^system:serviceaccount:kube-system:(.+)$/.exec(user)?.[1];
  if (account !== undefined && controllers.has(account)) return `plane:controller/${account}`;
  if (account !== undefined && clouds.has(account)) return 'plane:cloud';
  const component = components[account ?? user.replace(/^system:/, '')];
  if (component !== undefined) return component;
  return user.startsWith('system:') ? 'plane:accounts' : 'plane:person';
}

/** Where a client that was woken stands; '' for what is not on the stage. The controllers of one manager share their watches. */
export function wokenOf(client: string): string {
  if (client.startsWith('kubelet/')) return `node:${client.slice('kubelet/'.length)}`;
  return components[client] ?? (client === '' ? '' : client.startsWith('kubectl') ? 'plane:person' : 'plane:accounts');
}

export function outcomeOf({ code }: Pick<TracedRequest, 'code'>): Outcome {
  if (code >= 200 && code < 400) return 'ok';
  return code >= 400 && code < 500 ? 'refused' : 'failed';
}

/** What the ten virtual seconds up to `nowMs` brought. `requests` in the order of their answers. */
export function activityOf(requests: readonly TracedRequest[], nowMs: number): Activity {
  const asked = new Map<string, Tally>();
  const verbs = new Map<string, number>();
  const woke = new Map<string, Set<string>>();
  let [total, placed] = [nothing, 0];
  for (let index = requests.length - 1; index >= 0; index--) {
    const request = requests[index];
    if (!request || request.atMs <= nowMs - windowMs) break;
    // Of a moment that is looked back at, what came after it is not.
    if (request.atMs > nowMs) continue;
    const from = askerOf(request.user);
    for (const id of from.startsWith('plane:controller/') ? [from, 'plane:manager'] : [from]) asked.set(id, plus(asked.get(id), request));
    total = plus(total, request);
    verbs.set(request.verb, (verbs.get(request.verb) ?? 0) + 1);
    if (request.subresource === 'binding' && outcomeOf(request) === 'ok') placed++;
    for (const client of request.woken) addTo(woke, from, wokenOf(client));
  }
  return { asked, total, verbs: [...verbs].sort(([, a], [, b]) => b - a), woke, placed };
}

function plus(tally: Tally = nothing, request: TracedRequest): Tally {
  const outcome = outcomeOf(request);
  const sort = reads.has(request.verb) ? 'reads' : 'writes';
  return { ...tally, [sort]: tally[sort] + 1, ...(outcome === 'ok' ? {} : { [outcome]: tally[outcome] + 1 }) };
}

function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  if (value === '') return;
  const set = sets.get(key);
  if (set) set.add(value);
  else sets.set(key, new Set([value]));
}

/** What the pods say about the control plane: the static pods of its components, and how many pods wait for a machine. */
export interface Programs {
  /** By `plane:COMPONENT`. */
  readonly pods: ReadonlyMap<string, readonly PodCard[]>;
  readonly waiting: number;
}

export const noPrograms: Programs = { pods: new Map(), waiting: 0 };

const byProgram = new Map(Object.entries(programs).map(([key, program]) => [program, `plane:${key}`]));

export function programsOf(cards: Iterable<PodCard>): Programs {
  const pods = new Map<string, PodCard[]>();
  let waiting = 0;
  for (const pod of cards) {
    if (pod.node === '') {
      if (pod.health === 'busy' || pod.health === 'bad') waiting++;
    } else if (pod.namespace === 'kube-system' && pod.name.endsWith(`-${pod.node}`)) {
      const id = byProgram.get(pod.name.slice(0, -pod.node.length - 1));
      if (id !== undefined) pods.set(id, [...(pods.get(id) ?? []), pod]);
    }
  }
  return { pods, waiting };
}
