import type { AutoscalerCard, BudgetCard, ClaimCard, ExtraCard, PodCard, QuotaCard, WorkloadCard } from '../../../protocol/cards.ts';
import { naturalOrder } from './machines.ts';

/** Pods of one owner within a workload: of a ReplicaSet, of a Job, or of the workload itself (then without `card`). */
export interface Section {
  readonly uid: string;
  readonly card: WorkloadCard | undefined;
  readonly pods: readonly PodCard[];
  /** Of the revision that is wanted now. */
  readonly isCurrent: boolean;
}

/** A workload that nothing owns, with everything that it owns. */
export interface Family {
  /** `workload:UID`; `bare:NAMESPACE` for pods that no workload owns. */
  readonly id: string;
  readonly namespace: string;
  readonly card: WorkloadCard | undefined;
  /** The current one first, then older ones. */
  readonly sections: readonly Section[];
  /** Older revisions that have no pods any more, newest first. */
  readonly history: readonly WorkloadCard[];
  readonly policies: readonly (AutoscalerCard | BudgetCard)[];
  /** Volume claims of its pods, whether the pods exist at the moment or not. */
  readonly claims: readonly ClaimCard[];
}

/** What belongs to a namespace as a whole. */
export interface NamespaceExtras {
  readonly quotas: readonly QuotaCard[];
  /** Claims that no pod of a family mounts. */
  readonly looseClaims: readonly ClaimCard[];
}

export interface Families {
  /** In the order of the stage. */
  readonly families: readonly Family[];
  readonly namespaces: ReadonlyMap<string, NamespaceExtras>;
}

export interface FamilyInput {
  readonly workloads: ReadonlyMap<string, WorkloadCard>;
  readonly pods: ReadonlyMap<string, PodCard>;
  readonly extras: ReadonlyMap<string, ExtraCard>;
  /** Only this namespace; '' for all. */
  readonly namespace: string;
}

const kindOrder = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job', 'ReplicaSet', 'ReplicationController', ''];
/** The cluster's own namespaces come last. */
const rankOf = (namespace: string): number => (namespace.startsWith('kube-') ? 1 : 0);

function byPlace(a: Family, b: Family): number {
  return rankOf(a.namespace) - rankOf(b.namespace) || naturalOrder(a.namespace, b.namespace)
    || kindOrder.indexOf(a.card?.kind ?? '') - kindOrder.indexOf(b.card?.kind ?? '') || naturalOrder(a.card?.name ?? '', b.card?.name ?? '');
}

/** Who belongs to whom. Families that did not change keep their identity. */
export function familiesOf(before: Families | undefined, input: FamilyInput): Families {
  const seen = <Card extends { readonly namespace: string }>(cards: Iterable<Card>): readonly Card[] => [...cards].filter(({ namespace }) => input.namespace === '' || namespace === input.namespace);
  const workloads = seen(input.workloads.values());
  const extras = seen(input.extras.values());
  const kin: Kin = {
    children: grouped(workloads.filter(({ ownerUid }) => input.workloads.has(ownerUid)), ({ ownerUid }) => ownerUid),
    pods: grouped(seen(input.pods.values()), (pod) => (input.workloads.has(pod.ownerUid) ? pod.ownerUid : `bare:${pod.namespace}`)),
    policies: extras.filter((extra) => extra.kind === 'HorizontalPodAutoscaler' || extra.kind === 'PodDisruptionBudget'),
    claims: extras.filter((extra) => extra.kind === 'PersistentVolumeClaim'),
  };
  const tops = workloads.filter(({ ownerUid }) => !input.workloads.has(ownerUid)).map((card) => familyOf(card, kin));
  const bare = [...kin.pods].filter(([id]) => id.startsWith('bare:')).map(([id, pods]) => bareFamily(id, pods, kin));
  const old = new Map(before?.families.map((family) => [family.id, family]));
  const families = [...tops, ...bare].sort(byPlace).map((family) => kept(old.get(family.id), family));
  return { families, namespaces: namespacesOf(families, extras) };
}

interface Kin {
  readonly children: ReadonlyMap<string, readonly WorkloadCard[]>;
  readonly pods: ReadonlyMap<string, readonly PodCard[]>;
  readonly policies: readonly (AutoscalerCard | BudgetCard)[];
  readonly claims: readonly ClaimCard[];
}

function grouped<Item>(items: Iterable<Item>, keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

const revisionOf = (card: WorkloadCard): number => Number(card.revision) || 0;

function familyOf(card: WorkloadCard, kin: Kin): Family {
  const children = [...(kin.children.get(card.uid) ?? [])].sort((a, b) => revisionOf(b) - revisionOf(a) || naturalOrder(b.name, a.name));
  const own = kin.pods.get(card.uid) ?? [];
  const current = card.kind === 'Deployment' ? children.find(({ revision }) => revision === card.revision) : undefined;
  const isShown = (child: WorkloadCard): boolean => card.kind !== 'Deployment' || child === current || child.desired > 0 || child.current > 0 || kin.pods.has(child.uid);
  const sections = children.filter(isShown).map((child): Section => ({ uid: child.uid, card: child, pods: kin.pods.get(child.uid) ?? [], isCurrent: child === current }));
  const all = children.length === 0 || own.length > 0 ? [{ uid: card.uid, card: undefined, pods: own, isCurrent: true }, ...sections] : sections;
  return {
    id: `workload:${card.uid}`, namespace: card.namespace, card, sections: all, history: children.filter((child) => !isShown(child)),
    policies: kin.policies.filter((policy) => policy.namespace === card.namespace && isAbout(policy, `${card.kind}/${card.name}`)),
    claims: kin.claims.filter((claim) => claim.namespace === card.namespace && isClaimOf(claim, card, all)),
  };
}

const isAbout = (policy: AutoscalerCard | BudgetCard, workload: string): boolean =>
  (policy.kind === 'HorizontalPodAutoscaler' ? policy.target === workload : policy.workloads.includes(workload));

/** A claim that a pod mounts, or that was made for a StatefulSet's pod of that number. */
function isClaimOf({ name }: ClaimCard, card: WorkloadCard, sections: readonly Section[]): boolean {
  return claimOrdinal(name, card) !== undefined || sections.some(({ pods }) => pods.some(({ claims }) => claims?.includes(name)));
}

/**
 * Number of the StatefulSet's pod that a claim was made for; undefined where it was made for none.
 *
 * Example: `data-db-2` with the template `data` of StatefulSet `db` is 2.
 */
export function claimOrdinal(claim: string, { name, claimTemplates = [] }: Pick<WorkloadCard, 'name' | 'claimTemplates'>): number | undefined {
  for (const template of claimTemplates) {
    const prefix = `${template}-${name}-`;
    if (claim.startsWith(prefix) && /^\d+$/.test(claim.slice(prefix.length))) return Number(claim.slice(prefix.length));
  }
  return undefined;
}

function bareFamily(id: string, pods: readonly PodCard[], kin: Kin): Family {
  const namespace = id.slice('bare:'.length);
  const mounted = new Set(pods.flatMap(({ claims }) => claims ?? []));
  return {
    id, namespace, card: undefined, sections: [{ uid: id, card: undefined, pods, isCurrent: true }], history: [], policies: [],
    claims: kin.claims.filter((claim) => claim.namespace === namespace && mounted.has(claim.name)),
  };
}

/** `before` where nothing of it changed; its parts likewise. */
function kept(before: Family | undefined, after: Family): Family {
  if (!before) return after;
  const sections = sameItems(before.sections, after.sections.map((section) => keptSection(before.sections.find(({ uid }) => uid === section.uid), section)));
  const history = sameItems(before.history, after.history);
  const policies = sameItems(before.policies, after.policies);
  const claims = sameItems(before.claims, after.claims);
  const same = before.card === after.card && before.sections === sections && before.history === history && before.policies === policies && before.claims === claims;
  return same ? before : { ...after, sections, history, policies, claims };
}

function keptSection(before: Section | undefined, after: Section): Section {
  const pods = sameItems(before?.pods, after.pods);
  return before?.pods === pods && before.card === after.card && before.isCurrent === after.isCurrent ? before : { ...after, pods };
}

const sameItems = <Item>(before: readonly Item[] | undefined, after: readonly Item[]): readonly Item[] =>
  (before?.length === after.length && before.every((item, index) => item === after[index]) ? before : after);

function namespacesOf(families: readonly Family[], extras: readonly ExtraCard[]): ReadonlyMap<string, NamespaceExtras> {
  const used = new Set(families.flatMap(({ claims }) => claims.map(({ uid }) => uid)));
  const names = [...new Set([...families.map(({ namespace }) => namespace), ...extras.filter(({ kind }) => kind === 'ResourceQuota' || kind === 'PersistentVolumeClaim').map(({ namespace }) => namespace)])];
  return new Map(names.sort((a, b) => rankOf(a) - rankOf(b) || naturalOrder(a, b)).map((name) => [name, {
    quotas: extras.filter((extra) => extra.kind === 'ResourceQuota' && extra.namespace === name) as QuotaCard[],
    looseClaims: extras.filter((extra) => extra.kind === 'PersistentVolumeClaim' && extra.namespace === name && !used.has(extra.uid)) as ClaimCard[],
  }]));
}
