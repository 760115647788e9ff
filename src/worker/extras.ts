import type * as t from '../kube/generated/types.ts';
import { controllerOf, type KubeObject } from '../kube/object.ts';
import { fromLabelSelector, matches } from '../kube/selectors.ts';
import type { AutoscalerCard, BudgetCard, ExtraCard, MetricReading, QuotaCard } from '../protocol/cards.ts';
import { claimCard, classCard, volumeCard } from './storage-cards.ts';

type Workloads = Iterable<KubeObject>;

/** What a card needs besides its object. */
export interface Around {
  /** Everything that a budget may select. */
  readonly workloads: Workloads;
  /** Machines that a volume is attached to. */
  readonly attachedTo: (volume: string) => readonly string[];
}

const makers: Readonly<Record<ExtraCard['kind'], (object: KubeObject, around: Around) => ExtraCard>> = {
  HorizontalPodAutoscaler: (object) => autoscalerCard(object as t.V2HorizontalPodAutoscaler),
  ResourceQuota: (object) => quotaCard(object as t.V1ResourceQuota),
  PodDisruptionBudget: (object, { workloads }) => budgetCard(object as t.V1PodDisruptionBudget, workloads),
  PersistentVolumeClaim: (object) => claimCard(object as t.V1PersistentVolumeClaim),
  PersistentVolume: (object, { attachedTo }) => volumeCard(object as t.V1PersistentVolume, attachedTo(object.metadata?.name ?? '')),
  StorageClass: (object) => classCard(object as t.V1StorageClass),
};

/** Whether objects of this kind have a card beside the workloads. */
export const isExtra = (kind: string | undefined): boolean => kind !== undefined && Object.hasOwn(makers, kind);

/** Card of an object that {@link isExtra}. */
export function extraCard(object: KubeObject, around: Around): ExtraCard {
  return makers[object.kind as ExtraCard['kind']](object, around);
}

const identity = ({ metadata }: KubeObject) => ({ uid: metadata?.uid ?? '', namespace: metadata?.namespace ?? '', name: metadata?.name ?? '' });

function autoscalerCard(object: t.V2HorizontalPodAutoscaler): AutoscalerCard {
  const { spec, status } = object;
  const { kind, name } = spec.scaleTargetRef;
  const isInactive = status?.conditions?.some((condition) => condition.type === 'ScalingActive' && condition.status === 'False');
  return {
    kind: 'HorizontalPodAutoscaler', ...identity(object), target: `${kind}/${name}`, replicasMin: spec.minReplicas ?? 1, replicasMax: spec.maxReplicas,
    replicasNow: status?.currentReplicas ?? 0, replicasWanted: (isInactive ? status?.currentReplicas : status?.desiredReplicas) ?? 0,
    metrics: (spec.metrics ?? []).map((metric, index) => readingOf(metric, status?.currentMetrics?.[index])),
    held: heldBack(status?.conditions ?? []),
  };
}

/** A metric that cannot be told (ScalingActive), bounds (ScalingLimited) and the stabilization windows (AbleToScale) keep an autoscaler from what it computed. */
function heldBack(conditions: readonly t.V2HorizontalPodAutoscalerCondition[]): string {
  const inactive = conditions.find(({ type, status }) => type === 'ScalingActive' && status === 'False');
  const limit = conditions.find(({ type, status }) => type === 'ScalingLimited' && status === 'True');
  const stabilized = conditions.find(({ type, reason }) => type === 'AbleToScale' && (reason ?? '').endsWith('Stabilized'));
  return (inactive ?? stabilized ?? limit)?.message ?? '';
}

type Source = t.V2MetricSpec & t.V2MetricStatus;

/** The one part of a metric that its type names, with its name, target and present value. */
function readingOf(metric: t.V2MetricSpec, status: t.V2MetricStatus | undefined): MetricReading {
  const part = partOf(metric as Source);
  const { target } = part;
  const current = status && partOf(status as Source).current;
  const total = target?.type === 'Value';
  if (target?.type === 'Utilization') return { name: part.name, now: current?.averageUtilization === undefined ? '' : `${String(current.averageUtilization)}%`, target: `${String(target.averageUtilization ?? 0)}%`, total };
  return { name: part.name, now: (total ? current?.value : current?.averageValue) ?? '', target: (total ? target.value : target?.averageValue) ?? '', total };
}

interface Part {
  readonly name: string;
  readonly target?: t.V2MetricTarget | undefined;
  readonly current?: t.V2MetricValueStatus | undefined;
}

function partOf({ resource, containerResource, pods, object, external }: Source): Part {
  const plain = resource ?? containerResource;
  if (plain) return plain;
  const named = pods ?? object ?? external;
  return { name: named?.metric.name ?? '', target: named?.target, current: named?.current };
}

function quotaCard(object: t.V1ResourceQuota): QuotaCard {
  const hard = object.status?.hard ?? object.spec?.hard ?? {};
  const used = object.status?.used ?? {};
  const limits = Object.keys(hard).sort().map((resource) => ({ resource, used: used[resource] ?? '0', hard: hard[resource] ?? '0' }));
  return { kind: 'ResourceQuota', ...identity(object), limits };
}

interface WithTemplate {
  readonly spec?: { readonly template?: { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> } } };
}

function budgetCard(object: t.V1PodDisruptionBudget, workloads: Workloads): BudgetCard {
  const { spec, status } = object;
  const selector = fromLabelSelector(spec?.selector);
  const selected: string[] = [];
  for (const workload of workloads) {
    const labels = (workload as WithTemplate).spec?.template?.metadata?.labels;
    const isTop = workload.metadata?.namespace === object.metadata?.namespace && controllerOf(workload) === undefined;
    if (isTop && labels && matches(selector, labels)) selected.push(`${workload.kind ?? ''}/${workload.metadata?.name ?? ''}`);
  }
  return {
    kind: 'PodDisruptionBudget', ...identity(object), workloads: selected.sort(), healthy: status?.currentHealthy ?? 0, healthyMin: status?.desiredHealthy ?? 0,
    expected: status?.expectedPods ?? 0, disruptionsAllowed: status?.disruptionsAllowed ?? 0,
  };
}
