import type { V1Endpoint, V1EndpointAddress, V1Endpoints, V1EndpointSlice, V1EndpointSubset } from '../../../kube/generated/types.ts';
import { endpoints, endpointSlices, services } from '../../../kube/kinds.ts';
import { keyOf } from '../../../kube/object.ts';
import { Controller, type Informer, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { controllerRef } from '../objects/owners.ts';
import { same } from '../objects/same.ts';
import { isNamespaceTerminating, isNotFound } from '../objects/statuses.ts';
import { managedByLabel, serviceNameLabel } from '../endpointslice/slice.ts';

const managedBy = 'endpointslicemirroring-controller.k8s.io';
const byEndpoints = 'endpoints';
/** `--mirroring-max-endpoints-per-subset` */
const perSubset = 1000;

/** One slice for each subset of Endpoints that somebody wrote by hand. */
export function mirroredSlices(object: V1Endpoints): readonly V1EndpointSlice[] {
  const { name = '', namespace, labels } = object.metadata ?? {};
  return (object.subsets ?? []).map((subset) => ({
    apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice',
    metadata: {
      generateName: `${name}-`, namespace, labels: { ...labels, [serviceNameLabel]: name, [managedByLabel]: managedBy },
      ownerReferences: [controllerRef(endpoints, object)],
    },
    addressType: isIPv6(subset) ? 'IPv6' : 'IPv4',
    ports: (subset.ports ?? []).map(({ name: portName = '', port, protocol = 'TCP', appProtocol }) => ({ name: portName, port, protocol, ...(appProtocol ? { appProtocol } : {}) })),
    endpoints: [...(subset.addresses ?? []).map((address) => endpointOf(address, true)), ...(subset.notReadyAddresses ?? []).map((address) => endpointOf(address, false))].slice(0, perSubset),
  }));
}

const isIPv6 = ({ addresses, notReadyAddresses }: V1EndpointSubset): boolean => (addresses ?? notReadyAddresses ?? [])[0]?.ip.includes(':') ?? false;

function endpointOf({ ip, hostname, nodeName, targetRef }: V1EndpointAddress, ready: boolean): V1Endpoint {
  return { addresses: [ip], conditions: { ready }, ...(hostname ? { hostname } : {}), ...(nodeName ? { nodeName } : {}), ...(targetRef ? { targetRef } : {}) };
}

/**
 * Shows Endpoints of Services without a selector as EndpointSlices.
 *
 * @see Kubernetes 1.36, pkg/controller/endpointslicemirroring
 */
export function startEndpointSliceMirroringController(context: ControllerContext): Running {
  return new MirroringController(context);
}

class MirroringController implements Running {
  readonly #context: ControllerContext;
  readonly #queue: Controller;
  readonly #endpoints: Informer<V1Endpoints>;
  readonly #slices: Informer<V1EndpointSlice>;

  constructor(context: ControllerContext) {
    const { client } = context;
    this.#context = context;
    this.#queue = new Controller({ context, reconcile: (key) => this.#sync(key) });
    this.#endpoints = client.informer(endpoints);
    this.#slices = client.informer(endpointSlices);
    this.#slices.addIndex(byEndpoints, (slice) => (slice.metadata?.labels?.[managedByLabel] === managedBy ? [`${slice.metadata.namespace ?? ''}/${slice.metadata.labels[serviceNameLabel] ?? ''}`] : []));
    const enqueue = (object: V1Endpoints): void => { this.#queue.add(keyOf(object)); };
    this.#endpoints.subscribe({ added: enqueue, updated: enqueue, deleted: enqueue });
    client.informer(services).subscribe({
      added: (service) => { this.#queue.add(keyOf(service)); },
      updated: (service, old) => { if ((service.spec?.selector === undefined) !== (old.spec?.selector === undefined)) this.#queue.add(keyOf(service)); },
      deleted: (service) => { this.#queue.add(keyOf(service)); },
    });
  }

  stop(): void {
    this.#queue.stop();
  }

  #sync(key: string): Outcome {
    const object = this.#endpoints.getByKey(key);
    const service = this.#context.client.informer(services).getByKey(key);
    const skipped = !object || !service || service.spec?.selector !== undefined || object.metadata?.labels?.['endpointslice.kubernetes.io/skip-mirror'] === 'true' || Object.hasOwn(object.metadata?.annotations ?? {}, 'control-plane.alpha.kubernetes.io/leader');
    const wanted = skipped ? [] : mirroredSlices(object);
    const there = [...this.#slices.byIndex(byEndpoints, key)];
    for (const slice of wanted) {
      const index = there.findIndex((other) => other.addressType === slice.addressType && same(other.ports, slice.ports));
      const refusal = index < 0 ? this.#create(slice) : this.#update(there.splice(index, 1)[0], slice);
      if (refusal) return refusal;
    }
    for (const { metadata } of there) {
      const gone = this.#context.client.delete(endpointSlices, metadata?.namespace ?? '', metadata?.name ?? '');
      if (!gone.ok && !isNotFound(gone.status)) return { retry: gone.status };
    }
    return undefined;
  }

  #create(slice: V1EndpointSlice): Outcome {
    const made = this.#context.client.create(endpointSlices, slice);
    return made.ok || isNamespaceTerminating(made.status) ? undefined : { retry: made.status };
  }

  #update(current: V1EndpointSlice | undefined, wanted: V1EndpointSlice): Outcome {
    if (!current || (same(current.endpoints, wanted.endpoints) && same(current.metadata?.labels, wanted.metadata?.labels))) return undefined;
    const answer = this.#context.client.update(endpointSlices, { ...current, metadata: { ...current.metadata, labels: wanted.metadata?.labels }, endpoints: wanted.endpoints });
    return answer.ok ? undefined : { retry: answer.status };
  }
}
