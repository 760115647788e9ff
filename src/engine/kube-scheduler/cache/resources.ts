import type { V1Container, V1Pod, V1ResourceRequirements } from '../../../kube/generated/types.ts';
import { quantityMilliValue, quantityValue } from '../../../kube/quantity.ts';

/** Amounts by resource name: cpu in millicores, everything else in whole units. */
export type Amounts = ReadonlyMap<string, number>;

/** What a container counts as for spreading where it requests nothing. @see Kubernetes scheduler util, DefaultMilliCPURequest */
const assumedMilliCpu = 100;
const assumedMemoryBytes = 200 * 1024 * 1024;

const amountOf = (name: string, quantity: string): number => (name === 'cpu' ? quantityMilliValue(quantity) : quantityValue(quantity));

export function amounts(list: Readonly<Record<string, string>> | undefined): Map<string, number> {
  const result = new Map<string, number>();
  for (const name in list) result.set(name, amountOf(name, list[name] as string));
  return result;
}

function add(into: Map<string, number>, more: Amounts): void {
  for (const [name, amount] of more) into.set(name, (into.get(name) ?? 0) + amount);
}

function raise(into: Map<string, number>, more: Amounts): void {
  for (const [name, amount] of more) if (amount > (into.get(name) ?? -1)) into.set(name, amount);
}

interface ContainerStatusResources {
  readonly name: string;
  readonly resources?: V1ResourceRequirements | undefined;
  readonly allocatedResources?: Readonly<Record<string, string>> | undefined;
}

/**
 * What one container requests. While it is being resized, the larger of what is wanted and what it still has.
 *
 * @see Kubernetes component-helpers, resource, determineContainerReqs
 */
function containerRequests(container: V1Container, status: ContainerStatusResources | undefined, infeasible: boolean): Map<string, number> {
  const wanted = amounts(container.resources?.requests);
  if (!status?.resources?.requests && !status?.allocatedResources) return wanted;
  const result = infeasible ? new Map<string, number>() : wanted;
  raise(result, amounts(status.resources?.requests));
  raise(result, amounts(status.allocatedResources));
  return result;
}

const supportedAtPodLevel = (name: string): boolean => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');

/** Whether anything that counts is requested at the level of the pod. */
export const asksAtPodLevel = ({ spec }: V1Pod): boolean => Object.keys(spec?.resources?.requests ?? {}).some(supportedAtPodLevel);

function statusOf(statuses: readonly ContainerStatusResources[] | undefined, name: string): ContainerStatusResources | undefined {
  return statuses?.find((status) => status.name === name);
}

/** How the requests of a pod are to be added up. */
export interface RequestOptions {
  /** What containers count as that do not name a resource. */
  readonly assumed?: Amounts;
  /** Leaves requests at the level of the pod aside. */
  readonly containersOnly?: true;
}

/**
 * What a pod requests: the sum of its containers and sidecars or the largest initialisation step, whichever is more;
 * pod-level requests replace both; the runtime's overhead comes on top.
 *
 * @see Kubernetes component-helpers, resource, PodRequests
 */
export function podRequests(pod: V1Pod, { assumed, containersOnly }: RequestOptions = {}): Map<string, number> {
  const { spec, status } = pod;
  const result = new Map<string, number>();
  if (!spec) return result;
  const infeasible = status?.conditions?.some(({ type, reason }) => type === 'PodResizePending' && reason === 'Infeasible') ?? false;
  const requestsOf = (container: V1Container, statuses: readonly ContainerStatusResources[] | undefined): Map<string, number> => {
    const requests = containerRequests(container, statusOf(statuses, container.name), infeasible);
    if (assumed) for (const [name, amount] of assumed) if (!requests.has(name)) requests.set(name, amount);
    return requests;
  };
  for (const container of spec.containers) add(result, requestsOf(container, status?.containerStatuses));
  if (spec.initContainers?.length) addInitContainers(result, spec.initContainers, (container) => requestsOf(container, status?.initContainerStatuses));
  const podLevel = containersOnly ? undefined : spec.resources?.requests;
  for (const name in podLevel) if (supportedAtPodLevel(name)) result.set(name, amountOf(name, podLevel[name] as string));
  if (spec.overhead) add(result, amounts(spec.overhead));
  return result;
}

const assumedBoth: Amounts = new Map([['cpu', assumedMilliCpu], ['memory', assumedMemoryBytes]]);

/**
 * What a pod on a node counts as when nodes are scored: containers that say nothing of cpu or memory count as 100m and
 * 200Mi. Where requests stand at the level of the pod, that holds only for what neither it nor any container names.
 *
 * @see Kubernetes 1.36, scheduler framework, PodInfo.calculateResource
 */
export function nonZeroRequests(pod: V1Pod, requests: Amounts): Amounts {
  if (!asksAtPodLevel(pod)) return podRequests(pod, { assumed: assumedBoth });
  return podRequests(pod, { assumed: new Map([...assumedBoth].filter(([name]) => !requests.has(name))) });
}

/** What a pod that is to be placed counts as when nodes are scored: its containers alone. */
export function scoredRequests(pod: V1Pod): Amounts {
  return podRequests(pod, { assumed: assumedBoth, containersOnly: true });
}

function addInitContainers(result: Map<string, number>, containers: readonly V1Container[], requestsOf: (container: V1Container) => Amounts): void {
  const sidecars = new Map<string, number>();
  const most = new Map<string, number>();
  for (const container of containers) {
    const requests = requestsOf(container);
    if (container.restartPolicy === 'Always') {
      add(result, requests);
      add(sidecars, requests);
      raise(most, sidecars);
    } else {
      const step = new Map(sidecars);
      add(step, requests);
      raise(most, step);
    }
  }
  raise(result, most);
}

/** Amounts taken apart, because the four common ones are read for every node and pod. */
export class Resources {
  milliCpu = 0;
  memory = 0;
  ephemeralStorage = 0;
  /** Extended resources, huge pages: rare. */
  scalars: Map<string, number> | undefined;

  static from(list: Amounts): Resources {
    const resources = new Resources();
    for (const [name, amount] of list) resources.set(name, amount);
    return resources;
  }

  get(name: string): number {
    switch (name) {
      case 'cpu': return this.milliCpu;
      case 'memory': return this.memory;
      case 'ephemeral-storage': return this.ephemeralStorage;
      default: return this.scalars?.get(name) ?? 0;
    }
  }

  set(name: string, amount: number): void {
    switch (name) {
      case 'cpu': this.milliCpu = amount; break;
      case 'memory': this.memory = amount; break;
      case 'ephemeral-storage': this.ephemeralStorage = amount; break;
      case 'pods': break;
      default: (this.scalars ??= new Map()).set(name, amount);
    }
  }

  /** Adds `sign` times `other`. */
  add(other: Resources, sign: 1 | -1): void {
    this.milliCpu += sign * other.milliCpu;
    this.memory += sign * other.memory;
    this.ephemeralStorage += sign * other.ephemeralStorage;
    if (other.scalars) for (const [name, amount] of other.scalars) this.set(name, this.get(name) + sign * amount);
  }

  clone(): Resources {
    const copy = new Resources();
    copy.add(this, 1);
    return copy;
  }
}
