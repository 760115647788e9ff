import type { V1PersistentVolume, V1PersistentVolumeClaim, V1Pod, V1Status, V1StorageClass } from '../../../kube/generated/types.ts';
import { persistentVolumeClaims, persistentVolumes, pods, storageClasses } from '../../../kube/kinds.ts';
import { keyOf } from '../../../kube/object.ts';
import { rfc3339 } from '../../../kube/time.ts';
import { Controller, type EventDetails, type Informer, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { namespacedInformer, inNamespace } from '../objects/caches.ts';
import { same } from '../objects/same.ts';
import { isAlreadyExists, isNotFound } from '../objects/statuses.ts';
import { annotations, findVolume, hasAnnotation, isBoundTo, mismatch, simulatedProvisioner, storageOf, waitsForConsumer } from './matching.ts';

/** How often claims and volumes are looked at without a reason (`--pvclaimbinder-sync-period`). */
const resyncMs = 15_000;
/** How long a simulated disk takes to be made. */
const provisioningMs = 1000;

/** Binds claims to volumes, has volumes made for them, and reclaims what claims leave behind. */
export function startPersistentVolumeBinder(context: ControllerContext): Running {
  return new PersistentVolumeBinder(context);
}

/** @see Kubernetes 1.36, pkg/controller/volume/persistentvolume/pv_controller.go */
class PersistentVolumeBinder implements Running {
  readonly #context: ControllerContext;
  readonly #claimQueue: Controller;
  readonly #volumeQueue: Controller;
  readonly #provisioning: Controller;
  readonly #claims: Informer<V1PersistentVolumeClaim>;
  readonly #volumes: Informer<V1PersistentVolume>;
  readonly #classes: Informer<V1StorageClass>;
  readonly #pods: Informer<V1Pod>;
  /** The newest form of volumes and claims that was written here, for as long as the caches are behind. */
  readonly #writtenVolumes = new Map<string, V1PersistentVolume>();
  readonly #writtenClaims = new Map<string, V1PersistentVolumeClaim>();
  #stopped = false;

  constructor(context: ControllerContext) {
    const { client } = context;
    this.#context = context;
    this.#claimQueue = new Controller({ context, workers: 1, reconcile: (key) => this.#syncClaim(key) });
    this.#volumeQueue = new Controller({ context, workers: 1, reconcile: (name) => this.#syncVolume(name) });
    this.#provisioning = new Controller({ context, workers: 10, reconcile: (key) => this.#provision(key) });
    this.#classes = client.informer(storageClasses);
    this.#pods = namespacedInformer(client, pods);
    this.#volumes = client.informer(persistentVolumes);
    this.#claims = client.informer(persistentVolumeClaims);
    const volumeSeen = (volume: V1PersistentVolume): void => { this.#volumeQueue.add(volume.metadata?.name ?? ''); };
    const claimSeen = (claim: V1PersistentVolumeClaim): void => { this.#claimQueue.add(keyOf(claim)); };
    this.#volumes.subscribe({ added: volumeSeen, updated: volumeSeen, deleted: (volume) => { this.#volumeGone(volume); } });
    this.#claims.subscribe({ added: claimSeen, updated: claimSeen, deleted: (claim) => { this.#claimGone(claim); } });
    this.#tick();
  }

  stop(): void {
    this.#stopped = true;
    this.#claimQueue.stop();
    this.#volumeQueue.stop();
    this.#provisioning.stop();
  }

  /** Claims that wait may find a volume or a class that came later. */
  #tick(): void {
    this.#context.clock.after(resyncMs, () => {
      if (this.#stopped) return;
      for (const claim of this.#claims.list()) if (claim.status?.phase !== 'Bound') this.#claimQueue.add(keyOf(claim), { clock: true });
      for (const volume of this.#volumes.list()) if (volume.status?.phase === 'Released' || volume.status?.phase === 'Failed') this.#volumeQueue.add(volume.metadata?.name ?? '', { clock: true });
      this.#tick();
    });
  }

  #volumeGone(volume: V1PersistentVolume): void {
    this.#writtenVolumes.delete(volume.metadata?.name ?? '');
    const { claimRef } = volume.spec ?? {};
    if (claimRef) this.#claimQueue.add(`${claimRef.namespace ?? ''}/${claimRef.name ?? ''}`);
  }

  #claimGone(claim: V1PersistentVolumeClaim): void {
    this.#writtenClaims.delete(keyOf(claim));
    if (claim.spec?.volumeName) this.#volumeQueue.add(claim.spec.volumeName);
  }

  #volume(name: string): V1PersistentVolume | undefined {
    return newest(this.#volumes.get('', name), this.#writtenVolumes.get(name));
  }

  #claim(key: string): V1PersistentVolumeClaim | undefined {
    return newest(this.#claims.getByKey(key), this.#writtenClaims.get(key));
  }

  #tell(about: V1PersistentVolume | V1PersistentVolumeClaim, details: EventDetails): void {
    this.#context.events.event(about, details);
  }

  #syncClaim(key: string): Outcome {
    const claim = this.#claim(key);
    if (!claim) return undefined;
    const refusal = hasAnnotation(claim, annotations.bindCompleted) ? this.#syncBound(claim) : this.#syncUnbound(claim);
    return refusal ? { retry: refusal } : undefined;
  }

  #syncUnbound(claim: V1PersistentVolumeClaim): V1Status | undefined {
    if (claim.spec?.volumeName) return this.#bindRequested(claim, claim.spec.volumeName);
    const storageClass = this.#classes.get('', claim.spec?.storageClassName ?? '');
    const delayed = waitsForConsumer(claim, storageClass);
    const all = this.#volumes.list().map((volume) => this.#volume(volume.metadata?.name ?? '') ?? volume);
    const volume = findVolume(claim, all, delayed);
    if (volume) return this.#bind(volume, claim);
    if (delayed) this.#tellWaiting(claim);
    else if (claim.spec?.storageClassName) this.#askForVolume(claim, storageClass);
    else this.#tell(claim, { type: 'Normal', reason: 'FailedBinding', message: 'no persistent volumes available for this claim and no storage class is set' });
    return this.#claimStatus(claim, 'Pending', undefined);
  }

  #tellWaiting(claim: V1PersistentVolumeClaim): void {
    const users = inNamespace(this.#pods, claim.metadata?.namespace).filter((pod) => !pod.spec?.nodeName && usesClaim(pod, claim.metadata?.name ?? ''));
    this.#tell(claim, users.length === 0
      ? { type: 'Normal', reason: 'WaitForFirstConsumer', message: 'waiting for first consumer to be created before binding' }
      : { type: 'Normal', reason: 'WaitForPodScheduled', message: `waiting for pod ${users.map(({ metadata }) => metadata?.name ?? '').join(',')} to be scheduled` });
  }

  #bindRequested(claim: V1PersistentVolumeClaim, name: string): V1Status | undefined {
    const volume = this.#volume(name);
    if (!volume) return this.#claimStatus(claim, 'Pending', undefined);
    if (volume.spec?.claimRef && !isBoundTo(volume, claim)) {
      this.#tell(claim, { type: 'Warning', reason: 'FailedBinding', message: `volume "${name}" already bound to a different claim.` });
      return this.#claimStatus(claim, 'Pending', undefined);
    }
    const problem = mismatch(claim, volume);
    if (problem === undefined) return this.#bind(volume, claim);
    this.#tell(claim, { type: 'Warning', reason: 'VolumeMismatch', message: `Cannot bind to requested volume "${name}": ${problem}` });
    return this.#claimStatus(claim, 'Pending', undefined);
  }

  #syncBound(claim: V1PersistentVolumeClaim): V1Status | undefined {
    const name = claim.spec?.volumeName;
    const volume = name ? this.#volume(name) : undefined;
    if (!name) return this.#lose(claim, 'ClaimLost', 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!');
    if (!volume) return this.#lose(claim, 'ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
    if (!volume.spec?.claimRef || isBoundTo(volume, claim)) return this.#bind(volume, claim);
    return this.#lose(claim, 'ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly');
  }

  #lose(claim: V1PersistentVolumeClaim, reason: string, message: string): V1Status | undefined {
    if (claim.status?.phase !== 'Lost') this.#tell(claim, { type: 'Warning', reason, message });
    return this.#claimStatus(claim, 'Lost', undefined);
  }

  /** In four writes: the volume names the claim, is Bound; the claim names the volume, is Bound. */
  #bind(volume: V1PersistentVolume, claim: V1PersistentVolumeClaim): V1Status | undefined {
    const reserved = this.#reserve(volume, claim);
    if (!reserved.ok) return reserved.status;
    const phase = this.#volumePhase(reserved.value, 'Bound', undefined);
    if (phase) return phase;
    const pointed = this.#point(claim, reserved.value);
    return pointed.ok ? this.#claimStatus(pointed.value, 'Bound', reserved.value) : pointed.status;
  }

  #reserve(volume: V1PersistentVolume, claim: V1PersistentVolumeClaim): Answer<V1PersistentVolume> {
    const { claimRef } = volume.spec ?? {};
    if (claimRef?.uid && claimRef.uid === claim.metadata?.uid) return { ok: true, value: volume };
    const { namespace, name, uid, resourceVersion } = claim.metadata ?? {};
    const wanted = { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace, name, uid, resourceVersion };
    const marks = claimRef ? {} : { [annotations.boundByController]: 'yes' };
    const changed = { ...volume, metadata: withMarks(volume, marks), spec: { ...volume.spec, claimRef: wanted } };
    return this.#writeVolume(this.#context.client.update(persistentVolumes, changed));
  }

  #point(claim: V1PersistentVolumeClaim, volume: V1PersistentVolume): Answer<V1PersistentVolumeClaim> {
    const volumeName = volume.metadata?.name ?? '';
    const byController = claim.spec?.volumeName !== volumeName;
    if (!byController && hasAnnotation(claim, annotations.bindCompleted)) return { ok: true, value: claim };
    const marks = { [annotations.bindCompleted]: 'yes', ...(byController ? { [annotations.boundByController]: 'yes' } : {}) };
    const changed = { ...claim, metadata: withMarks(claim, marks), spec: { ...claim.spec, volumeName } };
    return this.#writeClaim(this.#context.client.update(persistentVolumeClaims, changed));
  }

  #claimStatus(claim: V1PersistentVolumeClaim, phase: string, volume: V1PersistentVolume | undefined): V1Status | undefined {
    const bound = volume ? { accessModes: volume.spec?.accessModes, capacity: claim.status?.phase === 'Bound' ? (claim.status.capacity ?? volume.spec?.capacity) : volume.spec?.capacity } : {};
    const { accessModes: _modes, capacity: _capacity, ...rest } = claim.status ?? {};
    const status = { ...(phase === 'Pending' ? rest : (claim.status ?? {})), ...bound, phase };
    if (same(claim.status, status)) return undefined;
    const answer = this.#writeClaim(this.#context.client.updateStatus(persistentVolumeClaims, { ...claim, status }));
    return answer.ok ? undefined : answer.status;
  }

  #volumePhase(volume: V1PersistentVolume, phase: string, message: string | undefined): V1Status | undefined {
    if (volume.status?.phase === phase && volume.status.message === message) return undefined;
    const latest = this.#volume(volume.metadata?.name ?? '') ?? volume;
    const at = latest.status?.phase === phase ? latest.status.lastPhaseTransitionTime : rfc3339(this.#context.clock.epochMs);
    const status = { phase, ...(message === undefined ? {} : { message }), ...(at === undefined ? {} : { lastPhaseTransitionTime: at }) };
    const answer = this.#writeVolume(this.#context.client.updateStatus(persistentVolumes, { ...latest, status }));
    return answer.ok || isNotFound(answer.status) ? undefined : answer.status;
  }

  #writeVolume(answer: Answer<V1PersistentVolume>): Answer<V1PersistentVolume> {
    if (answer.ok) this.#writtenVolumes.set(answer.value.metadata?.name ?? '', answer.value);
    return answer;
  }

  #writeClaim(answer: Answer<V1PersistentVolumeClaim>): Answer<V1PersistentVolumeClaim> {
    if (answer.ok) this.#writtenClaims.set(keyOf(answer.value), answer.value);
    return answer;
  }

  #syncVolume(name: string): Outcome {
    const volume = this.#volume(name);
    if (!volume) return undefined;
    const { claimRef } = volume.spec ?? {};
    const refusal = claimRef?.uid ? this.#syncClaimed(volume, claimRef) : this.#volumePhase(volume, 'Available', undefined);
    if (claimRef && !claimRef.uid) this.#claimQueue.add(`${claimRef.namespace ?? ''}/${claimRef.name ?? ''}`);
    return refusal ? { retry: refusal } : undefined;
  }

  #syncClaimed(volume: V1PersistentVolume, { namespace = '', name = '', uid = '' }: { readonly namespace?: string | undefined; readonly name?: string | undefined; readonly uid?: string | undefined }): V1Status | undefined {
    const claim = this.#claim(`${namespace}/${name}`);
    if (claim?.metadata?.uid !== uid) return this.#claimIsGone(namespace, name, uid) ? this.#release(volume) : undefined;
    if (!claim.spec?.volumeName) {
      this.#claimQueue.add(`${namespace}/${name}`);
      return undefined;
    }
    if (claim.spec.volumeName === volume.metadata?.name) return this.#volumePhase(volume, 'Bound', undefined);
    if (hasAnnotation(volume, annotations.provisionedBy) && volume.spec?.persistentVolumeReclaimPolicy === 'Delete') return this.#release(volume);
    return this.#unbind(volume);
  }

  /** Asks the API server itself, as the cache may not show a claim that has just been made. */
  #claimIsGone(namespace: string, name: string, uid: string): boolean {
    const live = this.#context.client.get(persistentVolumeClaims, namespace, name);
    return live.ok ? live.value.metadata?.uid !== uid : isNotFound(live.status);
  }

  #unbind(volume: V1PersistentVolume): V1Status | undefined {
    const { claimRef, ...spec } = volume.spec ?? {};
    const byController = hasAnnotation(volume, annotations.boundByController);
    const { [annotations.boundByController]: _, ...kept } = volume.metadata?.annotations ?? {};
    const reserved = byController ? {} : { claimRef: { ...claimRef, uid: undefined } };
    const answer = this.#writeVolume(this.#context.client.update(persistentVolumes, { ...volume, metadata: { ...volume.metadata, annotations: kept }, spec: { ...spec, ...reserved } }));
    return answer.ok ? this.#volumePhase(answer.value, 'Available', undefined) : answer.status;
  }

  #release(volume: V1PersistentVolume): V1Status | undefined {
    const { phase } = volume.status ?? {};
    const refusal = phase === 'Released' || phase === 'Failed' ? undefined : this.#volumePhase(volume, 'Released', undefined);
    if (refusal) return refusal;
    switch (volume.spec?.persistentVolumeReclaimPolicy) {
      case 'Delete': return this.#deleteVolume(volume);
      case 'Recycle': return this.#fail(volume, 'VolumeFailedRecycle', 'No recycler plugin found for the volume!');
      default: return undefined;
    }
  }

  /** Volumes of simulated disks go; those of other external provisioners wait for them; for most others there is no plugin. */
  #deleteVolume(volume: V1PersistentVolume): V1Status | undefined {
    const name = volume.metadata?.name ?? '';
    const provisioner = volume.metadata?.annotations?.[annotations.provisionedBy];
    if (provisioner !== undefined && provisioner !== simulatedProvisioner) return undefined;
    const problem = provisioner === undefined ? whyNotDeletable(volume) : undefined;
    if (problem !== undefined) return this.#fail(volume, 'VolumeFailedDelete', problem);
    if (volume.metadata?.deletionTimestamp) return undefined;
    const gone = this.#context.client.delete(persistentVolumes, '', name);
    return gone.ok || isNotFound(gone.status) ? undefined : gone.status;
  }

  #fail(volume: V1PersistentVolume, reason: string, message: string): V1Status | undefined {
    if (volume.status?.phase === 'Failed' && volume.status.message === message) return undefined;
    const refusal = this.#volumePhase(volume, 'Failed', message);
    this.#tell(volume, { type: 'Warning', reason, message });
    return refusal;
  }

  #askForVolume(claim: V1PersistentVolumeClaim, storageClass: V1StorageClass | undefined): void {
    if (!storageClass) {
      this.#tell(claim, { type: 'Warning', reason: 'ProvisioningFailed', message: `storageclass.storage.k8s.io "${claim.spec?.storageClassName ?? ''}" not found` });
      return;
    }
    const { provisioner } = storageClass;
    if (provisioner.startsWith('kubernetes.io/')) {
      this.#tell(claim, { type: 'Warning', reason: 'ProvisioningFailed', message: `no volume plugin matched name: ${provisioner}` });
      return;
    }
    this.#tell(claim, { type: 'Normal', reason: 'ExternalProvisioning', message: `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.` });
    const marks = { [annotations.provisioner]: provisioner, [annotations.betaProvisioner]: provisioner };
    if (!hasAnnotation(claim, annotations.provisioner)) this.#writeClaim(this.#context.client.update(persistentVolumeClaims, { ...claim, metadata: withMarks(claim, marks) }));
    if (provisioner === simulatedProvisioner) this.#provisioning.addAfter(keyOf(claim), provisioningMs, this.#context.client.cause);
  }

  /** What the provisioner of simulated disks does: a volume of the size that was asked for, reserved for the claim. */
  #provision(key: string): Outcome {
    const claim = this.#claim(key);
    const storageClass = claim ? this.#classes.get('', claim.spec?.storageClassName ?? '') : undefined;
    if (!claim || !storageClass || claim.spec?.volumeName || claim.metadata?.deletionTimestamp) return undefined;
    const made = this.#context.client.create(persistentVolumes, simulatedVolume(claim, storageClass));
    if (!made.ok && !isAlreadyExists(made.status)) {
      this.#tell(claim, { type: 'Warning', reason: 'ProvisioningFailed', message: made.status.message ?? '' });
      return { retry: made.status };
    }
    if (made.ok) this.#tell(claim, { type: 'Normal', reason: 'ProvisioningSucceeded', message: `Successfully provisioned volume ${made.value.metadata?.name ?? ''}` });
    return undefined;
  }
}

/** The plugin of host paths deletes below /tmp only. @see Kubernetes 1.36, volume plugin hostpath, its deleter */
function whyNotDeletable({ metadata, spec }: V1PersistentVolume): string | undefined {
  if (!spec?.hostPath) return `error getting deleter volume plugin for volume "${metadata?.name ?? ''}": no deletable volume plugin matched`;
  return /\/tmp\/.+/.test(spec.hostPath.path) ? undefined : `host_path deleter only supports /tmp/.+ but received provided ${spec.hostPath.path}`;
}

type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly status: V1Status };

interface Marked {
  readonly metadata?: { readonly resourceVersion?: string | undefined; readonly annotations?: Readonly<Record<string, string>> | undefined } | undefined;
}

const newest = <T extends Marked>(cached: T | undefined, written: T | undefined): T | undefined =>
  (cached && written && Number(written.metadata?.resourceVersion) > Number(cached.metadata?.resourceVersion) ? written : cached);

const withMarks = <T extends Marked>(object: T, marks: Readonly<Record<string, string>>): NonNullable<T['metadata']> =>
  ({ ...object.metadata, annotations: { ...object.metadata?.annotations, ...marks } }) as NonNullable<T['metadata']>;

/** Whether a pod uses a claim of its namespace, also one made for an ephemeral volume of its own. */
export function usesClaim(pod: V1Pod, claimName: string): boolean {
  return pod.spec?.volumes?.some(({ name, persistentVolumeClaim, ephemeral }) =>
    persistentVolumeClaim?.claimName === claimName || (ephemeral !== undefined && `${pod.metadata?.name ?? ''}-${name}` === claimName)) ?? false;
}

function simulatedVolume(claim: V1PersistentVolumeClaim, storageClass: V1StorageClass): V1PersistentVolume {
  const { namespace, name, uid = '', annotations: notes } = claim.metadata ?? {};
  const node = notes?.[annotations.selectedNode];
  const term = { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node ?? ''] }] };
  return {
    apiVersion: 'v1', kind: 'PersistentVolume',
    metadata: { name: `pvc-${uid}`, annotations: { [annotations.provisionedBy]: storageClass.provisioner } },
    spec: {
      accessModes: claim.spec?.accessModes, capacity: { storage: storageOf(claim) as never },
      claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace, name, uid },
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete', storageClassName: storageClass.metadata?.name, volumeMode: claim.spec?.volumeMode ?? 'Filesystem',
      ...(storageClass.mountOptions ? { mountOptions: storageClass.mountOptions } : {}),
      csi: { driver: storageClass.provisioner, volumeHandle: `pvc-${uid}` },
      ...(node !== undefined && storageClass.parameters?.['local'] === 'true' ? { nodeAffinity: { required: { nodeSelectorTerms: [term] } } } : {}),
    },
  };
}
