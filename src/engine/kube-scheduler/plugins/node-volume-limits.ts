import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { PluginFactory } from '../framework/framework.ts';
import type { Listers } from '../framework/listers.ts';
import type { NodeFilter } from '../framework/plugin.ts';
import { unschedulable, type Status } from '../framework/status.ts';
import { actions } from '../queue/cluster-event.ts';

const name = 'NodeVolumeLimits';
const refusal = unschedulable(name, 'node(s) exceed max volume count');

/** The CSI volumes of a pod: driver by a name that is the same for the same volume. */
function csiVolumes(pod: PodInfo, listers: Listers): ReadonlyMap<string, string> {
  const volumes = new Map<string, string>();
  for (const claimName of pod.claims) {
    const claim = listers.claim(pod.namespace, claimName);
    if (!claim) continue;
    const csi = claim.spec?.volumeName ? listers.volume(claim.spec.volumeName)?.spec?.csi : undefined;
    if (csi) volumes.set(`${csi.driver}/${csi.volumeHandle}`, csi.driver);
    else if (!claim.spec?.volumeName || !listers.volume(claim.spec.volumeName)) {
      const provisioner = listers.storageClass(claim.spec?.storageClassName ?? '')?.provisioner;
      if (provisioner) volumes.set(`${provisioner}/${provisioner}-${pod.namespace}/${claimName}`, provisioner);
    }
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
    for (const pod of node.pods) if (pod.claims.length > 0) for (const [volume, driver] of csiVolumes(pod, this.#listers)) attached.set(volume, driver);
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
      { resource: 'PersistentVolumeClaim', action: actions.add },
      { resource: 'VolumeAttachment', action: actions.delete },
    ],
    preFilter({ pod }) {
      if (pod.claims.length === 0) return 'skip';
      const wanted = csiVolumes(pod, listers);
      return wanted.size === 0 ? 'skip' : { filter: new LimitFilter(wanted, listers) };
    },
  }),
};
