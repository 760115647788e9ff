import type { V1CSINode, V1PersistentVolumeClaim, V1PersistentVolumeSpec, V1VolumeAttachment } from '../../../kube/generated/types.ts';
import type { Labels } from '../../../kube/selectors.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { PluginFactory } from '../framework/framework.ts';
import type { Listers } from '../framework/listers.ts';
import type { NodeFilter } from '../framework/plugin.ts';
import { unschedulable, type Status } from '../framework/status.ts';
import { actions, type ClusterEvent } from '../queue/cluster-event.ts';
import { classOfClaim, isOwnClaim } from './volume-matching.ts';

const name = 'NodeVolumeLimits';
const refusal = unschedulable(name, 'node(s) exceed max volume count');

type Source = Pick<V1PersistentVolumeSpec, 'awsElasticBlockStore' | 'gcePersistentDisk' | 'azureDisk' | 'cinder' | 'portworxVolume'>;

/** `aws://zone/vol-1` and `vol-1` are one volume. */
const ebsHandle = (volumeId: string | undefined): string | undefined => (volumeId?.startsWith('aws://') ? volumeId.slice(volumeId.lastIndexOf('/') + 1) : volumeId);

/** A disk of one zone, of a region where the volume's label names several zones, or of no zone that is known. */
function gceHandle(disk: string | undefined, labels: Labels): string | undefined {
  if (disk === undefined) return undefined;
  const zones = (labels['topology.kubernetes.io/zone'] ?? labels['failure-domain.beta.kubernetes.io/zone'] ?? 'UNSPECIFIED').split('__');
  const [zone = ''] = zones;
  const place = zones.length > 1 ? `regions/${zone.slice(0, zone.lastIndexOf('-'))}` : `zones/${zone}`;
  return `projects/UNSPECIFIED/${place}/disks/${disk}`;
}

/** In-tree volumes that a CSI driver serves today, by the name of the provisioner that made them. @see Kubernetes csi-translation-lib */
const migrated: readonly { readonly inTree: string; readonly driver: string; readonly idOf: (source: Source, labels: Labels) => string | undefined }[] = [
  { inTree: 'kubernetes.io/aws-ebs', driver: 'ebs.csi.aws.com', idOf: ({ awsElasticBlockStore }) => ebsHandle(awsElasticBlockStore?.volumeID) },
  { inTree: 'kubernetes.io/gce-pd', driver: 'pd.csi.storage.gke.io', idOf: ({ gcePersistentDisk }, labels) => gceHandle(gcePersistentDisk?.pdName, labels) },
  { inTree: 'kubernetes.io/azure-disk', driver: 'disk.csi.azure.com', idOf: ({ azureDisk }) => azureDisk?.diskURI },
  { inTree: 'kubernetes.io/cinder', driver: 'cinder.csi.openstack.org', idOf: ({ cinder }) => cinder?.volumeID },
  { inTree: 'kubernetes.io/portworx-volume', driver: 'pxd.portworx.com', idOf: ({ portworxVolume }) => portworxVolume?.volumeID },
];

interface CsiVolume {
  readonly driver: string;
  readonly handle: string;
}

function sourceVolume(source: Source, labels: Labels = {}): CsiVolume | undefined {
  for (const { driver, idOf } of migrated) {
    const handle = idOf(source, labels);
    if (handle !== undefined) return { driver, handle };
  }
  return undefined;
}

/** The volume that a claim has, or will get from its class. */
function claimedVolume(claim: V1PersistentVolumeClaim, pod: PodInfo, listers: Listers): CsiVolume | undefined {
  const bound = claim.spec?.volumeName ? listers.volume(claim.spec.volumeName) : undefined;
  if (bound?.spec) return bound.spec.csi ? { driver: bound.spec.csi.driver, handle: bound.spec.csi.volumeHandle } : sourceVolume(bound.spec, bound.metadata?.labels);
  const provisioner = listers.storageClass(classOfClaim(claim))?.provisioner;
  if (!provisioner) return undefined;
  return { driver: migrated.find(({ inTree }) => inTree === provisioner)?.driver ?? provisioner, handle: `${provisioner}-${pod.namespace}/${claim.metadata?.name ?? ''}` };
}

/** The CSI volumes of a pod: driver by a name that is the same for the same volume. */
function csiVolumes(pod: PodInfo, listers: Listers): ReadonlyMap<string, string> {
  const volumes = new Map<string, string>();
  const add = (volume: CsiVolume | undefined): void => { if (volume) volumes.set(`${volume.driver}/${volume.handle}`, volume.driver); };
  for (const volume of pod.pod.spec?.volumes ?? []) add(sourceVolume(volume));
  for (const claimName of pod.claims) {
    const claim = listers.claim(pod.namespace, claimName);
    if (claim) add(claimedVolume(claim, pod, listers));
  }
  return volumes;
}

class LimitFilter implements NodeFilter {
  readonly #wanted: ReadonlyMap<string, string>;
  readonly #listers: Listers;

  constructor(wanted: ReadonlyMap<string, string>, listers: Listers) {
    this.#wanted = wanted;
    this.#listers = listers;
  }

  filter(node: NodeInfo): Status | undefined {
    const limits = limitsOf(this.#listers.csiNode(node.name));
    if (limits.size === 0) return undefined;
    const used = this.#usedOn(node);
    const attached = this.#attachedTo(node);
    for (const [driver, limit] of limits) {
      const fresh = [...this.#wanted].filter(([volume, of]) => of === driver && !used.has(volume)).length;
      if (fresh > 0 && fresh + countOf(used, driver) + countOf(attached, driver, used) > limit) return refusal;
    }
    return undefined;
  }

  /** Volumes of the pods on the node: one that several use counts once. */
  #usedOn(node: NodeInfo): ReadonlyMap<string, string> {
    const used = new Map<string, string>();
    for (const pod of node.pods) if (pod.pod.spec?.volumes) for (const [volume, driver] of csiVolumes(pod, this.#listers)) used.set(volume, driver);
    return used;
  }

  /** Volumes that are attached, whether or not a pod uses them. Attachments of in-line volumes name none and are not counted. */
  #attachedTo(node: NodeInfo): ReadonlyMap<string, string> {
    const attached = new Map<string, string>();
    for (const { spec: { attacher, source } } of this.#listers.volumeAttachments(node.name)) {
      const csi = this.#listers.volume(source.persistentVolumeName ?? '')?.spec?.csi;
      if (csi && attacher) attached.set(`${attacher}/${csi.volumeHandle}`, attacher);
    }
    return attached;
  }
}

function limitsOf(csiNode: V1CSINode | undefined): ReadonlyMap<string, number> {
  const limits = new Map<string, number>();
  for (const { name: driver, allocatable } of csiNode?.spec.drivers ?? []) if (allocatable?.count !== undefined) limits.set(driver, allocatable.count);
  return limits;
}

/** How many of the volumes are the driver's, without those that are counted elsewhere. */
function countOf(volumes: ReadonlyMap<string, string>, driver: string, counted?: ReadonlyMap<string, string>): number {
  let count = 0;
  for (const [volume, of] of volumes) if (of === driver && !counted?.has(volume)) count++;
  return count;
}

/** A node that may have more volumes of some driver than before. */
function hasRisen({ object, old }: ClusterEvent): boolean {
  const [before, now] = [limitsOf(old as V1CSINode | undefined), limitsOf(object as V1CSINode)];
  return [...now].some(([driver, limit]) => limit > (before.get(driver) ?? Infinity));
}

/** An attachment that went, of a volume of the pod's own claims or of the driver of one of its in-line volumes. */
function freesFor({ pod, namespace, claims }: PodInfo, { object }: ClusterEvent, listers: Listers): boolean {
  const { attacher, source } = (object as V1VolumeAttachment).spec;
  const isOwn = claims.some((claimName) => source.persistentVolumeName !== undefined && listers.claim(namespace, claimName)?.spec?.volumeName === source.persistentVolumeName);
  return isOwn || (pod.spec?.volumes?.some((volume) => sourceVolume(volume)?.driver === attacher) ?? false);
}

const mayBeAttached = (pod: PodInfo | undefined): boolean => pod?.pod.spec?.volumes?.some((volume) => volume.persistentVolumeClaim ?? volume.ephemeral ?? sourceVolume(volume)) ?? false;

/** A CSI driver attaches so many volumes to a node and no more. @see Kubernetes 1.36, scheduler plugin NodeVolumeLimits */
export const nodeVolumeLimits: PluginFactory = {
  name,
  create: ({ listers }) => ({
    name,
    events: [
      { resource: 'CSINode', action: actions.add | actions.updateOther, hint: (_, event) => event.old === undefined || hasRisen(event) },
      { resource: 'AssignedPod', action: actions.delete, hint: (_, { pod }) => mayBeAttached(pod) },
      { resource: 'PersistentVolumeClaim', action: actions.add, hint: isOwnClaim },
      { resource: 'VolumeAttachment', action: actions.delete, hint: (pod, event) => freesFor(pod, event, listers) },
    ],
    preFilter({ pod }) {
      if (!pod.pod.spec?.volumes) return 'skip';
      const wanted = csiVolumes(pod, listers);
      return wanted.size === 0 ? 'skip' : { filter: new LimitFilter(wanted, listers) };
    },
  }),
};
