import type { V1ResourceQuota } from '../../../kube/generated/types.ts';
import { groupResourceOf, resourceQuotas, type Kind } from '../../../kube/kinds.ts';
import { keyOf, type KubeObject } from '../../../kube/object.ts';
import { Controller, type Informer, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { inNamespace, namespacedInformer } from '../objects/caches.ts';
import { Discovery } from '../objects/discovery.ts';
import { same } from '../objects/same.ts';
import { isConflict, isNotFound } from '../objects/statuses.ts';
import { replenishes } from './replenishment.ts';
import { countedResource, usedOf } from './usage.ts';

/** `--resource-quota-sync-period` */
const resyncMs = 300_000;

/**
 * Keeps `status.used` of ResourceQuotas true: admission only ever adds to it, this controller notices what has gone.
 *
 * @see Kubernetes 1.36, pkg/controller/resourcequota
 */
export function startResourceQuotaController(context: ControllerContext): Running {
  return new ResourceQuotaController(context);
}

class ResourceQuotaController implements Running {
  readonly #context: ControllerContext;
  readonly #queue: Controller;
  readonly #quotas: Informer<V1ResourceQuota>;
  readonly #discovery: Discovery;
  readonly #watched = new Map<string, Informer | undefined>();
  #stopped = false;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#queue = new Controller({ context, reconcile: (key) => this.#sync(key) });
    this.#discovery = new Discovery(context.client);
    this.#quotas = namespacedInformer(context.client, resourceQuotas);
    this.#quotas.subscribe({
      added: (quota) => { this.#queue.add(keyOf(quota)); },
      updated: (quota, old) => { if (!same(quota.spec, old.spec)) this.#queue.add(keyOf(quota)); },
    });
    this.#tick();
  }

  stop(): void {
    this.#stopped = true;
    this.#queue.stop();
  }

  #tick(): void {
    this.#context.clock.after(resyncMs, () => {
      if (this.#stopped) return;
      for (const quota of this.#quotas.list()) this.#queue.add(keyOf(quota), { clock: true });
      this.#tick();
    });
  }

  /** The objects of a resource in a namespace; watched from the first time that a quota asks for them. */
  #objects(resource: string, namespace: string): readonly KubeObject[] | undefined {
    if (!this.#watched.has(resource)) this.#watch(resource);
    const informer = this.#watched.get(resource);
    return informer ? inNamespace(informer, namespace) : undefined;
  }

  #watch(resource: string): void {
    const kind: Kind | undefined = this.#discovery.kinds().find((candidate) => candidate.namespaced && groupResourceOf(candidate) === resource);
    if (!kind) return;
    const informer = namespacedInformer(this.#context.client, kind);
    this.#watched.set(resource, informer);
    const look = (object: KubeObject): void => { this.#replenish(resource, object.metadata?.namespace); };
    informer.subscribe({ deleted: look, updated: (object, old) => { if (replenishes(resource, object, old, this.#context.clock.epochMs)) look(object); } });
  }

  #replenish(resource: string, namespace: string | undefined): void {
    for (const quota of inNamespace(this.#quotas, namespace)) {
      if (Object.keys(quota.spec?.hard ?? {}).some((name) => countedResource(name) === resource)) this.#queue.add(keyOf(quota));
    }
  }

  #sync(key: string): Outcome {
    const quota = this.#quotas.getByKey(key);
    if (!quota) return undefined;
    const { client, clock } = this.#context;
    const namespace = quota.metadata?.namespace ?? '';
    const used = usedOf(quota, (resource) => this.#objects(resource, namespace), clock.epochMs);
    const status = { hard: quota.spec?.hard, used };
    if (same(quota.status, status)) return undefined;
    const answer = client.updateStatus(resourceQuotas, { ...quota, status });
    if (answer.ok || isNotFound(answer.status)) return undefined;
    return isConflict(answer.status) ? { afterMs: client.watchLatencyMs } : { retry: answer.status };
  }
}
