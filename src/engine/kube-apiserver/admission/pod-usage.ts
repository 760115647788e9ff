import type { V1Container, V1Pod } from '../../../kube/generated/types.ts';
import { addQuantities, compareQuantities } from '../../../kube/quantity.ts';

/** Quantities by resource name. */
export type ResourceList = Readonly<Record<string, string>>;

export function addLists(a: ResourceList, b: ResourceList): ResourceList {
  const sum: Record<string, string> = { ...a };
  for (const [name, quantity] of Object.entries(b)) sum[name] = Object.hasOwn(sum, name) ? addQuantities(sum[name] ?? '0', quantity) : quantity;
  return sum;
}

function maxLists(a: ResourceList, b: ResourceList): ResourceList {
  const most: Record<string, string> = { ...a };
  for (const [name, quantity] of Object.entries(b)) if (!Object.hasOwn(most, name) || compareQuantities(quantity, most[name] ?? '0') > 0) most[name] = quantity;
  return most;
}

/**
 * What a pod requests, or is limited to, by name; only resources that are set at all. Init containers count with their worst
 * moment, sidecars with everything that follows them.
 */
export function podList(pod: V1Pod, which: 'requests' | 'limits', withOverhead: boolean): ResourceList {
  const of = (container: V1Container): ResourceList => (container.resources?.[which] ?? {}) as ResourceList;
  let sum = (pod.spec?.containers ?? []).map(of).reduce<ResourceList>(addLists, {});
  let sidecars: ResourceList = {};
  let worst: ResourceList = {};
  for (const container of pod.spec?.initContainers ?? []) {
    if (container.restartPolicy === 'Always') {
      sum = addLists(sum, of(container));
      sidecars = addLists(sidecars, of(container));
      worst = maxLists(worst, sidecars);
    } else worst = maxLists(worst, addLists(sidecars, of(container)));
  }
  const whole = { ...maxLists(sum, worst), ...((pod.spec?.resources?.[which] ?? {}) as ResourceList) };
  if (!withOverhead || !pod.spec?.overhead) return whole;
  const overhead = pod.spec.overhead as ResourceList;
  return which === 'requests' ? addLists(whole, overhead) : addLists(whole, Object.fromEntries(Object.entries(overhead).filter(([name]) => Object.hasOwn(whole, name))));
}
