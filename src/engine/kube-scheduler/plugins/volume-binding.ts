import type { V1CSIStorageCapacity, V1PersistentVolume, V1PersistentVolumeClaim } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { quantityValue } from '../../../kube/quantity.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { PluginFactory } from '../framework/framework.ts';
import type { Listers } from '../framework/listers.ts';
import type { Binder, Cycle, NodeFilter, PreFilterAnswer } from '../framework/plugin.ts';
import { failed, unresolvable, type Status } from '../framework/status.ts';
import { actions, anyUpdate } from '../queue/cluster-event.ts';
import { canProvision, claimKey, classOfClaim, hasCapacity, isOwnClaim, matchingVolume, reaches, requestedBytes } from './volume-matching.ts';

const name = 'VolumeBinding';
const selectedNode = 'volume.kubernetes.io/selected-node';
const bindCompleted = 'pv.kubernetes.io/bind-completed';
const noVolume = unresolvable(name, "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)");
const wrongNode = "node(s) didn't match PersistentVolume's node affinity";
const noMatch = "node(s) didn't find available persistent volumes to bind";
const noSpace = 'node(s) did not have enough free storage';
const unboundImmediate = unresolvable(name, 'pod has unbound immediate PersistentVolumeClaims');

/** What is to be done for the pod's claims on one node. */
export interface VolumePlan {
  /** Volumes that are there, each with the claim that gets it. */
  readonly bindings: readonly { readonly volume: V1PersistentVolume; readonly claim: V1PersistentVolumeClaim }[];
  /** Claims for which a volume is to be made. */
  readonly provisions: readonly V1PersistentVolumeClaim[];
}

interface PodClaims {
  readonly bound: readonly V1PersistentVolumeClaim[];
  /** Claims that wait for their first consumer, smallest first. */
  readonly delayed: readonly V1PersistentVolumeClaim[];
}

const isBound = ({ metadata, spec }: V1PersistentVolumeClaim): boolean => !!spec?.volumeName && metadata?.annotations?.[bindCompleted] !== undefined;

/** Why the pod's claims cannot be used at all, if so. */
function whyUnusable(pod: PodInfo, listers: Listers): Status | undefined {
  for (const volume of pod.pod.spec?.volumes ?? []) {
    const claimName = volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral ? `${pod.name}-${volume.name}` : undefined);
    if (claimName === undefined) continue;
    const claim = listers.claim(pod.namespace, claimName);
    const quoted = `persistentvolumeclaim "${claimName}"`;
    if (!claim) return unresolvable(name, volume.ephemeral ? `waiting for ephemeral volume controller to create the ${quoted}` : `${quoted} not found`);
    if (claim.status?.phase === 'Lost') return unresolvable(name, `${quoted} bound to non-existent persistentvolume "${claim.spec?.volumeName ?? ''}"`);
    if (claim.metadata?.deletionTimestamp) return unresolvable(name, `${quoted} is being deleted`);
    if (volume.ephemeral && claim.metadata?.ownerReferences?.every(({ uid }) => uid !== pod.uid)) {
      return unresolvable(name, `PVC ${pod.namespace}/${claimName} was not created for pod ${pod.namespace}/${pod.name} (pod is not owner)`);
    }
  }
  return undefined;
}

/** Sorts the pod's claims; undefined where one should have been bound long ago. */
function sortClaims(pod: PodInfo, listers: Listers): PodClaims | undefined {
  const bound: V1PersistentVolumeClaim[] = [];
  const delayed: V1PersistentVolumeClaim[] = [];
  for (const claimName of pod.claims) {
    const claim = listers.claim(pod.namespace, claimName);
    if (!claim) continue;
    if (isBound(claim)) bound.push(claim);
    else if (!claim.spec?.volumeName && listers.storageClass(classOfClaim(claim))?.volumeBindingMode === 'WaitForFirstConsumer') delayed.push(claim);
    else return undefined;
  }
  return { bound, delayed: delayed.sort((a, b) => requestedBytes(a) - requestedBytes(b)) };
}

class BindingFilter implements NodeFilter {
  /** What was found for each node that passed. */
  readonly plans = new Map<string, VolumePlan>();
  readonly #claims: PodClaims;
  readonly #listers: Listers;
  readonly #assumed: ReadonlyMap<string, string>;

  constructor(claims: PodClaims, listers: Listers, assumed: ReadonlyMap<string, string>) {
    this.#claims = claims;
    this.#listers = listers;
    this.#assumed = assumed;
  }

  filter(node: NodeInfo): Status | undefined {
    const volumes = this.#claims.bound.map((claim) => this.#listers.volume(claim.spec?.volumeName ?? ''));
    if (volumes.includes(undefined)) return noVolume;
    const reasons = volumes.every((volume) => volume && reaches(volume, node)) ? [] : [wrongNode];
    const plan = this.#planFor(node);
    if (typeof plan === 'string') reasons.push(plan);
    else this.plans.set(node.name, plan);
    return reasons.length === 0 ? undefined : unresolvable(name, ...reasons);
  }

  /** What to do on the node, or why that cannot be done. Volumes that are there are preferred; only then is there talk of new ones. */
  #planFor(node: NodeInfo): VolumePlan | string {
    const bindings: VolumePlan['bindings'][number][] = [];
    const provisions: V1PersistentVolumeClaim[] = [];
    const chosenNode = ({ metadata }: V1PersistentVolumeClaim): string | undefined => metadata?.annotations?.[selectedNode];
    if (this.#claims.delayed.some((claim) => (chosenNode(claim) ?? node.name) !== node.name)) return noMatch;
    for (const claim of this.#claims.delayed) {
      const volume = chosenNode(claim) === undefined ? this.#find(claim, node, bindings) : undefined;
      if (volume) bindings.push({ volume, claim });
      else provisions.push(claim);
    }
    for (const claim of provisions) {
      const storageClass = this.#listers.storageClass(classOfClaim(claim));
      if (!canProvision(storageClass, node.labels)) return noMatch;
      if (!hasCapacity(claim, storageClass, node.labels, this.#listers)) return noSpace;
    }
    return { bindings, provisions };
  }

  #find(claim: V1PersistentVolumeClaim, node: NodeInfo, bindings: VolumePlan['bindings']): V1PersistentVolume | undefined {
    const taken = new Set(bindings.map(({ volume }) => volume.metadata?.name ?? ''));
    for (const [volumeName, owner] of this.#assumed) if (owner !== claimKey(claim)) taken.add(volumeName);
    return matchingVolume(claim, { volumes: this.#listers.volumes(), node, taken });
  }
}

const identity = ({ metadata }: V1PersistentVolumeClaim): { readonly namespace: string; readonly name: string } => ({ namespace: metadata?.namespace ?? '', name: metadata?.name ?? '' });

/** Asks for what the plan says, once; afterwards says `wait` until every claim is bound. */
function carryOut(cycle: Cycle, node: NodeInfo, listers: Listers, binder: Binder): Status | 'wait' | undefined {
  const plan = planOf(cycle, node);
  if (!plan || plan.bindings.length + plan.provisions.length === 0) return undefined;
  if (!cycle.store.has(`${name} asked`)) {
    cycle.store.set(`${name} asked`, true);
    for (const { volume, claim } of plan.bindings) {
      const refusal = binder.reserveVolume(volume.metadata?.name ?? '', identity(claim));
      if (refusal !== undefined) return failed(name, refusal);
    }
    for (const claim of plan.provisions) {
      const refusal = binder.provisionClaim(identity(claim), node.name);
      if (refusal !== undefined) return failed(name, refusal);
    }
  }
  const claims = [...plan.bindings.map(({ claim }) => claim), ...plan.provisions].map(identity).map((id) => listers.claim(id.namespace, id.name));
  if (claims.includes(undefined)) return failed(name, 'persistentvolumeclaim not found');
  return claims.every((claim) => claim && isBound(claim)) ? undefined : 'wait';
}

/** The largest volume that a piece of storage has room for. */
function roomOf(object: KubeObject | undefined): number {
  const { capacity, maximumVolumeSize } = (object ?? {}) as V1CSIStorageCapacity;
  return quantityValue(maximumVolumeSize ?? capacity);
}

/** The plan that the filter made for the node. */
export function planOf(cycle: Cycle, node: NodeInfo): VolumePlan | undefined {
  return (cycle.store.get(name) as BindingFilter | undefined)?.plans.get(node.name);
}

/** Finds volumes for claims that wait for their first consumer, and keeps pods where their volumes are. @see Kubernetes 1.36, scheduler plugin VolumeBinding */
export const volumeBinding: PluginFactory = {
  name,
  create({ listers }) {
    /** Volumes that a pod on its way has been given, by the claim's key. */
    const assumed = new Map<string, string>();
    return {
      name,
      events: [
        { resource: 'StorageClass', action: actions.add | anyUpdate },
        { resource: 'PersistentVolumeClaim', action: actions.add | anyUpdate, hint: isOwnClaim },
        { resource: 'PersistentVolume', action: actions.add | anyUpdate },
        { resource: 'Node', action: actions.add | actions.updateNodeLabel },
        { resource: 'CSINode', action: actions.add | anyUpdate },
        { resource: 'CSIDriver', action: anyUpdate | actions.delete },
        { resource: 'CSIStorageCapacity', action: actions.add | anyUpdate, hint: (_, { object, old }) => old === undefined || roomOf(object) > roomOf(old) },
      ],
      preFilter({ pod, store }): PreFilterAnswer {
        if (pod.claims.length === 0) return 'skip';
        const unusable = whyUnusable(pod, listers);
        if (unusable) return { status: unusable };
        const claims = sortClaims(pod, listers);
        if (!claims) return { status: unboundImmediate };
        const filter = new BindingFilter(claims, listers, assumed);
        store.set(name, filter);
        return { filter };
      },
      reserve(cycle, node) {
        for (const { volume, claim } of planOf(cycle, node)?.bindings ?? []) assumed.set(volume.metadata?.name ?? '', claimKey(claim));
        return undefined;
      },
      unreserve(cycle, node) {
        for (const { volume } of planOf(cycle, node)?.bindings ?? []) assumed.delete(volume.metadata?.name ?? '');
      },
      preBind: (cycle, node, binder) => carryOut(cycle, node, listers, binder),
      postBind(cycle, node) {
        for (const { volume } of planOf(cycle, node)?.bindings ?? []) assumed.delete(volume.metadata?.name ?? '');
      },
    };
  },
};
