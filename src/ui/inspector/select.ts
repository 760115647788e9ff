import { builtInKinds, resourcePath } from '../../kube/kinds.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { NodeCard, PodCard, ServiceCard, WorkloadCard } from '../../protocol/cards.ts';
import type { ClusterPicture, Selection } from '../session/store.ts';
import type { inspectorWords } from './words.ts';

type Text = (typeof inspectorWords)['en'];

export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** REST path of a selected object, or undefined where its kind is not known. */
export function pathOf({ kind, namespace, name }: Pick<Selection, 'kind' | 'namespace' | 'name'>): string | undefined {
  const known = builtInKinds.find((candidate) => candidate.kind === kind);
  return known && resourcePath(known, namespace, name);
}

/** `250m`, `1.5`. */
export const cpuText = (milli: number): string => (milli % 1000 === 0 || milli >= 10_000 ? String(Math.round(milli / 100) / 10) : `${String(milli)}m`);

/** `512Mi`, `1.5Gi`. */
export function memoryText(bytes: number): string {
  const mebi = bytes / 2 ** 20;
  return mebi >= 1024 ? `${String(Math.round((mebi / 1024) * 10) / 10)}Gi` : `${String(Math.round(mebi))}Mi`;
}

/** What the card of the selected object says, in a few lines; undefined where it has no card (any more). */
export function factsOf(picture: Pick<ClusterPicture, 'nodes' | 'pods' | 'services' | 'workloads'>, uid: string, words: Text): readonly Fact[] | undefined {
  const pod = picture.pods.get(uid);
  if (pod) return podFacts(pod, words);
  const node = picture.nodes.get(uid);
  if (node) return nodeFacts(node, words);
  const service = picture.services.get(uid);
  if (service) return serviceFacts(service, words);
  const workload = picture.workloads.get(uid);
  return workload && workloadFacts(workload, words);
}

const filled = (facts: readonly Fact[]): readonly Fact[] => facts.filter(({ value }) => value !== '');

function podFacts(pod: PodCard, { facts, requested, used }: Text): readonly Fact[] {
  return filled([
    { label: facts.status, value: pod.status },
    { label: facts.ready, value: `${String(pod.containersReady)}/${String(pod.containers)}` },
    { label: facts.restarts, value: pod.restarts > 0 ? String(pod.restarts) : '' },
    { label: facts.node, value: pod.node },
    { label: facts.ip, value: pod.ip },
    { label: facts.image, value: pod.image },
    { label: facts.owner, value: pod.workload },
    { label: facts.cpu, value: `${used(cpuText(pod.cpuUsedMilli))}, ${requested(cpuText(pod.cpuRequestMilli))}` },
    { label: facts.memory, value: `${used(memoryText(pod.memoryUsedBytes))}, ${requested(memoryText(pod.memoryRequestBytes))}` },
  ]);
}

function nodeFacts(node: NodeCard, { facts, requested, used, lastReported }: Text): readonly Fact[] {
  return filled([
    { label: facts.status, value: node.powered ? node.status : lastReported(node.status) },
    { label: facts.zone, value: node.zone },
    { label: facts.cpu, value: `${used(cpuText(node.cpuUsedMilli))}, ${requested(cpuText(node.cpuRequestedMilli))} / ${cpuText(node.cpuAllocatableMilli)}` },
    { label: facts.memory, value: `${used(memoryText(node.memoryUsedBytes))}, ${requested(memoryText(node.memoryRequestedBytes))} / ${memoryText(node.memoryAllocatableBytes)}` },
    { label: facts.taints, value: node.taints.join('\n') },
  ]);
}

function serviceFacts(service: ServiceCard, { facts, perSecond }: Text): readonly Fact[] {
  return filled([
    { label: facts.type, value: service.type },
    { label: facts.clusterIP, value: service.clusterIP },
    { label: facts.ports, value: service.ports.join(', ') },
    { label: facts.endpoints, value: String(service.readyPods.length) },
    { label: facts.traffic, value: perSecond(service.requestsPerSecond, service.failuresPerSecond) },
  ]);
}

function workloadFacts(workload: WorkloadCard, { facts }: Text): readonly Fact[] {
  return filled([
    { label: facts.desired, value: String(workload.desired) },
    { label: facts.updated, value: String(workload.updated) },
    { label: facts.ready, value: String(workload.ready) },
    { label: facts.available, value: String(workload.available) },
    { label: facts.revision, value: workload.revision },
    { label: facts.image, value: workload.image },
  ]);
}

/** What the kinds without a card say of themselves, and what every object does: when it was made. */
export function objectFacts(object: KubeObject, { facts }: Text): readonly Fact[] {
  const { spec = {}, status = {}, data = {}, type = '' } = object as Loose;
  const hasCard = ['Pod', 'Node', 'Service'].includes(object.kind ?? '');
  const own: readonly Fact[] = hasCard ? [] : [
    { label: facts.status, value: text(status['phase']) },
    { label: facts.type, value: type },
    { label: facts.class, value: text(spec['storageClassName']) },
    { label: facts.volume, value: text(spec['volumeName']) },
    { label: facts.size, value: text(status['capacity'] ?? spec['capacity']) },
    { label: facts.data, value: Object.keys(data).join('\n') },
  ];
  return filled([...own, { label: facts.created, value: (object.metadata?.creationTimestamp ?? '').replace('T', ' ').replace('Z', '') }]);
}

/** `key=value`, as kubectl writes labels. */
export const labelsOf = (object: KubeObject): readonly string[] => Object.entries(object.metadata?.labels ?? {}).map(([key, value]) => (value === '' ? key : `${key}=${value}`));

/** Fields that some kinds have. */
interface Loose {
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly type?: string;
}

/** A plain value, or the storage of a capacity. */
function text(value: unknown): string {
  if (typeof value === 'object' && value !== null) return text((value as Readonly<Record<string, unknown>>)['storage']);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Key, colon and the rest of a YAML line, so that keys can be told from values. */
export function yamlParts(line: string): { readonly before: string; readonly key: string; readonly after: string } {
  const match = /^(\s*(?:- )*)([^\s:#"'][^:]*|"[^"]*")(:(?:\s.*)?)$/.exec(line);
  return match ? { before: match[1] ?? '', key: match[2] ?? '', after: match[3] ?? '' } : { before: line, key: '', after: '' };
}
