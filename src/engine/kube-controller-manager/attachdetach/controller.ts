import type { V1Node, V1Pod, V1Status, V1VolumeAttachment } from '../../../kube/generated/types.ts';
import { csiDrivers, nodes, persistentVolumeClaims, persistentVolumes, pods, volumeAttachments } from '../../../kube/kinds.ts';
import { Controller, type Informer, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { same } from '../objects/same.ts';
import { isAlreadyExists, isNotFound } from '../objects/statuses.ts';
import { simulatedProvisioner } from '../persistentvolumebinder/matching.ts';
import { detachAfterMs, isHeldElsewhere, multiAttachMessage, neededAttachments, type Need } from './plan.ts';

/** How long a simulated disk takes to be attached. */
const attachingMs = 1000;
/** How often it is looked again at volumes that are in the way (`reconcilerSyncDuration` is 100 ms; events wake this one, too). */
const retryMs = 10_000;

/**
 * Asks for CSI volumes to be attached to the nodes whose pods use them, and detached afterwards. Simulated disks follow; those
 * of other drivers wait for an attacher of their own.
 *
 * @see Kubernetes 1.36, pkg/controller/volume/attachdetach
 */
export function startAttachDetachController(context: ControllerContext): Running {
  return new AttachDetachController(context);
}

class AttachDetachController implements Running {
  readonly #context: ControllerContext;
  readonly #queue: Controller;
  readonly #attaching: Controller;
  readonly #pods: Informer<V1Pod>;
  readonly #attachments: Informer<V1VolumeAttachment>;
  readonly #nodes: Informer<V1Node>;
  /** Attachment that nobody needs any more → since when, in ms. */
  readonly #unneeded = new Map<string, number>();
  /** Attachments that cannot be made, of which their pods have been told. */
  readonly #told = new Set<string>();

  constructor(context: ControllerContext) {
    const { client } = context;
    this.#context = context;
    this.#queue = new Controller({ context, workers: 1, reconcile: () => this.#sync() });
    this.#attaching = new Controller({ context, workers: 10, reconcile: (name) => this.#attach(name) });
    this.#pods = client.informer(pods);
    this.#attachments = client.informer(volumeAttachments);
    this.#nodes = client.informer(nodes);
    this.#nodes.subscribe({ deleted: () => { this.#lookAgain(); }, updated: (node, old) => { if (letsGo(node, old)) this.#lookAgain(); } });
    for (const kind of [persistentVolumeClaims, persistentVolumes]) client.informer(kind).subscribe({ updated: () => { if (this.#anyCsi()) this.#queue.add('all'); } });
    client.informer(csiDrivers);
    const look = (pod: V1Pod): void => { if (usesClaims(pod)) this.#queue.add('all'); };
    this.#pods.subscribe({
      added: look, deleted: look,
      updated: (pod, old) => { if (pod.spec?.nodeName !== old.spec?.nodeName || pod.status?.phase !== old.status?.phase) look(pod); },
    });
    this.#attachments.subscribe({ added: (attachment) => { this.#simulate(attachment); }, deleted: () => { this.#queue.add('all'); } });
  }

  stop(): void {
    this.#queue.stop();
    this.#attaching.stop();
  }

  #anyCsi(): boolean {
    return this.#context.client.informer(persistentVolumes).list().some(({ spec }) => spec?.csi);
  }

  #lookAgain(): void {
    if (this.#unneeded.size > 0) this.#queue.add('all');
  }

  #sync(): Outcome {
    const { client } = this.#context;
    const needs = neededAttachments({
      pods: this.#pods.list().filter(usesClaims),
      claimOf: (namespace, name) => client.informer(persistentVolumeClaims).get(namespace, name),
      volumeOf: (name) => client.informer(persistentVolumes).get('', name),
      driverOf: (name) => client.informer(csiDrivers).get('', name),
    });
    const detached = this.#detachUnneeded(needs);
    if (detached && 'retry' in detached) return detached;
    for (const name of this.#told) if (!needs.has(name)) this.#told.delete(name);
    let waiting = false;
    for (const [name, need] of needs) if (!this.#attachments.get('', name)) waiting = this.#ask(name, need, needs) || waiting;
    const afterMs = Math.min(waiting ? retryMs : Infinity, detached?.afterMs ?? Infinity);
    return afterMs === Infinity ? undefined : { afterMs };
  }

  /** Disks leave the nodes that need them no more, as soon as they may. */
  #detachUnneeded(needs: ReadonlyMap<string, Need>): { readonly retry: V1Status } | { readonly afterMs: number } | undefined {
    const { client, clock } = this.#context;
    for (const name of this.#unneeded.keys()) if (needs.has(name) || !this.#attachments.get('', name)) this.#unneeded.delete(name);
    let afterMs = Infinity;
    for (const { metadata, spec } of this.#attachments.list()) {
      const name = metadata?.name ?? '';
      if (needs.has(name) || metadata?.deletionTimestamp || !name.startsWith('csi-')) continue;
      const since = this.#unneeded.get(name) ?? clock.nowMs;
      this.#unneeded.set(name, since);
      const volume = client.informer(persistentVolumes).get('', spec.source.persistentVolumeName ?? '');
      const leftMs = detachAfterMs({ volume, node: this.#nodes.get('', spec.nodeName), waitedMs: clock.nowMs - since });
      if (leftMs !== 0) {
        afterMs = Math.min(afterMs, leftMs ?? Infinity);
        continue;
      }
      const gone = client.delete(volumeAttachments, '', name);
      if (!gone.ok && !isNotFound(gone.status)) return { retry: gone.status };
    }
    return afterMs === Infinity ? undefined : { afterMs };
  }

  /** True where the volume is in use on another node, so that it has to be asked for again. */
  #ask(name: string, need: Need, needs: ReadonlyMap<string, Need>): boolean {
    const volumeName = need.volume.metadata?.name ?? '';
    if (isHeldElsewhere(need, this.#attachments.list())) {
      this.#tellHeld(name, need, needs);
      return true;
    }
    this.#told.delete(name);
    const spec = { attacher: need.volume.spec?.csi?.driver ?? '', nodeName: need.node, source: { persistentVolumeName: volumeName } };
    const made = this.#context.client.create(volumeAttachments, { apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttachment', metadata: { name }, spec });
    return !made.ok && !isAlreadyExists(made.status);
  }

  /** Says once why a disk does not come. */
  #tellHeld(name: string, { volume, node, pods: waiting }: Need, needs: ReadonlyMap<string, Need>): void {
    if (this.#told.has(name)) return;
    this.#told.add(name);
    const volumeName = volume.metadata?.name ?? '';
    const users = [...needs.values()].filter((other) => other.volume.metadata?.name === volumeName && other.node !== node && this.#isAttachedTo(volumeName, other.node)).flatMap((other) => other.pods);
    for (const pod of waiting) this.#context.events.event(pod, { type: 'Warning', reason: 'FailedAttachVolume', message: multiAttachMessage(volumeName, pod, users) });
  }

  #isAttachedTo(volumeName: string, node: string): boolean {
    return this.#attachments.list().some(({ spec }) => spec.nodeName === node && spec.source.persistentVolumeName === volumeName);
  }

  #simulate({ spec, metadata, status }: V1VolumeAttachment): void {
    if (spec.attacher === simulatedProvisioner && !status?.attached) this.#attaching.addAfter(metadata?.name ?? '', attachingMs, this.#context.client.cause);
  }

  /** What the attacher of simulated disks does. */
  #attach(name: string): Outcome {
    const { client, events } = this.#context;
    const attachment = this.#attachments.get('', name);
    if (!attachment || attachment.status?.attached) return undefined;
    const answer = client.as(attacher, 'csi-attacher').patch(volumeAttachments, { namespace: '', name, type: 'application/merge-patch+json' }, { status: { attached: true } }, { subresource: 'status' });
    if (!answer.ok) return isNotFound(answer.status) ? undefined : { retry: answer.status };
    const { nodeName, source } = attachment.spec;
    for (const pod of this.#pods.list()) {
      if (pod.spec?.nodeName === nodeName && this.#uses(pod, source.persistentVolumeName ?? '')) events.event(pod, { type: 'Normal', reason: 'SuccessfulAttachVolume', message: `AttachVolume.Attach succeeded for volume "${source.persistentVolumeName ?? ''}" ` });
    }
    return undefined;
  }

  #uses(pod: V1Pod, volumeName: string): boolean {
    const claims = this.#context.client.informer(persistentVolumeClaims);
    return pod.spec?.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim && claims.get(pod.metadata?.namespace ?? '', persistentVolumeClaim.claimName)?.spec?.volumeName === volumeName) ?? false;
  }
}

/** The simulated disks' own attacher: the attach/detach controller may not write the status of what it asks for. Its role comes with the driver, as that of an external attacher does. */
const attacher = { name: 'system:serviceaccount:kube-system:csi-attacher', groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'] };

/** Whether a node may have become one from which disks can be taken. */
const letsGo = (node: V1Node, old: V1Node): boolean => !same(node.status?.volumesInUse, old.status?.volumesInUse) || !same(node.spec?.taints, old.spec?.taints);

const usesClaims = (pod: V1Pod): boolean => pod.spec?.volumes?.some(({ persistentVolumeClaim, ephemeral }) => persistentVolumeClaim ?? ephemeral) ?? false;
