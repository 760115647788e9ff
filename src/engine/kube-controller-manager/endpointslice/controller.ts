import type { V1EndpointSlice, V1Node, V1Service } from '../../../kube/generated/types.ts';
import { endpointSlices, nodes, services } from '../../../kube/kinds.ts';
import { keyOf } from '../../../kube/object.ts';
import { Controller, type Informer, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { namespacedInformer } from '../objects/caches.ts';
import { isNamespaceTerminating, isNotFound } from '../objects/statuses.ts';
import { SelectedPods } from '../services/selected-pods.ts';
import { managedBy, managedByLabel, planSlices, serviceNameLabel, type SliceChanges } from './plan.ts';

const byService = 'service';
const zoneLabel = 'topology.kubernetes.io/zone';
/** `endpointSliceChangeMinSyncDelay`: how soon a Service is looked at again when somebody else changed one of its slices. */
const foreignChangeDelayMs = 1000;

/** Keeps the EndpointSlices of each Service that has a selector. */
export function startEndpointSliceController(context: ControllerContext): Running {
  return new EndpointSliceController(context);
}

/** @see Kubernetes 1.36, pkg/controller/endpointslice/endpointslice_controller.go */
class EndpointSliceController implements Running {
  readonly #context: ControllerContext;
  readonly #queue: Controller;
  readonly #services: Informer<V1Service>;
  readonly #slices: Informer<V1EndpointSlice>;
  readonly #nodes: Informer<V1Node>;
  readonly #selected: SelectedPods;
  readonly #tracker = new SliceTracker();

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#queue = new Controller({ context, minIntervalMs: 100, reconcile: (key) => this.#sync(key) });
    this.#services = namespacedInformer(context.client, services);
    this.#nodes = context.client.informer(nodes);
    this.#slices = context.client.informer(endpointSlices);
    this.#slices.addIndex(byService, (slice) => [serviceKeyOf(slice)]);
    this.#selected = new SelectedPods(context.client, (key) => { this.#queue.add(key); });
    const enqueue = (service: V1Service): void => { this.#queue.add(keyOf(service)); };
    this.#services.subscribe({ added: enqueue, updated: enqueue, deleted: enqueue });
    this.#slices.subscribe({
      added: (slice) => { this.#sliceSeen(slice, false); },
      updated: (slice) => { this.#sliceSeen(slice, false); },
      deleted: (slice) => { this.#sliceSeen(slice, true); },
    });
    this.#nodes.subscribe({ updated: (node, old) => { this.#nodeChanged(node, old); } });
  }

  stop(): void {
    this.#queue.stop();
  }

  /** A node that gets a zone changes the endpoints of its pods. */
  #nodeChanged(node: V1Node, old: V1Node): void {
    if (node.metadata?.labels?.[zoneLabel] === old.metadata?.labels?.[zoneLabel]) return;
    for (const service of this.#services.list()) this.#queue.add(keyOf(service));
  }

  #sliceSeen(slice: V1EndpointSlice, gone: boolean): void {
    const service = serviceKeyOf(slice);
    if (!service || slice.metadata?.labels?.[managedByLabel] !== managedBy) return;
    const { foreign, awaited } = this.#tracker.seen(service, slice, gone);
    if (awaited) this.#queue.add(service);
    else if (foreign) this.#queue.addAfter(service, foreignChangeDelayMs, this.#context.client.cause);
  }

  #sync(key: string): Outcome {
    const service = this.#services.getByKey(key);
    if (!service) {
      this.#tracker.forget(key);
      return undefined;
    }
    if (service.spec?.type === 'ExternalName' || !service.spec?.selector || service.metadata?.deletionTimestamp) return undefined;
    if (this.#tracker.isBehind(key)) return undefined;
    const slices = this.#slices.byIndex(byService, key).filter((slice) => slice.metadata?.labels?.[managedByLabel] === managedBy && !slice.metadata.deletionTimestamp);
    const zoneOf = (name: string): string | undefined => this.#nodes.get('', name)?.metadata?.labels?.[zoneLabel];
    return this.#apply(key, service, planSlices({ service, pods: this.#selected.of(service), slices, zoneOf }));
  }

  #apply(key: string, service: V1Service, changes: SliceChanges): Outcome {
    const { client } = this.#context;
    for (const slice of changes.create) {
      const made = client.create(endpointSlices, slice);
      if (made.ok) this.#tracker.wrote(key, made.value);
      else if (!isNamespaceTerminating(made.status)) return this.#failed(service, 'create', made.status);
    }
    for (const slice of changes.update) {
      const changed = client.update(endpointSlices, slice);
      if (changed.ok) this.#tracker.wrote(key, changed.value);
      else return this.#failed(service, 'update', changed.status);
    }
    for (const slice of changes.delete) {
      const gone = client.delete(endpointSlices, slice.metadata?.namespace ?? '', slice.metadata?.name ?? '');
      if (gone.ok) this.#tracker.deleted(key, slice);
      else if (!isNotFound(gone.status)) return this.#failed(service, 'delete', gone.status);
    }
    return undefined;
  }

  #failed(service: V1Service, verb: string, status: Extract<Outcome, { retry: unknown }>['retry']): Outcome {
    const { namespace = '', name = '' } = service.metadata ?? {};
    const message = `Error updating Endpoint Slices for Service ${namespace}/${name}: failed to ${verb} EndpointSlice for Service ${namespace}/${name}: ${status.message ?? ''}`;
    this.#context.events.event(service, { type: 'Warning', reason: 'FailedToUpdateEndpointSlices', message });
    return { retry: status };
  }
}

function serviceKeyOf(slice: V1EndpointSlice): string {
  const labels = slice.metadata?.labels ?? {};
  const name = Object.hasOwn(labels, serviceNameLabel) ? labels[serviceNameLabel] : undefined;
  return name ? `${slice.metadata?.namespace ?? ''}/${name}` : '';
}

/**
 * What this controller wrote and does not see in its cache yet. While something is missing the Service is left alone, else the
 * same endpoints would get a second slice.
 */
class SliceTracker {
  /** Service → slice → revision that the cache must show; `gone` where it must not show it any more. */
  readonly #awaited = new Map<string, Map<string, number | 'gone'>>();
  /** Services that were left alone and have to be looked at once the cache has caught up. */
  readonly #putOff = new Set<string>();

  /** Whether the cache lacks a write; the Service is then put off until {@link seen} says that it does not any more. */
  isBehind(service: string): boolean {
    const behind = (this.#awaited.get(service)?.size ?? 0) > 0;
    if (behind) this.#putOff.add(service);
    return behind;
  }

  wrote(service: string, slice: V1EndpointSlice): void {
    this.#await(service, slice, Number(slice.metadata?.resourceVersion));
  }

  deleted(service: string, slice: V1EndpointSlice): void {
    this.#await(service, slice, 'gone');
  }

  forget(service: string): void {
    this.#awaited.delete(service);
    this.#putOff.delete(service);
  }

  /** `foreign`: nobody here made this change. `awaited`: it was the last one that was waited for, and the Service was put off. */
  seen(service: string, slice: V1EndpointSlice, gone: boolean): { readonly foreign: boolean; readonly awaited: boolean } {
    const waiting = this.#awaited.get(service);
    const name = slice.metadata?.name ?? '';
    const expected = waiting?.get(name);
    if (!waiting || expected === undefined) return { foreign: true, awaited: false };
    const revision = Number(slice.metadata?.resourceVersion);
    if (!gone && (expected === 'gone' || revision < expected)) return { foreign: false, awaited: false };
    waiting.delete(name);
    const foreign = gone ? expected !== 'gone' : revision !== expected;
    if (waiting.size > 0) return { foreign, awaited: false };
    this.#awaited.delete(service);
    return { foreign, awaited: this.#putOff.delete(service) };
  }

  #await(service: string, slice: V1EndpointSlice, revision: number | 'gone'): void {
    const waiting = this.#awaited.get(service) ?? new Map<string, number | 'gone'>();
    waiting.set(slice.metadata?.name ?? '', revision);
    this.#awaited.set(service, waiting);
  }
}
