import type { V1Container, V1LimitRange, V1LimitRangeItem, V1PersistentVolumeClaim, V1Pod, V1Status } from '../../../kube/generated/types.ts';
import { limitRanges } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { podList, type ResourceList } from '../../../kube/pod-lists.ts';
import { canonicalQuantity, compareQuantities, parseQuantity } from '../../../kube/quantity.ts';
import type { ClusterView } from '../core.ts';
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts';
import { forbid } from './forbid.ts';

const annotation = 'kubernetes.io/limit-ranger';

function admit(object: KubeObject, request: AdmissionRequest, view: ClusterView): KubeObject {
  if (request.resource.groupResource !== 'pods' || request.subresource !== '' || request.operation !== 'CREATE') return object;
  return view.list(limitRanges, request.namespace).reduce((pod, range) => withDefaults(pod, range), object as V1Pod);
}

/** What a LimitRange gives to containers that say nothing. */
function defaultsOf(range: V1LimitRange): { readonly requests: ResourceList; readonly limits: ResourceList } {
  const items = (range.spec?.limits ?? []).filter(({ type }) => type === 'Container');
  const sum = (field: 'defaultRequest' | 'default'): ResourceList => Object.assign({}, ...items.map((item) => item[field] ?? {})) as ResourceList;
  return { requests: sum('defaultRequest'), limits: sum('default') };
}

function withDefaults(pod: V1Pod, range: V1LimitRange): V1Pod {
  const defaults = defaultsOf(range);
  const notes: string[] = [];
  const fill = (word: string) => (container: V1Container): V1Container => {
    const requests = missing(container.resources?.requests as ResourceList | undefined, defaults.requests);
    const limits = missing(container.resources?.limits as ResourceList | undefined, defaults.limits);
    const set = (added: ResourceList, what: string): void => {
      if (Object.keys(added).length > 0) notes.push(`${Object.keys(added).sort().join(', ')} ${what} for ${word} ${container.name}`);
    };
    set(requests, 'request');
    set(limits, 'limit');
    if (Object.keys(requests).length === 0 && Object.keys(limits).length === 0) return container;
    const resources = container.resources ?? {};
    return {
      ...container,
      resources: {
        ...resources,
        ...(resources.limits || Object.keys(limits).length > 0 ? { limits: { ...resources.limits, ...limits } } : {}),
        ...(resources.requests || Object.keys(requests).length > 0 ? { requests: { ...resources.requests, ...requests } } : {}),
      },
    };
  };
  const spec = pod.spec as NonNullable<V1Pod['spec']>;
  const containers = spec.containers.map(fill('container'));
  const initContainers = spec.initContainers?.map(fill('init container'));
  if (notes.length === 0) return pod;
  const annotations = { ...pod.metadata?.annotations, [annotation]: `LimitRanger plugin set: ${notes.join('; ')}` };
  return { ...pod, metadata: { ...pod.metadata, annotations }, spec: { ...spec, containers, ...(initContainers ? { initContainers } : {}) } };
}

function missing(given: ResourceList | undefined, defaults: ResourceList): ResourceList {
  return Object.fromEntries(Object.entries(defaults).filter(([name]) => !Object.hasOwn(given ?? {}, name)));
}

interface Use {
  readonly requests: ResourceList;
  readonly limits: ResourceList;
}

const sortedEntries = (list: unknown): readonly (readonly [string, string])[] => Object.entries((list ?? {}) as ResourceList).sort(([a], [b]) => (a < b ? -1 : 1));

/** Everything that a use offends in one item of a LimitRange. */
function offences(item: V1LimitRangeItem, { requests, limits }: Use): readonly string[] {
  const errors: string[] = [];
  for (const [name, floor] of sortedEntries(item.min)) below(errors, `minimum ${name} usage per ${item.type} is ${canonicalQuantity(floor)}`, floor, requests[name], limits[name]);
  for (const [name, ceiling] of sortedEntries(item.max)) above(errors, `maximum ${name} usage per ${item.type} is ${canonicalQuantity(ceiling)}`, ceiling, requests[name], limits[name]);
  for (const [name, ratio] of sortedEntries(item.maxLimitRequestRatio)) tooWide(errors, `${name} max limit to request ratio per ${item.type} is ${canonicalQuantity(ratio)}`, ratio, requests[name], limits[name]);
  return errors;
}

function below(errors: string[], words: string, floor: string, request: string | undefined, limit: string | undefined): void {
  if (request === undefined) errors.push(`${words}.  No request is specified`);
  else if (compareQuantities(request, floor) < 0) errors.push(`${words}, but request is ${canonicalQuantity(request)}`);
  else if (limit !== undefined && compareQuantities(limit, floor) < 0) errors.push(`${words}, but limit is ${canonicalQuantity(limit)}`);
}

function above(errors: string[], words: string, ceiling: string, request: string | undefined, limit: string | undefined): void {
  if (limit === undefined) errors.push(`${words}.  No limit is specified`);
  else if (compareQuantities(limit, ceiling) > 0) errors.push(`${words}, but limit is ${canonicalQuantity(limit)}`);
  else if (request !== undefined && compareQuantities(request, ceiling) > 0) errors.push(`${words}, but request is ${canonicalQuantity(request)}`);
}

const nanos = (quantity: string): number => Number(parseQuantity(quantity)?.nanos ?? 0n);

function tooWide(errors: string[], words: string, ratio: string, request: string | undefined, limit: string | undefined): void {
  if (request === undefined || nanos(request) === 0) errors.push(`${words}, but no request is specified or request is 0`);
  else if (limit === undefined || nanos(limit) === 0) errors.push(`${words}, but no limit is specified or limit is 0`);
  else if (nanos(limit) / nanos(request) > nanos(ratio) / 1e9) errors.push(`${words}, but provided ratio is ${(nanos(limit) / nanos(request)).toFixed(6)}`);
}

function podOffences(pod: V1Pod, item: V1LimitRangeItem): readonly string[] {
  if (item.type === 'Pod') return offences(item, { requests: podList(pod, 'requests'), limits: podList(pod, 'limits') });
  if (item.type !== 'Container') return [];
  const all = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])];
  return all.flatMap(({ resources }) => offences(item, { requests: (resources?.requests ?? {}) as ResourceList, limits: (resources?.limits ?? {}) as ResourceList }));
}

/** A claim's request is held against both bounds. */
function claimOffences(claim: V1PersistentVolumeClaim, item: V1LimitRangeItem): readonly string[] {
  if (item.type !== 'PersistentVolumeClaim') return [];
  const requests = (claim.spec?.resources?.requests ?? {}) as ResourceList;
  const errors: string[] = [];
  for (const [name, floor] of sortedEntries(item.min)) below(errors, `minimum ${name} usage per ${item.type} is ${canonicalQuantity(floor)}`, floor, requests[name], undefined);
  for (const [name, ceiling] of sortedEntries(item.max)) {
    const words = `maximum ${name} usage per ${item.type} is ${canonicalQuantity(ceiling)}`;
    const request = requests[name];
    if (request === undefined) errors.push(`${words}.  No request is specified`);
    else if (compareQuantities(request, ceiling) > 0) errors.push(`${words}, but request is ${canonicalQuantity(request)}`);
  }
  return errors;
}

function validate(object: KubeObject, request: AdmissionRequest, view: ClusterView): V1Status | undefined {
  const isPod = request.resource.groupResource === 'pods';
  const isResize = isPod && request.subresource === 'resize';
  if (!isResize && (request.subresource !== '' || (isPod && request.operation !== 'CREATE'))) return undefined;
  for (const range of view.list(limitRanges, request.namespace)) {
    const errors = [...new Set((range.spec?.limits ?? []).flatMap((item) => (isPod ? podOffences(object as V1Pod, item) : claimOffences(object as V1PersistentVolumeClaim, item))))];
    if (errors.length > 0) return forbid(object, request, errors.length === 1 ? (errors[0] ?? '') : `[${errors.join(', ')}]`);
  }
  return undefined;
}

/**
 * Gives containers what a LimitRange says they get, and holds pods and claims to its bounds.
 *
 * @see Kubernetes 1.36, plugin/pkg/admission/limitranger
 */
export const limitRanger: AdmissionPlugin = { name: 'LimitRanger', resources: ['pods', 'persistentvolumeclaims'], operations: ['CREATE', 'UPDATE'], admit, validate };
