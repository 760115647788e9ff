import type * as t from '../generated/types.ts';
import { isPodLevelResource } from '../pod-resources.ts';
import { addQuantities, compareQuantities } from '../quantity.ts';
import { fill, fillMap, fillZero, update, updateEach } from './fill.ts';
import { defaultPodSpec } from './pod-spec.ts';

type ResourceList = Readonly<Record<string, string>> | undefined;

const done = new WeakSet();

/**
 * A pod's own defaults, on top of those of every pod spec: requests from limits, host ports from container ports,
 * service links. They never show in templates.
 *
 * @see Kubernetes 1.36, core defaults, SetDefaults_Pod
 */
export function defaultPod(pod: t.V1Pod): t.V1Pod {
  return update(update(pod, 'spec', defaultSpecOfPod), 'status', defaultPodStatus);
}

function defaultSpecOfPod(spec: t.V1PodSpec): t.V1PodSpec {
  if (done.has(spec)) return spec;
  let out = defaultPodSpec(spec);
  out = updateEach(out, 'containers', requestsFromLimits);
  out = updateEach(out, 'initContainers', requestsFromLimits);
  out = defaultPodLevelResources(out);
  out = fill(out, { enableServiceLinks: true });
  if (out.hostNetwork) {
    out = updateEach(out, 'containers', hostPortsOf);
    out = updateEach(out, 'initContainers', hostPortsOf);
  }
  out = defaultPodSpec(out);
  done.add(out);
  return out;
}

function requestsFromLimits(container: t.V1Container): t.V1Container {
  return update(container, 'resources', (resources) => {
    const requests = fillMap(resources.requests, resources.limits);
    return requests === resources.requests ? resources : { ...resources, requests };
  });
}

function hostPortsOf(container: t.V1Container): t.V1Container {
  return updateEach(container, 'ports', (port: t.V1ContainerPort) => fillZero(port, { hostPort: port.containerPort }));
}

/** `podIP` and the first of `podIPs` are one and the same; the old field wins. */
function defaultPodStatus(status: t.V1PodStatus): t.V1PodStatus {
  const { podIP, podIPs } = status;
  if (!podIP || podIPs?.[0]?.ip === podIP) return status;
  return { ...status, podIPs: [{ ip: podIP }] };
}

/** Pod-level requests and limits complete each other and follow the containers, once one of them is set. */
function defaultPodLevelResources(spec: t.V1PodSpec): t.V1PodSpec {
  const given = spec.resources;
  if (!given || (isEmpty(given.limits) && isEmpty(given.requests))) return spec;
  const hugePages = select(aggregate(spec, 'limits'), (name) => isHugePages(name) && !has(given.requests, name));
  let limits = fillMap(given.limits, hugePages);
  const requests = isEmpty(limits) ? given.requests
    : fillMap(fillMap(given.requests, select(aggregate(spec, 'requests'), isOvercommittable)), select(limits, isPodLevelResource));
  if (isEmpty(limits)) limits = fillMap(limits, select(aggregate(spec, 'limits'), (name) => isOvercommittable(name) && everyContainerLimits(spec, name)));
  if (limits === given.limits && requests === given.requests) return spec;
  return { ...spec, resources: { ...given, ...(limits && { limits }), ...(requests && { requests }) } };
}

const isEmpty = (list: ResourceList): boolean => !list || Object.keys(list).length === 0;
const has = (list: ResourceList, name: string): boolean => list !== undefined && Object.hasOwn(list, name);
const isHugePages = (name: string): boolean => name.startsWith('hugepages-');
const isOvercommittable = (name: string): boolean => isPodLevelResource(name) && !isHugePages(name);

function select(list: ResourceList, keep: (name: string) => boolean): ResourceList {
  return list && Object.fromEntries(Object.entries(list).filter(([name]) => keep(name)));
}

function everyContainerLimits(spec: t.V1PodSpec, name: string): boolean {
  return [...(spec.containers ?? []), ...(spec.initContainers ?? [])].every((container) => has(container.resources?.limits, name));
}

/** Sum of the containers and sidecars, or the worst moment of the init phase. */
function aggregate(spec: t.V1PodSpec, side: 'requests' | 'limits'): ResourceList {
  const sum = new Map<string, string>();
  const sidecars = new Map<string, string>();
  const peak = new Map<string, string>();
  for (const container of spec.containers ?? []) add(sum, container.resources?.[side]);
  for (const container of spec.initContainers ?? []) {
    const own = container.resources?.[side];
    const now = new Map(sidecars);
    add(now, own);
    raise(peak, now);
    if (container.restartPolicy === 'Always') {
      add(sum, own);
      add(sidecars, own);
    }
  }
  raise(sum, peak);
  return Object.fromEntries(sum);
}

function add(into: Map<string, string>, list: ResourceList): void {
  for (const [name, value] of Object.entries(list ?? {})) into.set(name, addQuantities(into.get(name) ?? '0', value));
}

function raise(into: Map<string, string>, other: ReadonlyMap<string, string>): void {
  for (const [name, value] of other) {
    const current = into.get(name);
    if (current === undefined || compareQuantities(value, current) > 0) into.set(name, value);
  }
}
