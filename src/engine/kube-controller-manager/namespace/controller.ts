import type { V1Namespace, V1NamespaceCondition, V1Pod, V1Status } from '../../../kube/generated/types.ts';
import { namespaces, resourcePath, type Kind } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { internalError } from '../../../kube/status.ts';
import { Controller, type Informer, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { Discovery } from '../objects/discovery.ts';
import { same } from '../objects/same.ts';
import { isConflict, isNotFound } from '../objects/statuses.ts';
import { deletionConditions, finalizerEstimateSeconds, incompleteDiscovery, type Remains } from './plan.ts';

/** How long the controller waits before it empties a namespace, so that whoever still writes to it notices. */
const deletionDelayMs = 5000;
const finalizer = 'kubernetes';

/** Empties namespaces that are being deleted, and then lets go of them. */
export function startNamespaceController(context: ControllerContext): Running {
  return new NamespaceController(context);
}

/** @see Kubernetes 1.36, pkg/controller/namespace/deletion/namespaced_resources_deleter.go */
class NamespaceController implements Running {
  readonly #context: ControllerContext;
  readonly #queue: Controller;
  readonly #namespaces: Informer<V1Namespace>;
  readonly #discovery: Discovery;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#queue = new Controller({ context, workers: 10, reconcile: (key) => this.#sync(key) });
    this.#namespaces = context.client.informer(namespaces);
    this.#discovery = new Discovery(context.client);
    const look = (namespace: V1Namespace): void => {
      if (namespace.metadata?.deletionTimestamp) this.#queue.addAfter(namespace.metadata.name ?? '', deletionDelayMs, context.client.cause);
    };
    this.#namespaces.subscribe({ added: look, updated: look });
  }

  stop(): void {
    this.#queue.stop();
  }

  #sync(name: string): Outcome {
    const { client } = this.#context;
    const fresh = client.get(namespaces, '', name);
    if (!fresh.ok) return isNotFound(fresh.status) ? undefined : { retry: fresh.status };
    if (!fresh.value.metadata?.deletionTimestamp || !fresh.value.spec?.finalizers?.includes(finalizer)) return undefined;
    const emptied = this.#empty(name);
    const unknown = this.#discovery.unknownVersions();
    const told = this.#tell(fresh.value, emptied, unknown);
    if (!told.ok) return isNotFound(told.status) ? undefined : { retry: told.status };
    if (emptied.error) return { retry: emptied.error };
    if (unknown.length > 0) return { retry: internalError(incompleteDiscovery(unknown)) };
    const seconds = emptied.remains.reduce((most, { estimateSeconds }) => Math.max(most, estimateSeconds), 0);
    if (seconds > 0) return { afterMs: (Math.floor(seconds / 2) + 1) * 1000 };
    return this.#finalize(told.value);
  }

  /** Pods go first and alone, so that they find their Secrets and Services while they end. */
  #empty(namespace: string): Emptied {
    const kinds = this.#discovery.kinds().filter((kind) => kind.namespaced);
    const pods = kinds.filter((kind) => kind.group === '' && kind.plural === 'pods');
    const first = this.#emptyKinds(namespace, pods);
    if (first.error || first.remains.some(({ count }) => count > 0)) return first;
    return this.#emptyKinds(namespace, kinds.filter((kind) => !pods.includes(kind)));
  }

  #emptyKinds(namespace: string, kinds: readonly Kind[]): Emptied {
    const remains: Remains[] = [];
    const failures: string[] = [];
    let error: V1Status | undefined;
    for (const kind of kinds) {
      const left = this.#emptyKind(namespace, kind);
      if ('reason' in left) {
        error ??= left;
        failures.push(left.message ?? '');
      } else if (left.count > 0) remains.push(left);
    }
    return { remains, failures, error };
  }

  #emptyKind(namespace: string, kind: Kind): Remains | (V1Status & { readonly reason: string }) {
    const { client } = this.#context;
    const before = client.list(kind, { namespace });
    if (!before.ok) return { ...before.status, reason: before.status.reason ?? '' };
    if (before.value.length === 0) return noRemains(kind);
    const estimateSeconds = kind.plural === 'pods' ? graceOf(before.value) : 0;
    const gone = client.request('DELETE', resourcePath(kind, namespace), { propagationPolicy: 'Background' });
    if (gone.code >= 300) return { ...(gone.body as V1Status), reason: (gone.body as V1Status).reason ?? '' };
    const after = client.list(kind, { namespace });
    if (!after.ok) return { ...after.status, reason: after.status.reason ?? '' };
    return after.value.length === 0 ? noRemains(kind) : remainsOf(kind, after.value, estimateSeconds);
  }

  #tell(namespace: V1Namespace, { remains, failures }: Emptied, unknown: readonly string[]): { readonly ok: true; readonly value: V1Namespace } | { readonly ok: false; readonly status: V1Status } {
    const old = (namespace.status?.conditions ?? []) as readonly V1NamespaceCondition[];
    const conditions = deletionConditions(old, remains, failures, this.#context.clock.epochMs, unknown);
    if (same(old, conditions)) return { ok: true, value: namespace };
    return this.#context.client.updateStatus(namespaces, { ...namespace, status: { ...namespace.status, phase: 'Terminating', conditions } });
  }

  #finalize(namespace: V1Namespace): Outcome {
    const finalizers = (namespace.spec?.finalizers ?? []).filter((name) => name !== finalizer);
    const answer = this.#context.client.update(namespaces, { ...namespace, spec: { ...namespace.spec, finalizers } }, { subresource: 'finalize' });
    return answer.ok || isNotFound(answer.status) ? undefined : isConflict(answer.status) ? { afterMs: 1 } : { retry: answer.status };
  }
}

interface Emptied {
  readonly remains: readonly Remains[];
  readonly failures: readonly string[];
  readonly error: V1Status | undefined;
}

const noRemains = ({ plural, group }: Kind): Remains => ({ plural, group, count: 0, finalizers: new Map(), estimateSeconds: 0 });

function remainsOf({ plural, group }: Kind, objects: readonly KubeObject[], graceSeconds: number): Remains {
  const finalizers = new Map<string, number>();
  for (const { metadata } of objects) for (const name of metadata?.finalizers ?? []) finalizers.set(name, (finalizers.get(name) ?? 0) + 1);
  return { plural, group, count: objects.length, finalizers, estimateSeconds: graceSeconds || finalizerEstimateSeconds };
}

/** The longest grace period among pods that have not ended, in seconds. */
function graceOf(pods: readonly V1Pod[]): number {
  let longest = 0;
  for (const { spec, status } of pods) {
    if (status?.phase === 'Succeeded' || status?.phase === 'Failed') continue;
    longest = Math.max(longest, spec?.terminationGracePeriodSeconds ?? 0);
  }
  return longest;
}
