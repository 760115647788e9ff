import type { V1Container, V1ContainerStatus, V1Pod } from './generated/types.ts';
import { addQuantities, compareQuantities } from './quantity.ts';

/** Quantities by resource name. */
export type ResourceList = Readonly<Record<string, string>>;

export function addLists(a: ResourceList, b: ResourceList): ResourceList {
  const sum: Record<string, string> = { ...a };
  for (const [name, quantity] of Object.entries(b)) sum[name] = Object.hasOwn(sum, name) ? addQuantities(sum[name] ?? '0', quantity) : quantity;
  return sum;
}

/** The larger of two amounts, name by name. */
export function maxLists(a: ResourceList, b: ResourceList): ResourceList {
  const most: Record<string, string> = { ...a };
  for (const [name, quantity] of Object.entries(b)) if (!Object.hasOwn(most, name) || compareQuantities(quantity, most[name] ?? '0') > 0) most[name] = quantity;
  return most;
}

type Side = 'requests' | 'limits';
type Amounts = (container: V1Container) => ResourceList;

/**
 * What a pod's spec requests, or is limited to, by name, without overhead; only resources that are set at all. Init containers count
 * with their worst moment, sidecars with everything that follows them.
 */
export function podList(pod: V1Pod, side: Side): ResourceList {
  return wholeList(pod, side, (container) => (container.resources?.[side] ?? {}) as ResourceList);
}

/**
 * What a pod takes: as {@link podList} and overhead, but a container that is being resized counts with the larger of what it wants
 * and what it still has; where the node never grants what it wants, with what it has.
 *
 * @see Kubernetes 1.36, component-helpers, resource, determineContainerReqs and determineContainerLimits
 */
export function takenList(pod: V1Pod, side: Side): ResourceList {
  const statuses = new Map([...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])].map((status) => [status.name, status]));
  const infeasible = pod.status?.conditions?.some(({ type, reason }) => type === 'PodResizePending' && reason === 'Infeasible') ?? false;
  const whole = wholeList(pod, side, (container) => taken(container, statuses.get(container.name), side, infeasible));
  const overhead = Object.entries((pod.spec?.overhead ?? {}) as ResourceList).filter(([name]) => side === 'requests' || Object.hasOwn(whole, name));
  return addLists(whole, Object.fromEntries(overhead));
}

function taken({ resources }: V1Container, status: V1ContainerStatus | undefined, side: Side, infeasible: boolean): ResourceList {
  const wanted = (resources?.[side] ?? {}) as ResourceList;
  if (!status?.resources) return wanted;
  const allocated = side === 'requests' ? ((status.allocatedResources ?? {}) as ResourceList) : {};
  const has = maxLists((status.resources[side] ?? {}) as ResourceList, allocated);
  return infeasible ? has : maxLists(wanted, has);
}

function wholeList({ spec }: V1Pod, side: Side, of: Amounts): ResourceList {
  let sum = (spec?.containers ?? []).map(of).reduce<ResourceList>(addLists, {});
  let sidecars: ResourceList = {};
  let worst: ResourceList = {};
  for (const container of spec?.initContainers ?? []) {
    if (container.restartPolicy === 'Always') {
      sum = addLists(sum, of(container));
      sidecars = addLists(sidecars, of(container));
      worst = maxLists(worst, sidecars);
    } else worst = maxLists(worst, addLists(sidecars, of(container)));
  }
  return { ...maxLists(sum, worst), ...((spec?.resources?.[side] ?? {}) as ResourceList) };
}
