import type { V1Deployment, V1Pod, V1ReplicaSet, V1Status } from '../../../kube/generated/types.ts';
import { deployments, pods, replicaSets } from '../../../kube/kinds.ts';
import { controllerOf, keyOf, splitKey, type KubeObject } from '../../../kube/object.ts';
import { fromLabelSelector, matches } from '../../../kube/selectors.ts';
import { Controller, type Informer, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { inNamespace, namespacedInformer, orphansIn, ownedBy, ownedInformer } from '../objects/caches.ts';
import { claim } from '../objects/owners.ts';
import { Rollout } from './rollout.ts';

/** Starts the controller that rolls Deployments out. */
export function startDeploymentController(context: ControllerContext): Running {
  return new DeploymentController(context);
}

/** @see Kubernetes 1.36, pkg/controller/deployment/deployment_controller.go */
class DeploymentController implements Running {
  readonly #context: ControllerContext;
  readonly #deployments: Informer<V1Deployment>;
  readonly #sets: Informer<V1ReplicaSet>;
  readonly #pods: Informer<V1Pod>;
  readonly #queue: Controller;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#queue = new Controller({ context, minIntervalMs: 50, reconcile: (key) => this.#sync(key) });
    this.#deployments = namespacedInformer(context.client, deployments);
    this.#sets = ownedInformer(context.client, replicaSets);
    this.#pods = ownedInformer(context.client, pods);
    const enqueue = (deployment: V1Deployment): void => { this.#queue.add(keyOf(deployment)); };
    this.#deployments.subscribe({ added: enqueue, updated: enqueue, deleted: enqueue });
    this.#sets.subscribe({
      added: (set) => { this.#setChanged(set, undefined); },
      updated: (set, old) => { this.#setChanged(set, old); },
      deleted: (set) => { this.#queueOwner(set); },
    });
    this.#pods.subscribe({ deleted: (pod) => { this.#podDeleted(pod); } });
  }

  stop(): void {
    this.#queue.stop();
  }

  #ownerOf(set: KubeObject): V1Deployment | undefined {
    const ref = controllerOf(set);
    if (ref?.kind !== 'Deployment') return undefined;
    const owner = this.#deployments.get(set.metadata?.namespace ?? '', ref.name);
    return owner?.metadata?.uid === ref.uid ? owner : undefined;
  }

  #queueOwner(set: KubeObject): void {
    const owner = this.#ownerOf(set);
    if (owner) this.#queue.add(keyOf(owner));
  }

  #setChanged(set: V1ReplicaSet, old: V1ReplicaSet | undefined): void {
    const moved = old !== undefined && controllerOf(set)?.uid !== controllerOf(old)?.uid;
    if (moved) this.#queueOwner(old);
    if (controllerOf(set)) {
      this.#queueOwner(set);
      return;
    }
    if (old && !moved && set.metadata?.labels === old.metadata?.labels) return;
    for (const deployment of inNamespace(this.#deployments, set.metadata?.namespace)) {
      if (matches(fromLabelSelector(deployment.spec?.selector), set.metadata?.labels)) this.#queue.add(keyOf(deployment));
    }
  }

  /** With Recreate, the last old pod that goes lets the new ones come. */
  #podDeleted(pod: V1Pod): void {
    const ref = controllerOf(pod);
    if (ref?.kind !== 'ReplicaSet') return;
    const set = this.#sets.get(pod.metadata?.namespace ?? '', ref.name);
    const deployment = set ? this.#ownerOf(set) : undefined;
    if (deployment?.spec?.strategy?.type !== 'Recreate') return;
    const left = ownedBy(this.#sets, deployment.metadata?.uid).some((other) => ownedBy(this.#pods, other.metadata?.uid).length > 0);
    if (!left) this.#queue.add(keyOf(deployment));
  }

  #sync(key: string): Outcome {
    const { namespace, name } = splitKey(key);
    const deployment = this.#deployments.get(namespace, name);
    if (!deployment) return undefined;
    const selector = fromLabelSelector(deployment.spec?.selector);
    if (selector.requirements.length === 0) return this.#refuseEverything(deployment);
    const claimed = claim({
      client: this.#context.client, ownerKind: deployments, owner: deployment, kind: replicaSets, selector,
      owned: ownedBy(this.#sets, deployment.metadata?.uid), orphans: orphansIn(this.#sets, namespace),
    });
    if (claimed.error) return { retry: claimed.error };
    const rollout = new Rollout(this.#context, deployment, claimed.objects, (set) => ownedBy(this.#pods, set.metadata?.uid));
    return asOutcome(rollout.run());
  }

  #refuseEverything(deployment: V1Deployment): undefined {
    this.#context.events.event(deployment, { type: 'Warning', reason: 'SelectingAll', message: 'This deployment is selecting all pods. A non-empty selector is required.' });
  }
}

const asOutcome = (answer: V1Status | number | undefined): Outcome => (answer === undefined ? undefined : typeof answer === 'number' ? { afterMs: answer } : { retry: answer });
