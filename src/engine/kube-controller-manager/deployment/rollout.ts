import type { V1Deployment, V1DeploymentStatus, V1Pod, V1ReplicaSet, V1Status } from '../../../kube/generated/types.ts';
import { deployments, replicaSets } from '../../../kube/kinds.ts';
import type { ControllerContext } from '../context.ts';
import { isPodTerminal } from '../objects/pods.ts';
import { same } from '../objects/same.ts';
import { isAlreadyExists, isNamespaceTerminating, isNotFound } from '../objects/statuses.ts';
import { annotationOf, desiredReplicasAnnotation, newSetAnnotations, revisionAnnotation, sizeAnnotations, withAnnotations } from './annotations.ts';
import { activeOf, activeOrLatest, beyondHistory, familyOf, newReplicaSet, nextRevision, sameTemplate, type Family } from './replica-sets.ts';
import { fenceposts, isRollingUpdate, isSaturated, newReplicas, proportionalSizes, replicasOf, shrinkOld, type Resize } from './sizes.ts';
import { conditionOf, deploymentStatus, hasDeadline, isComplete, rolloutStatus, stuckCheckInMs, withCondition, type ConditionWords } from './status.ts';

/** A refusal, thrown up through the steps of one turn and handed to the work queue by {@link Rollout.run}. */
class Refusal {
  readonly status: V1Status;

  constructor(status: V1Status) {
    this.status = status;
  }
}

/**
 * One turn of the Deployment controller for one Deployment. It keeps the newest form of the Deployment and of the ReplicaSets
 * that it has changed itself, so that its later writes do not conflict with its earlier ones.
 *
 * @see Kubernetes 1.36, deployment_controller.go syncDeployment, sync.go, rolling.go, recreate.go
 */
export class Rollout {
  readonly #context: ControllerContext;
  readonly #podsOf: (set: V1ReplicaSet) => readonly V1Pod[];
  #deployment: V1Deployment;
  #sets: readonly V1ReplicaSet[];

  constructor(context: ControllerContext, deployment: V1Deployment, sets: readonly V1ReplicaSet[], podsOf: (set: V1ReplicaSet) => readonly V1Pod[]) {
    this.#context = context;
    this.#deployment = deployment;
    this.#sets = sets;
    this.#podsOf = podsOf;
  }

  /** Does what is due now. A Status: try again with back-off; a number: look again in so many ms. */
  run(): V1Status | number | undefined {
    try {
      return this.#run();
    } catch (refusal) {
      if (refusal instanceof Refusal) return refusal.status;
      throw refusal;
    }
  }

  #run(): number | undefined {
    if (this.#deployment.metadata?.deletionTimestamp) {
      this.#writeStatus(deploymentStatus(this.#deployment, this.#sets, familyOf(this.#deployment, this.#sets).fresh, this.#epochMs));
      return undefined;
    }
    this.#notePause();
    if (this.#deployment.spec?.paused || this.#sizeHasChanged()) {
      this.#resize();
      return undefined;
    }
    return isRollingUpdate(this.#deployment) ? this.#roll() : this.#recreate();
  }

  get #epochMs(): number {
    return this.#context.clock.epochMs;
  }

  #family(): Family {
    return familyOf(this.#deployment, this.#sets);
  }

  /** A pause and its end are told in the condition Progressing, so that the deadline does not count them. */
  #notePause(): void {
    const progressing = conditionOf(this.#deployment.status?.conditions, 'Progressing');
    if (!hasDeadline(this.#deployment) || progressing?.reason === 'ProgressDeadlineExceeded') return;
    const paused = this.#deployment.spec?.paused === true;
    const told = progressing?.reason === 'DeploymentPaused';
    if (paused === told) return;
    this.#setCondition(paused
      ? { type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' }
      : { type: 'Progressing', status: 'Unknown', reason: 'DeploymentResumed', message: 'Deployment is resumed' });
  }

  #sizeHasChanged(): boolean {
    const { fresh, old } = this.#syncedFamily();
    return activeOf([fresh, ...old]).some((set) => {
      const desired = annotationOf(set, desiredReplicasAnnotation);
      return desired !== undefined && Number(desired) !== replicasOf(this.#deployment);
    });
  }

  /** The ReplicaSets; where the new one exists, it and the Deployment carry the right revision afterwards. */
  #syncedFamily(): Family {
    const family = this.#family();
    if (!family.fresh) return family;
    const fresh = this.#refresh(family.fresh, family.old);
    const words: ConditionWords = { type: 'Progressing', status: 'True', reason: 'FoundNewReplicaSet', message: `Found new replica set "${fresh.metadata?.name ?? ''}"` };
    const untold = hasDeadline(this.#deployment) && !conditionOf(this.#deployment.status?.conditions, 'Progressing');
    this.#setRevision(annotationOf(fresh, revisionAnnotation) ?? '', untold ? words : undefined);
    return this.#family();
  }

  #refresh(fresh: V1ReplicaSet, old: readonly V1ReplicaSet[]): V1ReplicaSet {
    const annotations = newSetAnnotations(this.#deployment, fresh, nextRevision(old));
    const minReadySeconds = this.#deployment.spec?.minReadySeconds ?? 0;
    if (same(annotations, fresh.metadata?.annotations) && (fresh.spec?.minReadySeconds ?? 0) === minReadySeconds) return fresh;
    const changed = withAnnotations(fresh, annotations);
    return this.#updateSet(changed.spec ? { ...changed, spec: { ...changed.spec, minReadySeconds } } : changed);
  }

  /** As {@link Rollout.#syncedFamily}, and makes the new ReplicaSet where there is none. */
  #familyWithNew(): Family {
    const family = this.#syncedFamily();
    if (family.fresh) return family;
    const wanted = newReplicaSet(this.#deployment, family.old, (all) => newReplicas(this.#deployment, all, 0));
    const made = this.#context.client.create(replicaSets, wanted);
    const name = wanted.metadata?.name ?? '';
    if (!made.ok && !isAlreadyExists(made.status)) this.#creationFailed(name, made.status);
    const set = made.ok ? made.value : this.#alreadyMade(wanted);
    this.#sets = [...this.#sets.filter((other) => other.metadata?.uid !== set.metadata?.uid), set];
    if (made.ok && replicasOf(set) > 0) this.#tell(`Scaled up replica set ${name} from 0 to ${String(replicasOf(set))}`);
    const words: ConditionWords = { type: 'Progressing', status: 'True', reason: 'NewReplicaSetCreated', message: `Created new replica set "${name}"` };
    this.#setRevision(String(nextRevision(family.old)), made.ok && hasDeadline(this.#deployment) ? words : undefined);
    return this.#family();
  }

  /** The name is taken: by this Deployment's own ReplicaSet, which the cache does not show yet, or by a collision of hashes. */
  #alreadyMade(wanted: V1ReplicaSet): V1ReplicaSet {
    const there = this.#context.client.get(replicaSets, wanted.metadata?.namespace ?? '', wanted.metadata?.name ?? '');
    if (!there.ok) throw new Refusal(there.status);
    const ours = there.value.metadata?.ownerReferences?.some(({ uid, controller }) => controller && uid === this.#deployment.metadata?.uid);
    if (ours && sameTemplate(there.value.spec?.template, this.#deployment.spec?.template)) return there.value;
    this.#writeStatus({ ...this.#deployment.status, collisionCount: (this.#deployment.status?.collisionCount ?? 0) + 1 });
    throw new Refusal({ status: 'Failure', reason: 'AlreadyExists', code: 409, message: `replicasets.apps "${wanted.metadata?.name ?? ''}" already exists` });
  }

  #creationFailed(name: string, status: V1Status): never {
    if (!isNamespaceTerminating(status)) {
      const message = `Failed to create new replica set "${name}": ${status.message ?? ''}`;
      if (hasDeadline(this.#deployment)) this.#setCondition({ type: 'Progressing', status: 'False', reason: 'ReplicaSetCreateError', message });
      this.#context.events.event(this.#deployment, { type: 'Warning', reason: 'ReplicaSetCreateError', message });
    }
    throw new Refusal(status);
  }

  /** Paused, or of another size than the ReplicaSets were made for: sizes only, no new template. */
  #resize(): void {
    const family = this.#syncedFamily();
    this.#scale(family);
    if (this.#deployment.spec?.paused) this.#cleanUp();
    const { fresh } = this.#family();
    this.#writeStatus(deploymentStatus(this.#deployment, this.#sets, fresh, this.#epochMs));
  }

  #scale(family: Family): void {
    const only = activeOrLatest(family);
    if (only) {
      if (replicasOf(only) !== replicasOf(this.#deployment)) this.#scaleSet({ set: only, replicas: replicasOf(this.#deployment) });
      return;
    }
    if (isSaturated(this.#deployment, family.fresh)) {
      for (const set of activeOf(family.old)) this.#scaleSet({ set, replicas: 0 });
      return;
    }
    if (!isRollingUpdate(this.#deployment)) return;
    for (const resize of proportionalSizes(this.#deployment, activeOf([...family.old, family.fresh]))) this.#scaleSet(resize);
  }

  #roll(): number | undefined {
    const { fresh, old } = this.#familyWithNew();
    if (!fresh) return undefined;
    if (this.#scaleSet({ set: fresh, replicas: this.#newSize(fresh) })) return this.#report();
    const resizes = shrinkOld(this.#deployment, activeOf(old), fresh);
    if (!resizes) throw new Refusal({ status: 'Failure', reason: 'Stale', message: 'when cleaning up unhealthy replicas, got invalid request to scale down' });
    const shrunk = resizes.filter((resize) => this.#scaleSet(resize));
    if (shrunk.length === 0 && isComplete(this.#deployment, this.#deployment.status)) this.#cleanUp();
    return this.#report();
  }

  #newSize(fresh: V1ReplicaSet): number {
    const desired = replicasOf(this.#deployment);
    return replicasOf(fresh) > desired ? desired : newReplicas(this.#deployment, this.#sets, replicasOf(fresh));
  }

  #recreate(): number | undefined {
    const { fresh, old } = this.#syncedFamily();
    const shrunk = activeOf(old).filter((set) => this.#scaleSet({ set, replicas: 0 }));
    if (shrunk.length > 0 || this.#oldPodsRun(fresh, old)) return this.#report();
    const made = this.#familyWithNew().fresh;
    if (made) this.#scaleSet({ set: made, replicas: replicasOf(this.#deployment) });
    if (isComplete(this.#deployment, this.#deployment.status)) this.#cleanUp();
    return this.#report();
  }

  #oldPodsRun(fresh: V1ReplicaSet | undefined, old: readonly V1ReplicaSet[]): boolean {
    if (old.some((set) => (set.status?.replicas ?? 0) > 0)) return true;
    return old.some((set) => set.metadata?.uid !== fresh?.metadata?.uid && this.#podsOf(set).some((pod) => !isPodTerminal(pod)));
  }

  /** Writes the status; where nothing changes, comes back when the deadline would be over. */
  #report(): number | undefined {
    const status = rolloutStatus(this.#deployment, this.#sets, this.#family().fresh, this.#epochMs);
    if (same(this.#deployment.status, status)) return stuckCheckInMs(this.#deployment, status, this.#epochMs);
    this.#writeStatus(status);
    return undefined;
  }

  #cleanUp(): void {
    for (const set of beyondHistory(this.#deployment, this.#family().old)) {
      const gone = this.#context.client.delete(replicaSets, set.metadata?.namespace ?? '', set.metadata?.name ?? '');
      if (!gone.ok && !isNotFound(gone.status)) throw new Refusal(gone.status);
    }
  }

  /** Gives a ReplicaSet a size and notes what the sizes were meant for. True where the size changed. */
  #scaleSet({ set, replicas }: Resize): boolean {
    const desired = replicasOf(this.#deployment);
    const notes = sizeAnnotations(desired, desired + fenceposts(this.#deployment).maxSurge);
    const from = replicasOf(set);
    const noted = Object.entries(notes).every(([key, value]) => annotationOf(set, key) === value);
    if (from === replicas && noted) return false;
    const annotated = withAnnotations(set, { ...set.metadata?.annotations, ...notes });
    this.#updateSet(annotated.spec ? { ...annotated, spec: { ...annotated.spec, replicas } } : annotated);
    if (from === replicas) return false;
    this.#tell(`Scaled ${replicas > from ? 'up' : 'down'} replica set ${set.metadata?.name ?? ''} from ${String(from)} to ${String(replicas)}`);
    return true;
  }

  #tell(message: string): void {
    this.#context.events.event(this.#deployment, { type: 'Normal', reason: 'ScalingReplicaSet', message });
  }

  #updateSet(set: V1ReplicaSet): V1ReplicaSet {
    const answer = this.#context.client.update(replicaSets, set);
    if (!answer.ok) throw new Refusal(answer.status);
    this.#sets = this.#sets.map((other) => (other.metadata?.uid === answer.value.metadata?.uid ? answer.value : other));
    return answer.value;
  }

  #setCondition(words: ConditionWords): void {
    const conditions = withCondition(this.#deployment.status?.conditions ?? [], words, this.#epochMs);
    this.#writeStatus({ ...this.#deployment.status, conditions });
  }

  /** The revision is an annotation of the Deployment that goes along with a write of its status. */
  #setRevision(revision: string, words: ConditionWords | undefined): void {
    const known = annotationOf(this.#deployment, revisionAnnotation) === revision;
    if (known && !words) return;
    const { status } = this.#deployment;
    const conditions = words ? withCondition(status?.conditions ?? [], words, this.#epochMs) : status?.conditions;
    this.#put({ ...withAnnotations(this.#deployment, { ...this.#deployment.metadata?.annotations, [revisionAnnotation]: revision }), status: { ...status, conditions } });
  }

  #writeStatus(status: V1DeploymentStatus): void {
    if (!same(this.#deployment.status, status)) this.#put({ ...this.#deployment, status });
  }

  #put(deployment: V1Deployment): void {
    const answer = this.#context.client.updateStatus(deployments, deployment);
    if (!answer.ok) throw new Refusal(answer.status);
    this.#deployment = answer.value;
  }
}
