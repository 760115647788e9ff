import type { V1Volume } from '../../../kube/generated/types.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { PluginFactory } from '../framework/framework.ts';
import type { NodeFilter, PreFilterAnswer } from '../framework/plugin.ts';
import { unresolvable, unschedulable, type Status } from '../framework/status.ts';
import { actions } from '../queue/cluster-event.ts';
import { isOwnClaim } from './volume-matching.ts';

const name = 'VolumeRestrictions';
const diskTaken = unschedulable(name, 'node(s) had no available disk');
const claimTaken = unschedulable(name, 'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod');

const overlap = (a: readonly string[], b: readonly string[]): boolean => a.some((each) => b.includes(each));

/** Whether two in-line volumes are one disk that cannot be attached twice to one node. */
function disksConflict(a: V1Volume, b: V1Volume): boolean {
  if (a.gcePersistentDisk && b.gcePersistentDisk) return a.gcePersistentDisk.pdName === b.gcePersistentDisk.pdName && !(a.gcePersistentDisk.readOnly && b.gcePersistentDisk.readOnly);
  if (a.awsElasticBlockStore && b.awsElasticBlockStore) return a.awsElasticBlockStore.volumeID === b.awsElasticBlockStore.volumeID;
  if (a.iscsi && b.iscsi) return a.iscsi.iqn === b.iscsi.iqn && !(a.iscsi.readOnly && b.iscsi.readOnly);
  if (a.rbd && b.rbd) {
    return overlap(a.rbd.monitors, b.rbd.monitors) && (a.rbd.pool ?? 'rbd') === (b.rbd.pool ?? 'rbd') && a.rbd.image === b.rbd.image && !(a.rbd.readOnly && b.rbd.readOnly);
  }
  return false;
}

const isDisk = ({ gcePersistentDisk, awsElasticBlockStore, iscsi, rbd }: V1Volume): boolean => [gcePersistentDisk, awsElasticBlockStore, iscsi, rbd].some((source) => source !== undefined);

class VolumeFilter implements NodeFilter {
  readonly #disks: readonly V1Volume[];
  readonly #exclusive: ReadonlySet<string>;
  /** How many of the pod's exclusive claims are in use, anywhere; names without their namespace, as in Kubernetes. */
  #users: number;

  constructor(disks: readonly V1Volume[], exclusive: ReadonlySet<string>, users: number) {
    this.#disks = disks;
    this.#exclusive = exclusive;
    this.#users = users;
  }

  clone(): NodeFilter {
    return new VolumeFilter(this.#disks, this.#exclusive, this.#users);
  }

  filter(node: NodeInfo): Status | undefined {
    if (this.#disks.length > 0 && node.pods.some(({ pod }) => pod.spec?.volumes?.some((volume) => this.#disks.some((disk) => disksConflict(disk, volume))))) return diskTaken;
    return this.#users > 0 ? claimTaken : undefined;
  }

  addPod(pod: PodInfo): void {
    this.#users += this.#uses(pod);
  }

  removePod(pod: PodInfo): void {
    this.#users -= this.#uses(pod);
  }

  #uses(pod: PodInfo): number {
    return (pod.pod.spec?.volumes ?? []).filter(({ persistentVolumeClaim }) => persistentVolumeClaim && this.#exclusive.has(persistentVolumeClaim.claimName)).length;
  }
}

/** Volumes that cannot be shared. @see Kubernetes 1.36, scheduler plugin VolumeRestrictions */
export const volumeRestrictions: PluginFactory = {
  name,
  create: ({ cache, listers }) => ({
    name,
    events: [
      { resource: 'AssignedPod', action: actions.delete, hint: (pod, { pod: gone }) => gone !== undefined && (overlap(pod.claims, gone.claims) || (gone.pod.spec?.volumes?.some(isDisk) ?? false)) },
      { resource: 'Node', action: actions.add },
      { resource: 'PersistentVolumeClaim', action: actions.add | actions.updateOther, hint: isOwnClaim },
    ],
    preFilter({ pod }): PreFilterAnswer {
      const exclusive = new Set<string>();
      for (const volume of pod.pod.spec?.volumes ?? []) {
        const claimName = volume.persistentVolumeClaim?.claimName;
        if (claimName === undefined) continue;
        const claim = listers.claim(pod.namespace, claimName);
        if (!claim) return { status: unresolvable(name, `persistentvolumeclaim "${claimName}" not found`) };
        if (claim.spec?.accessModes?.includes('ReadWriteOncePod')) exclusive.add(claimName);
      }
      const disks = (pod.pod.spec?.volumes ?? []).filter(isDisk);
      const used = [...exclusive].filter((claim) => cache.nodes.some(({ claimUsers }) => claimUsers.has(`${pod.namespace}/${claim}`)));
      if (disks.length === 0 && used.length === 0) return 'skip';
      return { filter: new VolumeFilter(disks, exclusive, used.length) };
    },
  }),
};
