import type { Cause } from '../../../kube/api.ts';
import type { V1APIService, V1APIServiceCondition, V1CustomResourceDefinition, V1EndpointSlice, V1Service } from '../../../kube/generated/types.ts';
import { deepEqual } from '../../../kube/json.ts';
import { apiServices, customResourceDefinitions, endpointSlices, services, type Kind } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { stamped, type LogEntry } from '../../etcd/store.ts';
import type { Core } from '../core.ts';
import { keyIn, prefixIn } from '../resource.ts';
import { availabilityOf } from './availability.ts';
import { localApiService, localAvailable } from './built-in.ts';

/** How soon a change is looked at, how often everything is looked at again, and how soon a failed check is repeated at first and at most: virtual ms. */
const lookMs = 5;
const resyncMs = 30_000;
const retryMaxMs = 30_000;

/** Priorities of what CustomResourceDefinitions serve. */
const customPriorities = [1000, 100] as const;

/**
 * Keeps an APIService for every group and version that CustomResourceDefinitions serve, and says of those that lead to a Service whether anybody is there.
 *
 * @see Kubernetes 1.36, kube-aggregator: autoregister and status controllers; pkg/controlplane/controller/crdregistration
 */
export class ApiServices {
  readonly #core: Core;
  readonly #due = new Set<string>();
  readonly #failures = new Map<string, number>();
  #resyncs = false;

  constructor(core: Core) {
    this.#core = core;
    this.#watch(apiServices, (entry) => { this.#changed(entry); });
    this.#watch(customResourceDefinitions, ({ value, previous, revision }) => { this.#defined([value, previous], { revision }); });
    this.#watch(services, ({ value }) => { this.#served(value.metadata?.namespace, value.metadata?.name); });
    this.#watch(endpointSlices, ({ value }) => { this.#served(value.metadata?.namespace, value.metadata?.labels?.['kubernetes.io/service-name']); });
    if (this.#remote().length > 0) this.#resync();
  }

  #watch(kind: Kind, changed: (entry: LogEntry) => void): void {
    this.#core.store.watch(this.#core.resources.of(kind).prefix, this.#core.store.revision, changed);
  }

  #list<T extends KubeObject>(kind: Kind<T>, namespace = ''): readonly T[] {
    const range = this.#core.store.range(prefixIn(this.#core.resources.of(kind), namespace));
    return range === 'compacted' ? [] : (range.values as readonly T[]);
  }

  #get<T extends KubeObject>(kind: Kind<T>, namespace: string, name: string): T | undefined {
    return this.#core.store.get(keyIn(this.#core.resources.of(kind), namespace, name)) as T | undefined;
  }

  #write(object: V1APIService, verb: string, cause: Cause): void {
    const { store, resources } = this.#core;
    store.put(keyIn(resources.of(apiServices), '', object.metadata?.name ?? ''), stamped(object, store.nextRevision), { writer: 'system:apiserver', verb, cause });
  }

  /** Those that lead to a Service and are not answered in this process. */
  #remote(): readonly V1APIService[] {
    const { aggregated = [] } = this.#core.options;
    return this.#list(apiServices).filter(({ spec }) => spec?.service && !aggregated.some(({ group, version }) => group === spec.group && version === spec.version));
  }

  #changed({ type, value, revision }: LogEntry): void {
    const { metadata, spec } = value as V1APIService;
    const name = metadata?.name ?? '';
    if (type === 'DELETED') this.#failures.delete(name);
    const wanted = spec && this.#wanted(spec.group ?? '', spec.version ?? '');
    if (wanted && (type === 'DELETED' || !deepEqual(wanted.spec, spec))) this.#core.clock.after(lookMs, () => { this.#register(spec.group ?? '', spec.version ?? '', { revision }); });
    else if (type !== 'DELETED' && spec?.service) this.#look(name, lookMs);
  }

  /** What an APIService has to be because a definition serves its group and version. */
  #wanted(group: string, version: string): V1APIService | undefined {
    const isServed = this.#list(customResourceDefinitions).some((definition) => definition.spec.group === group && servedVersions(definition).includes(version));
    return isServed ? localApiService(group, version, 'true', customPriorities) : undefined;
  }

  #defined(definitions: readonly (KubeObject | undefined)[], cause: Cause): void {
    for (const definition of definitions as readonly (V1CustomResourceDefinition | undefined)[]) {
      for (const version of definition ? servedVersions(definition) : []) this.#core.clock.after(lookMs, () => { this.#register(definition?.spec.group ?? '', version, cause); });
    }
  }

  /** Makes the APIService what it has to be; one that nobody needs any more goes. */
  #register(group: string, version: string, cause: Cause): void {
    const wanted = this.#wanted(group, version);
    const found = this.#get(apiServices, '', `${version}.${group}`);
    const { store, resources, random, timestamp } = this.#core;
    if (!wanted) {
      if (found && !found.spec?.service) store.delete(keyIn(resources.of(apiServices), '', `${version}.${group}`), { writer: 'system:apiserver', verb: 'delete', cause });
    } else if (!found) {
      this.#write({ ...wanted, metadata: { ...wanted.metadata, uid: random.uuid(), creationTimestamp: timestamp() as never }, status: localStatus(timestamp()) }, 'create', cause);
    } else if (!deepEqual(found.spec, wanted.spec)) this.#write({ ...found, spec: wanted.spec as never, status: localStatus(timestamp()) }, 'update', cause);
  }

  #served(namespace: string | undefined, name: string | undefined): void {
    if (!this.#resyncs) return;
    for (const { metadata, spec } of this.#remote()) if (spec?.service?.namespace === namespace && spec?.service?.name === name) this.#look(metadata?.name ?? '', lookMs);
  }

  #look(name: string, afterMs: number): void {
    if (!this.#resyncs) this.#resync();
    if (this.#due.has(name)) return;
    this.#due.add(name);
    this.#core.clock.after(afterMs, () => {
      this.#due.delete(name);
      this.#check(name);
    });
  }

  #resync(): void {
    this.#resyncs = true;
    this.#core.clock.after(resyncMs, () => {
      this.#resyncs = false;
      const remote = this.#remote();
      if (remote.length > 0) this.#resync();
      for (const { metadata } of remote) this.#look(metadata?.name ?? '', 0);
    });
  }

  #check(name: string): void {
    const found = this.#remote().find(({ metadata }) => metadata?.name === name);
    if (!found) return;
    const { namespace = '', name: serviceName = '' } = found.spec?.service ?? {};
    const service: V1Service | undefined = this.#get(services, namespace, serviceName);
    const slices: readonly V1EndpointSlice[] = this.#list(endpointSlices, namespace).filter(({ metadata }) => metadata?.labels?.['kubernetes.io/service-name'] === serviceName);
    const ask: Parameters<typeof availabilityOf>[1]['ask'] = (to) => this.#core.options.callOut?.send({ ...to, method: 'GET' }) ?? { reached: false, reason: 'connection refused', latencyMs: 0 };
    const condition = availabilityOf(found, { service, slices, ask }, this.#core.timestamp());
    const status = { ...found.status, conditions: withCondition(found.status?.conditions ?? [], condition) };
    if (!deepEqual(status.conditions, found.status?.conditions)) this.#write({ ...found, status }, 'update/status', { clock: true });
    if (condition.reason === 'FailedDiscoveryCheck') this.#retry(name);
    else this.#failures.delete(name);
  }

  #retry(name: string): void {
    const failures = this.#failures.get(name) ?? 0;
    this.#failures.set(name, failures + 1);
    this.#look(name, Math.min(retryMaxMs, lookMs * 2 ** Math.min(failures, 20)));
  }
}

const localStatus = (at: string): V1APIService['status'] => ({ conditions: [localAvailable(at)] });

/** A condition whose status stays keeps its time. */
function withCondition(old: readonly V1APIServiceCondition[], condition: V1APIServiceCondition): readonly V1APIServiceCondition[] {
  const known = old.find(({ type }) => type === condition.type);
  const next = known?.status === condition.status ? { ...condition, lastTransitionTime: known.lastTransitionTime } : condition;
  return known ? old.map((each) => (each === known ? next : each)) : [...old, next];
}

function servedVersions({ metadata, spec, status }: V1CustomResourceDefinition): readonly string[] {
  const isEstablished = status?.conditions?.some(({ type, status: state }) => type === 'Established' && state === 'True') ?? false;
  return isEstablished && metadata?.deletionTimestamp === undefined ? spec.versions.filter(({ served }) => served).map(({ name }) => name) : [];
}
