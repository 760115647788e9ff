import type { V1EndpointSlice, V1Node, V1Pod, V1Service, V1Status } from '../../../kube/generated/types.ts';
import { endpointSlices, nodes, services } from '../../../kube/kinds.ts';
import { keyOf } from '../../../kube/object.ts';
import { Controller, type Informer, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { namespacedInformer } from '../objects/caches.ts';
import { isNamespaceTerminating, isNotFound } from '../objects/statuses.ts';
import { SelectedPods } from '../services/selected-pods.ts';
import { TriggerTimes, triggerTimeKey } from '../services/trigger-times.ts';
import { SliceMemory } from './differences.ts';
import type { ObservedService, SlicePlan } from './plan.ts';
import { managedBy, managedByLabel, serviceNameLabel, type SliceChanges } from './slice.ts';
import { SliceTracker } from './slice-tracker.ts';
import { isAuto } from './topology/annotation.ts';
import { TopologyCache } from './topology/topology-cache.ts';

const byService = 'service';
const zoneLabel = 'topology.kubernetes.io/zone';
/** `endpointSliceChangeMinSyncDelay`: how soon a Service is looked at again when somebody else changed one of its slices. */
const foreignChangeDelayMs = 1000;
/** `defaultSyncBackOff`: the first pause after a failure. */
const firstBackoffMs = 1000;

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
  readonly #topology = new TopologyCache();
  readonly #topologyQueue: Controller;
  readonly #memories = new Map<string, SliceMemory>();
  /** Service → pods that may be other endpoints since its last plan. */
  readonly #changed = new Map<string, Set<string>>();
  readonly #triggers = new TriggerTimes();
  #nodesVersion = 0;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#queue = new Controller({ context, minIntervalMs: 100, firstBackoffMs, reconcile: (key) => this.#sync(key) });
    this.#topologyQueue = new Controller({ context, workers: 1, reconcile: () => { this.#checkTopology(); } });
    this.#services = namespacedInformer(context.client, services);
    this.#nodes = context.client.informer(nodes);
    this.#slices = context.client.informer(endpointSlices);
    this.#slices.addIndex(byService, (slice) => [serviceKeyOf(slice)]);
    this.#selected = new SelectedPods(context.client, (key, podKey) => { this.#podChanged(key, podKey); });
    this.#subscribe();
  }

  #subscribe(): void {
    const enqueue = (service: V1Service): void => { this.#queue.add(keyOf(service)); };
    this.#services.subscribe({ added: enqueue, updated: enqueue, deleted: enqueue });
    this.#slices.subscribe({
      added: (slice) => { this.#sliceSeen(slice, false); },
      updated: (slice) => { this.#sliceSeen(slice, false); },
      deleted: (slice) => { this.#sliceSeen(slice, true); },
    });
    const check = (): void => { this.#nodesChanged(); };
    this.#nodes.subscribe({ added: check, deleted: check, updated: (node, old) => { if (zoneOf(node) !== zoneOf(old) || isReady(node) !== isReady(old)) check(); } });
  }

  stop(): void {
    this.#queue.stop();
    this.#topologyQueue.stop();
  }

  #podChanged(key: string, podKey: string): void {
    const changed = this.#changed.get(key);
    if (changed) changed.add(podKey);
    else this.#changed.set(key, new Set([podKey]));
    this.#queue.add(key);
  }

  /** Where the nodes change, only Services whose hints leave a zone overloaded are looked at; others find out when they are next. */
  #nodesChanged(): void {
    this.#nodesVersion++;
    this.#topologyQueue.add('nodes');
  }

  #checkTopology(): void {
    for (const service of this.#topology.setNodes(this.#nodes.list())) this.#queue.add(service);
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
    if (!service) return this.#forget(key);
    if (service.spec?.type === 'ExternalName' || !service.spec?.selector || service.metadata?.deletionTimestamp) return undefined;
    if (this.#tracker.isBehind(key)) return undefined;
    const slices = this.#slices.byIndex(byService, key).filter((slice) => slice.metadata?.labels?.[managedByLabel] === managedBy && !slice.metadata.deletionTimestamp);
    const changed = this.#changed.get(key) ?? new Set<string>();
    this.#changed.delete(key);
    const pods = (): readonly V1Pod[] => this.#selected.of(service);
    const podOf = (podKey: string): V1Pod | undefined => this.#selected.find(service, podKey);
    const triggered = this.#triggers.look(key, { service, changed, pods, podOf });
    const plan = this.#memoryOf(key).plan({
      service, slices, changed, pods, podOf, nodesVersion: this.#nodesVersion, hint: this.#hinting(key, service), orderOf: (podKey) => this.#selected.orderOf(podKey),
      nodeOf: (name) => { const node = this.#nodes.get('', name); return node && { zone: zoneOf(node) }; },
    });
    return this.#apply(key, service, { ...plan, changes: dated(plan.changes, triggered) });
  }

  #forget(key: string): undefined {
    this.#tracker.forget(key);
    this.#topology.forgetService(key);
    this.#memories.delete(key);
    this.#changed.delete(key);
    this.#triggers.forget(key);
    return undefined;
  }

  #memoryOf(key: string): SliceMemory {
    let memory = this.#memories.get(key);
    if (!memory) this.#memories.set(key, (memory = new SliceMemory()));
    return memory;
  }

  #hinting(service: string, object: V1Service): NonNullable<ObservedService['hint']> {
    return (type, slices) => (isAuto(object) ? this.#topology.add({ service, type }, slices) : { slices, events: this.#topology.drop({ service, type }) });
  }

  #apply(key: string, service: V1Service, { changes, events, problems }: SlicePlan): Outcome {
    const failed = this.#write(key, changes);
    if (failed) this.#memoryOf(key).forget();
    for (const event of events) this.#context.events.event(service, event);
    const sentences = [...problems, ...(failed ? [`failed to ${failed.verb} EndpointSlice for Service ${key}: ${failed.status.message ?? ''}`] : [])];
    return sentences.length > 0 ? this.#failed(service, sentences, failed?.status) : undefined;
  }

  /** Writes what was planned, up to the first refusal. */
  #write(key: string, changes: SliceChanges): { readonly verb: string; readonly status: V1Status } | undefined {
    const { client } = this.#context;
    const written: V1EndpointSlice[] = [];
    const wrote = (slice: V1EndpointSlice): void => {
      this.#tracker.wrote(key, slice);
      written.push(slice);
    };
    for (const slice of changes.create) {
      const made = client.create(endpointSlices, slice);
      if (made.ok) wrote(made.value);
      else if (!isNamespaceTerminating(made.status)) return { verb: 'create', status: made.status };
    }
    for (const slice of changes.update) {
      const changed = client.update(endpointSlices, slice);
      if (changed.ok) wrote(changed.value);
      else return { verb: 'update', status: changed.status };
    }
    for (const slice of changes.delete) {
      const gone = client.delete(endpointSlices, slice.metadata?.namespace ?? '', slice.metadata?.name ?? '');
      if (gone.ok) this.#tracker.deleted(key, slice);
      else if (!isNotFound(gone.status)) return { verb: 'delete', status: gone.status };
    }
    this.#memoryOf(key).wrote(written, changes.delete);
    return undefined;
  }

  #failed(service: V1Service, sentences: readonly string[], status: V1Status = { message: sentences[0] }): Outcome {
    const { namespace = '', name = '' } = service.metadata ?? {};
    const problem = sentences.length > 1 ? `[${sentences.join(', ')}]` : (sentences[0] ?? '');
    this.#context.events.event(service, { type: 'Warning', reason: 'FailedToUpdateEndpointSlices', message: `Error updating Endpoint Slices for Service ${namespace}/${name}: ${problem}` });
    return { retry: status };
  }
}

/** What is written says since when its reasons have been there; without any, it does not. */
function dated({ create, update, ...rest }: SliceChanges, triggered: string | undefined): SliceChanges {
  const date = (slice: V1EndpointSlice): V1EndpointSlice => {
    const { annotations, ...metadata } = slice.metadata ?? {};
    const { [triggerTimeKey]: _, ...others } = annotations ?? {};
    const now = triggered === undefined ? others : { ...others, [triggerTimeKey]: triggered };
    return { ...slice, metadata: { ...metadata, ...(Object.keys(now).length > 0 ? { annotations: now } : {}) } };
  };
  return { ...rest, create: create.map(date), update: update.map(date) };
}

const zoneOf = ({ metadata }: V1Node): string | undefined => metadata?.labels?.[zoneLabel];
const isReady = ({ status }: V1Node): boolean => status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';

function serviceKeyOf(slice: V1EndpointSlice): string {
  const labels = slice.metadata?.labels ?? {};
  const name = Object.hasOwn(labels, serviceNameLabel) ? labels[serviceNameLabel] : undefined;
  return name ? `${slice.metadata?.namespace ?? ''}/${name}` : '';
}
