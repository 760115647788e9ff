import type { V1PersistentVolume, V1StorageClass } from '../../../kube/generated/types.ts';
import type { Labels } from '../../../kube/selectors.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { PluginFactory } from '../framework/framework.ts';
import type { Listers } from '../framework/listers.ts';
import type { PreFilterAnswer } from '../framework/plugin.ts';
import { unresolvable, type Status } from '../framework/status.ts';
import { actions } from '../queue/cluster-event.ts';
import { classOfClaim, isOwnClaim } from './volume-matching.ts';

const name = 'VolumeZone';
const refusal = unresolvable(name, 'node(s) had no available volume zone');
const zoneLabels = ['failure-domain.beta.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

/** A label of a volume, with the zones (joined by `__` in the label) of which a node must be in one. */
interface ZoneDemand {
  readonly key: string;
  readonly zones: readonly string[];
}

function demandsOf(volume: V1PersistentVolume): readonly ZoneDemand[] {
  const labels = volume.metadata?.labels ?? {};
  return zoneLabels.flatMap((key) => (labels[key] === undefined || labels[key].split('__').some((zone) => zone.trim() === '') ? [] : [{ key, zones: labels[key].split('__').map((zone) => zone.trim()) }]));
}

const modernKey = (key: string): string => key.replace('failure-domain.beta.kubernetes.io/', 'topology.kubernetes.io/');

/** An old label of a volume may be met by the node's new one; not the other way round. */
function satisfies(labels: Labels, { key, zones }: ZoneDemand): boolean {
  const zone = labels[key] ?? labels[modernKey(key)];
  return zone !== undefined && zones.includes(zone);
}

/** The demands of all bound volumes of the pod, or why they cannot be known. */
function podDemands(pod: PodInfo, listers: Listers): readonly ZoneDemand[] | Status {
  const demands: ZoneDemand[] = [];
  for (const volume of pod.pod.spec?.volumes ?? []) {
    const claimName = volume.persistentVolumeClaim?.claimName;
    if (claimName === undefined) continue;
    const claim = listers.claim(pod.namespace, claimName);
    if (!claim) return unresolvable(name, `persistentvolumeclaim "${claimName}" not found`);
    const volumeName = claim.spec?.volumeName;
    if (!volumeName) {
      const status = whyUnbound(classOfClaim(claim), listers);
      if (status) return status;
      continue;
    }
    const bound = listers.volume(volumeName);
    if (!bound) return unresolvable(name, `persistentvolume "${volumeName}" not found`);
    demands.push(...demandsOf(bound));
  }
  return demands;
}

/** A claim that waits for its first consumer may be unbound. */
function whyUnbound(className: string, listers: Listers): Status | undefined {
  if (!className) return unresolvable(name, 'PersistentVolumeClaim had no pv name and storageClass name');
  const storageClass = listers.storageClass(className);
  if (!storageClass) return unresolvable(name, `storageclass.storage.k8s.io "${className}" not found`);
  if (!storageClass.volumeBindingMode) return unresolvable(name, `VolumeBindingMode not set for StorageClass "${className}"`);
  return storageClass.volumeBindingMode === 'WaitForFirstConsumer' ? undefined : unresolvable(name, 'PersistentVolume had no name');
}

/** Volumes that carry zone labels bind their pods to the zone. @see Kubernetes 1.36, scheduler plugin VolumeZone */
export const volumeZone: PluginFactory = {
  name,
  create: ({ listers }) => ({
    name,
    events: [
      { resource: 'StorageClass', action: actions.add, hint: (_, { object }) => (object as V1StorageClass).volumeBindingMode === 'WaitForFirstConsumer' },
      { resource: 'Node', action: actions.add | actions.updateNodeLabel },
      { resource: 'PersistentVolumeClaim', action: actions.add | actions.updateOther, hint: isOwnClaim },
      { resource: 'PersistentVolume', action: actions.add | actions.updateOther, hint: (_, { object, old }) => old === undefined || JSON.stringify(demandsOf(old)) !== JSON.stringify(demandsOf(object ?? {})) },
    ],
    preFilter({ pod }): PreFilterAnswer {
      if (!pod.pod.spec?.volumes) return 'skip';
      const demands = podDemands(pod, listers);
      if ('code' in demands) return { status: demands };
      if (demands.length === 0) return 'skip';
      const isZoneless = (labels: Labels): boolean => zoneLabels.every((key) => labels[key] === undefined);
      return { filter: { filter: ({ labels }) => (isZoneless(labels) || demands.every((demand) => satisfies(labels, demand)) ? undefined : refusal) } };
    },
  }),
};
