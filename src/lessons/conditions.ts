import type { V1DaemonSet, V1Deployment, V1EndpointSlice, V1Pod, V1PodCondition, V1ResourceAttributes, V1StatefulSet, V1SubjectAccessReview } from '../kube/generated/types.ts';
import type { KubeObject } from '../kube/object.ts';
import { parseRfc3339 } from '../kube/time.ts';
import type { Condition } from './check.ts';

/** Paths of what checks look at most. */
export const paths = {
  pod: (name: string, namespace = 'default') => `/api/v1/namespaces/${namespace}/pods/${name}`,
  pods: (selector: string, namespace = 'default') => `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector)}`,
  node: (name: string) => `/api/v1/nodes/${name}`,
  core: (resource: string, name: string, namespace = 'default') => `/api/v1/namespaces/${namespace}/${resource}/${name}`,
  apps: (resource: string, name: string, namespace = 'default') => `/apis/apps/v1/namespaces/${namespace}/${resource}/${name}`,
  deployment: (name: string, namespace = 'default') => `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`,
  service: (name: string, namespace = 'default') => `/api/v1/namespaces/${namespace}/services/${name}`,
};

/** An object is there and `test` is true of it. */
export function object<T extends KubeObject>(path: string, test: (object: T, epochMs: number) => boolean): Condition {
  return { asks: [{ get: path }], holds: ([answer], epochMs) => answer !== undefined && test(answer as T, epochMs) };
}

/** `test` is true of the objects of a list. */
export function objects<T extends KubeObject>(path: string, test: (items: readonly T[], epochMs: number) => boolean): Condition {
  return { asks: [{ get: path }], holds: ([answer], epochMs) => test((answer as { readonly items?: readonly T[] } | undefined)?.items ?? [], epochMs) };
}

/** All of them at once. */
export function all(...conditions: readonly Condition[]): Condition {
  return {
    asks: conditions.flatMap(({ asks }) => asks),
    holds: (answers, epochMs) => {
      let at = 0;
      return conditions.map(({ asks, holds }) => holds(answers.slice(at, (at += asks.length)), epochMs)).every(Boolean);
    },
  };
}

/** What the manifests of an exercise make is there within ten seconds of its start, long before anybody sees it. */
const madeBefore = '2026-01-01T09:00:10Z';
const isOld = ({ metadata }: KubeObject): boolean => (metadata?.creationTimestamp ?? '9') < madeBefore && metadata?.deletionTimestamp === undefined;

/** The object that the exercise began with is still there: nobody has deleted it and made it anew. */
export const kept = <T extends KubeObject>(path: string, test: (object: T) => boolean = () => true): Condition => object<T>(path, (found) => isOld(found) && test(found));

type Workload = V1Deployment | V1StatefulSet;

/** A Deployment or StatefulSet is through with its rollout: at least so many replicas, all of them new and ready. */
export function rolledOut(path: string, replicasMin: number): Condition {
  return object<Workload>(path, (found) => isRolledOut(found) && (found.spec?.replicas ?? 1) >= replicasMin);
}

function isRolledOut({ metadata, spec, status }: Workload): boolean {
  const wanted = spec?.replicas ?? 1;
  return status?.observedGeneration === metadata?.generation && [status?.replicas, status?.updatedReplicas, status?.readyReplicas, status?.availableReplicas].every((count) => (count ?? 0) === wanted);
}

/** A DaemonSet has a ready pod on each of so many machines. */
export function onEachNode(path: string, nodes: number): Condition {
  return object<V1DaemonSet>(path, ({ metadata, status }) => status?.observedGeneration === metadata?.generation && status?.desiredNumberScheduled === nodes && status.numberReady === nodes && status.updatedNumberScheduled === nodes);
}

const readyOf = ({ status }: V1Pod): V1PodCondition | undefined => status?.conditions?.find(({ type }) => type === 'Ready');

/** Whether a pod has been Ready for so many seconds. */
export function isReadyFor(pod: V1Pod, seconds: number, epochMs: number): boolean {
  const ready = readyOf(pod);
  return ready?.status === 'True' && epochMs - (parseRfc3339(String(ready.lastTransitionTime)) ?? Infinity) >= seconds * 1000;
}

/** Whether a pod has run, and not been Ready, for so many seconds. */
export function isUnreadyFor(pod: V1Pod, seconds: number, epochMs: number): boolean {
  const ready = readyOf(pod);
  const runsFor = epochMs - (parseRfc3339(String(pod.status?.containerStatuses?.[0]?.state?.running?.startedAt)) ?? Infinity);
  return ready?.status === 'False' && Math.min(runsFor, epochMs - (parseRfc3339(String(ready.lastTransitionTime)) ?? Infinity)) >= seconds * 1000;
}

const isStaying = ({ metadata, status }: V1Pod): boolean => metadata?.deletionTimestamp === undefined && status?.phase !== 'Succeeded' && status?.phase !== 'Failed';

export interface PodsWanted {
  /** At least so many. */
  readonly count: number;
  /** For so long without a break. */
  readonly forSeconds: number;
  readonly and?: (pod: V1Pod) => boolean;
}

/** So many pods of a selector stay, and all of those are ready and have been so for a while. @param list as of {@link paths.pods}. */
export function podsReady(list: string, { count, forSeconds, and = () => true }: PodsWanted): Condition {
  return objects<V1Pod>(list, (items, epochMs) => {
    const pods = items.filter(isStaying);
    return pods.length >= count && pods.every((pod) => isReadyFor(pod, forSeconds, epochMs) && and(pod));
  });
}

/** A Service leads to at least so many ready pods. */
export function serves(service: string, count: number, namespace = 'default'): Condition {
  const slices = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?labelSelector=${encodeURIComponent(`kubernetes.io/service-name=${service}`)}`;
  return objects<V1EndpointSlice>(slices, (items) => {
    const ready = items.flatMap(({ endpoints }) => endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
    return new Set(ready.flatMap(({ addresses }) => addresses)).size >= count;
  });
}

const review = (serviceAccount: string, attributes: V1ResourceAttributes, isAllowed: boolean): Condition => ({
  asks: [{ may: { serviceAccount, attributes } }],
  holds: ([answer]) => (answer as V1SubjectAccessReview | undefined)?.status?.allowed === isAllowed,
});

/** The API server lets a service account (`NAMESPACE/NAME`) do it. */
export const may = (serviceAccount: string, attributes: V1ResourceAttributes): Condition => review(serviceAccount, attributes, true);

/** The API server refuses it. */
export const mayNot = (serviceAccount: string, attributes: V1ResourceAttributes): Condition => review(serviceAccount, attributes, false);
