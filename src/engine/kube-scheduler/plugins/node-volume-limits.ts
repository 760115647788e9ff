import type { V1PersistentVolumeClaim, V1PersistentVolumeSpec } from '../../../kube/generated/types.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { PluginFactory } from '../framework/framework.ts';
import type { Listers } from '../framework/listers.ts';
import type { NodeFilter } from '../framework/plugin.ts';
import { unschedulable, type Status } from '../framework/status.ts';
import { actions } from '../queue/cluster-event.ts';
import { classOfClaim, isOwnClaim } from './volume-matching.ts';

const name = 'NodeVolumeLimits';
const refusal = unschedulable(name, 'node(s) exceed max volume count');

type Source = Pick<V1PersistentVolumeSpec, 'awsElasticBlockStore' | 'gcePersistentDisk' | 'azureDisk' | 'cinder' | 'portworxVolume'>;

/** In-tree volumes that a CSI driver serves today, by the name of the provisioner that made them. @see Kubernetes csi-translation-lib */
const migrated: readonly { readonly inTree: string; readonly driver: string; readonly idOf: (source: Source) => string | undefined }[] = [
  { inTree: 'kubernetes.io/aws-ebs', driver: 'ebs.csi.aws.com', idOf: ({ awsElasticBlockStore }) => awsElasticBlockStore?.volumeID },
  { inTree: 'kubernetes.io/gce-pd', driver: 'pd.csi.storage.gke.io', idOf: ({ gcePersistentDisk }) => gcePersistentDisk?.pdName },
  { inTree: 'kubernetes.io/azure-disk', driver: 'disk.csi.azure.com', idOf: ({ azureDisk }) => azureDisk?.diskURI },
  { inTree: 'kubernetes.io/cinder', driver: 'cinder.csi.openstack.org', idOf: ({ cinder }) => cinder?.volumeID },
  { inTree: 'kubernetes.io/portworx-volume', driver: 'pxd.portworx.com', idOf: ({ portworxVolume }) => portworxVolume?.volumeID },
];

interface CsiVolume {
  readonly driver: string;
  readonly handle: string;
}

function sourceVolume(source: Source): CsiVolume | undefined {
  for (const { driver, idOf } of migrated) {
    const handle = idOf(source);
    if (handle !== undefined) return { driver, handle };
  }
  return undefined;
}

/** The volume that a claim has, or will get from its class. */
function claimedVolume(claim: V1PersistentVolumeClaim, pod: PodInfo, listers: Listers): CsiVolume | undefined {
  const bound = claim.spec?.volumeName ? listers.volume(claim.spec.volumeName) : undefined;
  if (bound?.spec) return bound.spec.csi ? { driver: bound.spec.csi.driver, handle: bound.spec.csi.volumeHandle } : sourceVolume(bound.spec);
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
    const limits = new Map<string, number>();
    for (const driver of this.#listers.csiNode(node.name)?.spec.drivers ?? []) if (driver.allocatable?.count !== undefined) limits.set(driver.name, driver.allocatable.count);
    if (limits.size === 0) return undefined;
    const attached = this.#attachedTo(node);
    for (const [driver, limit] of limits) {
      const fresh = [...this.#wanted].filter(([volume, of]) => of === driver && !attached.has(volume)).length;
      if (fresh > 0 && fresh + [...attached.values()].filter((of) => of === driver).length > limit) return refusal;
    }
    return undefined;
  }

  #attachedTo(node: NodeInfo): ReadonlyMap<string, string> {
    const attached = new Map<string, string>();
    for (const pod of node.pods) if (pod.pod.spec?.volumes) for (const [volume, driver] of csiVolumes(pod, this.#listers)) attached.set(volume, driver);
    for (const { spec } of this.#listers.volumeAttachments(node.name)) {
      const csi = this.#listers.volume(spec.source.persistentVolumeName ?? '')?.spec?.csi;
      if (csi) attached.set(`${csi.driver}/${csi.volumeHandle}`, csi.driver);
    }
    return attached;
  }
}

/** A CSI driver attaches so many volumes to a node and no more. @see Kubernetes 1.36, scheduler plugin NodeVolumeLimits */
export const nodeVolumeLimits: PluginFactory = {
  name,
  create: ({ listers }) => ({
    name,
    events: [
      { resource: 'CSINode', action: actions.add | actions.updateOther },
      { resource: 'AssignedPod', action: actions.delete, hint: (_, { pod }) => (pod?.claims.length ?? 0) > 0 },
      { resource: 'PersistentVolumeClaim', action: actions.add, hint: isOwnClaim },
      { resource: 'VolumeAttachment', action: actions.delete },
    ],
    preFilter({ pod }) {
      if (!pod.pod.spec?.volumes) return 'skip';
      const wanted = csiVolumes(pod, listers);
      return wanted.size === 0 ? 'skip' : { filter: new LimitFilter(wanted, listers) };
    },
  }),
};
