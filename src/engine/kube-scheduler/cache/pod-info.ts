import type { V1Pod } from '../../../kube/generated/types.ts';
import { keyOf } from '../../../kube/object.ts';
import type { Labels } from '../../../kube/selectors.ts';
import { parseRfc3339 } from '../../../kube/time.ts';
import { affinityTerm, type AffinityTerm } from './affinity-term.ts';
import { asksAtPodLevel, nonZeroRequests, podRequests, Resources, scoredRequests } from './resources.ts';

/** A host port that a pod wants for itself. */
export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

const noTerms: readonly AffinityTerm[] = [];
const noPorts: readonly HostPort[] = [];
const noNames: readonly string[] = [];
const noLabels: Labels = {};

/** What the scheduler wants to know of a pod, read out of it once. */
export class PodInfo {
  /** Replaced by newer objects that mean the same to the scheduler. */
  pod: V1Pod;
  readonly key: string;
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly priority: number;
  readonly terminating: boolean;
  readonly requests: Resources;
  /** Requests with 100m and 200Mi for containers that say nothing: what the pod counts as on its node. */
  readonly nonZeroMilliCpu: number;
  readonly nonZeroMemory: number;
  /** The same without requests at the level of the pod: what it counts as while it is being placed. */
  readonly scoredMilliCpu: number;
  readonly scoredMemory: number;
  readonly ports: readonly HostPort[];
  /** Claims in the pod's namespace: named ones, and those made for generic ephemeral volumes. */
  readonly claims: readonly string[];
  readonly requiredAffinity: readonly AffinityTerm[];
  readonly requiredAntiAffinity: readonly AffinityTerm[];
  readonly preferredAffinity: readonly AffinityTerm[];
  readonly preferredAntiAffinity: readonly AffinityTerm[];

  #signature: string | undefined;

  constructor(pod: V1Pod) {
    const { metadata, spec } = pod;
    this.pod = pod;
    this.key = keyOf(pod);
    this.uid = metadata?.uid ?? this.key;
    this.name = metadata?.name ?? '';
    this.namespace = metadata?.namespace ?? 'default';
    this.labels = metadata?.labels ?? noLabels;
    this.priority = spec?.priority ?? 0;
    this.terminating = metadata?.deletionTimestamp !== undefined;
    const requests = podRequests(pod);
    this.requests = Resources.from(requests);
    const nonZero = nonZeroRequests(pod, requests);
    const scored = asksAtPodLevel(pod) ? scoredRequests(pod) : nonZero;
    this.scoredMilliCpu = scored.get('cpu') ?? 0;
    this.scoredMemory = scored.get('memory') ?? 0;
    this.nonZeroMilliCpu = nonZero.get('cpu') ?? 0;
    this.nonZeroMemory = nonZero.get('memory') ?? 0;
    this.ports = hostPorts(pod);
    this.claims = claimNames(pod);
    const { podAffinity, podAntiAffinity } = spec?.affinity ?? {};
    this.requiredAffinity = podAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.map((term) => affinityTerm(term, this.namespace)) ?? noTerms;
    this.requiredAntiAffinity = podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.map((term) => affinityTerm(term, this.namespace)) ?? noTerms;
    this.preferredAffinity = podAffinity?.preferredDuringSchedulingIgnoredDuringExecution?.map(({ podAffinityTerm, weight }) => affinityTerm(podAffinityTerm, this.namespace, weight)) ?? noTerms;
    this.preferredAntiAffinity = podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution?.map(({ podAffinityTerm, weight }) => affinityTerm(podAffinityTerm, this.namespace, weight)) ?? noTerms;
  }

  /** Equal for pods that ask the same of a node by itself: resources, ports, images, tolerations, node affinity. */
  get signature(): string {
    return (this.#signature ??= signatureOf(this));
  }

  /** Equal for pods that are refused by the same nodes for what they ask of a node by itself, also where others wait for the node. */
  get kind(): string {
    return `${String(this.priority)} ${this.signature}`;
  }

  /** Whether any of its terms concerns other pods. */
  get hasAffinity(): boolean {
    return this.requiredAffinity.length + this.requiredAntiAffinity.length + this.preferredAffinity.length + this.preferredAntiAffinity.length > 0;
  }

  /** When the kubelet took the pod up, in ms since 1970; undefined before. */
  get startedMs(): number | undefined {
    return parseRfc3339(this.pod.status?.startTime);
  }

  /** Whether another object of the same pod would give the same info, so that nothing has to be counted again. */
  isSameFor(pod: V1Pod): boolean {
    const [a, b] = [this.pod, pod];
    return (
      a.spec?.containers === b.spec?.containers && a.spec?.initContainers === b.spec?.initContainers && a.spec?.affinity === b.spec?.affinity &&
      a.spec?.volumes === b.spec?.volumes && a.spec?.resources === b.spec?.resources && a.spec?.overhead === b.spec?.overhead &&
      a.metadata?.labels === b.metadata?.labels && a.spec?.priority === b.spec?.priority && a.metadata?.uid === b.metadata?.uid &&
      this.terminating === (b.metadata?.deletionTimestamp !== undefined) && !isResizing(a) && !isResizing(b)
    );
  }
}

function signatureOf({ pod, requests, scoredMilliCpu, scoredMemory, ports }: PodInfo): string {
  const { spec } = pod;
  const { milliCpu, memory, ephemeralStorage, scalars } = requests;
  const images = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(({ image }) => image);
  const volumes = spec?.volumes?.flatMap((volume) => volume.image?.reference ?? []);
  return JSON.stringify([
    spec?.schedulerName, spec?.nodeName, milliCpu, memory, ephemeralStorage, scalars && [...scalars], scoredMilliCpu, scoredMemory,
    ports, images, volumes, spec?.tolerations, spec?.nodeSelector, spec?.affinity?.nodeAffinity,
  ]);
}

/** Whether the pod has ended: it holds nothing on its node any more. */
export function isTerminal({ status }: V1Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

type List = Readonly<Record<string, string>> | undefined;

function agree(reported: List, wanted: List): boolean {
  if (reported === undefined || reported === wanted) return true;
  for (const name in reported) if (reported[name] !== wanted?.[name]) return false;
  return true;
}

/** Whether a container has, or is given, other resources than it asks for: then what it counts as is not to be read from its spec alone. */
function isResizing({ spec, status }: V1Pod): boolean {
  for (const { name, resources, allocatedResources } of status?.containerStatuses ?? []) {
    if (!resources && !allocatedResources) continue;
    const wanted = spec?.containers.find((container) => container.name === name)?.resources?.requests;
    if (!agree(resources?.requests, wanted) || !agree(allocatedResources, wanted)) return true;
  }
  return false;
}

function hostPorts({ spec }: V1Pod): readonly HostPort[] {
  const ports: HostPort[] = [];
  for (const container of spec?.containers ?? []) collectPorts(container.ports, ports);
  for (const container of spec?.initContainers ?? []) if (container.restartPolicy === 'Always') collectPorts(container.ports, ports);
  return ports.length > 0 ? ports : noPorts;
}

function collectPorts(ports: readonly { readonly hostPort?: number | undefined; readonly hostIP?: string | undefined; readonly protocol?: string | undefined }[] | undefined, into: HostPort[]): void {
  for (const { hostPort, hostIP, protocol } of ports ?? []) {
    if (hostPort !== undefined && hostPort > 0) into.push({ ip: hostIP || '0.0.0.0', protocol: protocol || 'TCP', port: hostPort });
  }
}

function claimNames({ metadata, spec }: V1Pod): readonly string[] {
  if (!spec?.volumes) return noNames;
  const names: string[] = [];
  for (const volume of spec.volumes) {
    if (volume.persistentVolumeClaim) names.push(volume.persistentVolumeClaim.claimName);
    else if (volume.ephemeral) names.push(`${metadata?.name ?? ''}-${volume.name}`);
  }
  return names.length > 0 ? names : noNames;
}
