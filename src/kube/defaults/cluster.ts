import type * as t from '../generated/types.ts';
import { fill, fillMap, fillZero, update, updateEach } from './fill.ts';
import { roundRequirements, roundResourceList } from './quantities.ts';

/** A namespace wears its own name as a label. */
export function defaultNamespace(namespace: t.V1Namespace): t.V1Namespace {
  const name = namespace.metadata?.name;
  let out = namespace;
  if (name && namespace.metadata?.labels?.['kubernetes.io/metadata.name'] !== name) {
    out = { ...out, metadata: { ...out.metadata, labels: { ...out.metadata?.labels, 'kubernetes.io/metadata.name': name } } };
  }
  return update(fill(out, { spec: {}, status: {} }), 'status', (status) => fillZero(status, { phase: 'Active' }));
}

/** `podCIDR` and the first of `podCIDRs` are one and the same; the old field wins. What a node has, it may give away. */
export function defaultNode(node: t.V1Node): t.V1Node {
  const out = update(fill(node, { spec: {}, status: {} }), 'spec', (spec) => {
    const { podCIDR, podCIDRs } = spec;
    if (podCIDR && podCIDRs?.[0] !== podCIDR) return { ...spec, podCIDRs: [podCIDR] };
    return !podCIDR && podCIDRs?.[0] ? { ...spec, podCIDR: podCIDRs[0] } : spec;
  });
  return update(out, 'status', (status) => {
    const filled = status.capacity ? fill(status, { allocatable: status.capacity }) : status;
    return update(update(filled, 'capacity', roundResourceList), 'allocatable', roundResourceList);
  });
}

/** For containers, a maximum is also the default limit, and a default limit also the default request. */
export function defaultLimitRange(range: t.V1LimitRange): t.V1LimitRange {
  return update(range, 'spec', (spec) => updateEach(spec, 'limits', defaultLimitItem));
}

function defaultLimitItem(given: t.V1LimitRangeItem): t.V1LimitRangeItem {
  let item = given;
  for (const key of ['default', 'defaultRequest', 'max', 'min', 'maxLimitRequestRatio'] as const) item = update(item, key, roundResourceList);
  if (item.type !== 'Container') return item;
  const limits = fillMap(item.default, item.max);
  const requests = fillMap(fillMap(item.defaultRequest, limits), item.min);
  if (limits === item.default && requests === item.defaultRequest) return item;
  return { ...item, ...(limits && { default: limits }), ...(requests && { defaultRequest: requests }) };
}

export function defaultResourceQuota(quota: t.V1ResourceQuota): t.V1ResourceQuota {
  const out = update(fill(quota, { spec: {}, status: {} }), 'spec', (spec) => update(spec, 'hard', roundResourceList));
  return update(out, 'status', (status) => update(update(status, 'hard', roundResourceList), 'used', roundResourceList));
}

export const defaultSecret = (secret: t.V1Secret): t.V1Secret => fillZero(secret, { type: 'Opaque' });
export const defaultPriorityClass = (priority: t.V1PriorityClass): t.V1PriorityClass => fill(priority, { preemptionPolicy: 'PreemptLowerPriority' });
export const defaultLease = (lease: t.V1Lease): t.V1Lease => fill(lease, { spec: {} });
export const defaultVolumeAttachment = (attachment: t.V1VolumeAttachment): t.V1VolumeAttachment => fill(attachment, { status: { attached: false } });

export function defaultEvent(event: t.CoreV1Event): t.CoreV1Event {
  if (event.source && event.involvedObject && typeof event.reportingComponent === 'string' && typeof event.reportingInstance === 'string') return event;
  return fill(event, { source: {}, reportingComponent: '', reportingInstance: '', involvedObject: {} });
}

export function defaultRuntimeClass(runtime: t.V1RuntimeClass): t.V1RuntimeClass {
  return update(runtime, 'overhead', (overhead) => update(overhead, 'podFixed', (fixed) => roundRequirements({ limits: fixed }).limits));
}

/** Names that follow from the kind, and no conversion between versions. */
export function defaultCustomResourceDefinition(definition: t.V1CustomResourceDefinition): t.V1CustomResourceDefinition {
  return update(definition, 'spec', (spec) => {
    const out = update(spec, 'names', (names) => (names.kind ? fillZero(names, { singular: names.kind.toLowerCase(), listKind: `${names.kind}List` }) : names));
    return fill(out, { conversion: { strategy: 'None' } });
  });
}
