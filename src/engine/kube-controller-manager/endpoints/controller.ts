import type { V1Endpoints, V1Service } from '../../../kube/generated/types.ts';
import { endpoints, services } from '../../../kube/kinds.ts';
import { keyOf, splitKey } from '../../../kube/object.ts';
import { Controller, type Informer, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { namespacedInformer } from '../objects/caches.ts';
import { same } from '../objects/same.ts';
import { isNamespaceTerminating, isNotFound } from '../objects/statuses.ts';
import { SelectedPods } from '../services/selected-pods.ts';
import { TriggerTimes, triggerTimeKey } from '../services/trigger-times.ts';
import { AddressBook, overCapacity, planEndpoints } from './plan.ts';

/** Keeps the (old form of) endpoints of each Service that has a selector. */
export function startEndpointsController(context: ControllerContext): Running {
  return new EndpointsController(context);
}

/** @see Kubernetes 1.36, pkg/controller/endpoint/endpoints_controller.go */
class EndpointsController implements Running {
  readonly #context: ControllerContext;
  readonly #queue: Controller;
  readonly #services: Informer<V1Service>;
  readonly #endpoints: Informer<V1Endpoints>;
  readonly #selected: SelectedPods;
  /** What this controller wrote last, for as long as the cache is behind it. */
  readonly #written = new Map<string, V1Endpoints>();
  readonly #books = new Map<string, AddressBook>();
  /** Service → pods that may be other addresses since its last plan. */
  readonly #changed = new Map<string, Set<string>>();
  readonly #triggers = new TriggerTimes();

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#queue = new Controller({ context, minIntervalMs: 100, reconcile: (key) => this.#sync(key) });
    this.#services = namespacedInformer(context.client, services);
    this.#endpoints = context.client.informer(endpoints);
    this.#selected = new SelectedPods(context.client, (key, podKey) => { this.#podChanged(key, podKey); });
    const enqueue = (service: V1Service): void => { this.#queue.add(keyOf(service)); };
    this.#services.subscribe({ added: enqueue, updated: enqueue, deleted: enqueue });
    this.#endpoints.subscribe({
      deleted: (object) => {
        this.#written.delete(keyOf(object));
        this.#queue.add(keyOf(object));
      },
    });
  }

  stop(): void {
    this.#queue.stop();
  }

  #sync(key: string): Outcome {
    const service = this.#services.getByKey(key);
    if (!service) return this.#remove(key);
    if (service.spec?.type === 'ExternalName' || !service.spec?.selector) {
      this.#books.delete(key);
      return undefined;
    }
    const changed = this.#changed.get(key) ?? new Set<string>();
    this.#changed.delete(key);
    const triggered = this.#triggers.look(key, { service, changed, pods: () => this.#selected.of(service), podOf: (podKey) => this.#selected.find(service, podKey) });
    const wanted = planEndpoints(this.#bookOf(key, service, changed));
    const current = this.#current(key);
    return current ? this.#update(key, current, wanted, triggered) : this.#create(key, service, withAnnotations(wanted, { ...wanted.metadata?.annotations, ...dated(triggered) }));
  }

  #podChanged(key: string, podKey: string): void {
    const changed = this.#changed.get(key);
    if (changed) changed.add(podKey);
    else this.#changed.set(key, new Set([podKey]));
    this.#queue.add(key);
  }

  /** The addresses of a Service, up to date. */
  #bookOf(key: string, service: V1Service, changed: ReadonlySet<string>): AddressBook {
    const known = this.#books.get(key);
    if (known?.service === service) {
      for (const podKey of changed) known.put(podKey, this.#selected.find(service, podKey));
      return known;
    }
    const book = new AddressBook(service, this.#selected.of(service));
    this.#books.set(key, book);
    return book;
  }

  #current(key: string): V1Endpoints | undefined {
    const cached = this.#endpoints.getByKey(key);
    const written = this.#written.get(key);
    if (!written || Number(cached?.metadata?.resourceVersion ?? 0) >= Number(written.metadata?.resourceVersion)) {
      this.#written.delete(key);
      return cached;
    }
    return written;
  }

  #remove(key: string): Outcome {
    this.#books.delete(key);
    this.#changed.delete(key);
    this.#triggers.forget(key);
    if (!this.#endpoints.getByKey(key) && !this.#written.has(key)) return undefined;
    this.#written.delete(key);
    const { namespace, name } = splitKey(key);
    const gone = this.#context.client.delete(endpoints, namespace, name);
    return gone.ok || isNotFound(gone.status) ? undefined : { retry: gone.status };
  }

  #create(key: string, service: V1Service, wanted: V1Endpoints): Outcome {
    const made = this.#context.client.create(endpoints, wanted);
    if (made.ok) {
      this.#written.set(key, made.value);
      return undefined;
    }
    if (isNamespaceTerminating(made.status)) return undefined;
    this.#context.events.event(service, { type: 'Warning', reason: 'FailedToCreateEndpoint', message: `Failed to create endpoint for service ${key}: ${made.status.message ?? ''}` });
    return { retry: made.status };
  }

  #update(key: string, current: V1Endpoints, wanted: V1Endpoints, triggered: string | undefined): Outcome {
    const { [overCapacity]: before, [triggerTimeKey]: _, ...others } = current.metadata?.annotations ?? {};
    const cut = wanted.metadata?.annotations?.[overCapacity];
    if (before === cut && same(current.subsets, wanted.subsets) && same(current.metadata?.labels, wanted.metadata?.labels)) return undefined;
    const annotations = { ...others, ...(cut === undefined ? {} : { [overCapacity]: cut }), ...dated(triggered) };
    const answer = this.#context.client.update(endpoints, withAnnotations({ ...wanted, metadata: { ...current.metadata, labels: wanted.metadata?.labels } }, annotations));
    if (answer.ok) {
      this.#written.set(key, answer.value);
      return undefined;
    }
    this.#written.delete(key);
    return { retry: answer.status };
  }
}

const dated = (triggered: string | undefined): Readonly<Record<string, string>> => (triggered === undefined ? {} : { [triggerTimeKey]: triggered });

function withAnnotations(object: V1Endpoints, annotations: Readonly<Record<string, string>>): V1Endpoints {
  const { annotations: _, ...metadata } = object.metadata ?? {};
  return { ...object, metadata: { ...metadata, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) } };
}
