import type { V1NetworkPolicy, V1NetworkPolicyPeer, V1NetworkPolicyPort, V1Pod } from '../../../kube/generated/types.ts';
import { fromLabelSelector, matches, type Labels } from '../../../kube/selectors.ts';
import { blockContains, parseAddress, parseBlock } from '../../../kube/validation/addresses.ts';

/** One end of a connection: a pod, or something at an address that is none. */
export interface Party {
  readonly pod: V1Pod | undefined;
  readonly ip: string;
}

/** A connection as it arrives: after a Service has chosen the pod. */
export interface Connection {
  readonly from: Party;
  readonly to: Party;
  readonly port: number;
  readonly transport: 'TCP' | 'UDP';
}

type Direction = 'Ingress' | 'Egress';

interface Rule {
  readonly peers: readonly V1NetworkPolicyPeer[] | undefined;
  readonly ports: readonly V1NetworkPolicyPort[] | undefined;
}

/**
 * Whether the policies let a connection through: at the pod that it leaves and at the one that it reaches. Policies only allow; a pod that none
 * selects for a direction is open in it. A pod always reaches itself, and its own machine always reaches it; pods in their machine's network are
 * not subject to policies.
 *
 * @see Kubernetes 1.36, concepts, Network Policies
 */
export function admits(policies: readonly V1NetworkPolicy[], connection: Connection, labelsOf: (namespace: string) => Labels): boolean {
  const { from, to } = connection;
  if (from.pod !== undefined && from.pod.metadata?.uid === to.pod?.metadata?.uid) return true;
  return isOpen('Egress', policies, connection, labelsOf) && (isOfOwnMachine(from.pod, to.pod) || isOpen('Ingress', policies, connection, labelsOf));
}

const isOnHost = (pod: V1Pod | undefined): boolean => pod?.spec?.hostNetwork === true;
const isOfOwnMachine = (from: V1Pod | undefined, to: V1Pod | undefined): boolean => isOnHost(from) && from?.spec?.nodeName === to?.spec?.nodeName;

function isOpen(direction: Direction, policies: readonly V1NetworkPolicy[], connection: Connection, labelsOf: (namespace: string) => Labels): boolean {
  const { pod } = direction === 'Ingress' ? connection.to : connection.from;
  if (!pod || isOnHost(pod)) return true;
  const selecting = policies.filter((policy) => selects(policy, direction, pod));
  return selecting.length === 0 || selecting.some((policy) => rulesOf(policy, direction).some((rule) => allows(rule, direction, policy, connection, labelsOf)));
}

function selects({ metadata, spec }: V1NetworkPolicy, direction: Direction, pod: V1Pod): boolean {
  const types = spec?.policyTypes ?? ['Ingress', ...(spec?.egress ? ['Egress'] : [])];
  return metadata?.namespace === pod.metadata?.namespace && types.includes(direction) && matches(fromLabelSelector(spec?.podSelector ?? {}), pod.metadata?.labels);
}

function rulesOf({ spec }: V1NetworkPolicy, direction: Direction): readonly Rule[] {
  if (direction === 'Ingress') return (spec?.ingress ?? []).map((rule) => ({ peers: rule.from, ports: rule.ports }));
  return (spec?.egress ?? []).map((rule) => ({ peers: rule.to, ports: rule.ports }));
}

/** No peers, or no ports, means any. */
function allows({ peers = [], ports = [] }: Rule, direction: Direction, policy: V1NetworkPolicy, connection: Connection, labelsOf: (namespace: string) => Labels): boolean {
  const other = direction === 'Ingress' ? connection.from : connection.to;
  return (peers.length === 0 || peers.some((peer) => isPeer(peer, other, policy.metadata?.namespace ?? '', labelsOf))) && (ports.length === 0 || ports.some((port) => isPort(port, connection)));
}

function isPeer({ ipBlock, namespaceSelector, podSelector }: V1NetworkPolicyPeer, { pod, ip }: Party, ownNamespace: string, labelsOf: (namespace: string) => Labels): boolean {
  if (ipBlock) return isIn(ipBlock.cidr, ip) && !(ipBlock.except ?? []).some((block) => isIn(block, ip));
  if (!pod || isOnHost(pod)) return false;
  const namespace = pod.metadata?.namespace ?? '';
  const isNamespace = namespaceSelector ? matches(fromLabelSelector(namespaceSelector), labelsOf(namespace)) : namespace === ownNamespace;
  return isNamespace && (!podSelector || matches(fromLabelSelector(podSelector), pod.metadata?.labels));
}

function isIn(cidr: string, ip: string): boolean {
  const [block, address] = [parseBlock(cidr), parseAddress(ip)];
  return block !== undefined && address !== undefined && blockContains(block, address);
}

/** A name is that of a port of the pod that is reached. */
function isPort({ protocol = 'TCP', port, endPort }: V1NetworkPolicyPort, { to, port: reached, transport }: Connection): boolean {
  if (protocol !== transport) return false;
  if (port === undefined) return true;
  if (typeof port === 'number') return reached >= port && reached <= (endPort ?? port);
  return to.pod?.spec?.containers.some(({ ports }) => ports?.some((named) => named.name === port && named.containerPort === reached && (named.protocol ?? 'TCP') === transport)) ?? false;
}
