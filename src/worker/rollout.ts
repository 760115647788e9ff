import type * as t from '../kube/generated/types.ts';
import type { KubeObject } from '../kube/object.ts';
import type { RolloutRule, WorkloadCard } from '../protocol/cards.ts';

type Detail = Pick<WorkloadCard, 'rollout' | 'schedule' | 'suspended' | 'failed' | 'claimTemplates'>;

/** What only some kinds of workload have. */
export function workloadDetail(object: KubeObject): Detail {
  switch (object.kind) {
    case 'Deployment': return { rollout: ofDeployment((object as t.V1Deployment).spec) };
    case 'DaemonSet': return { rollout: ofDaemonSet(object as t.V1DaemonSet) };
    case 'StatefulSet': {
      const { spec } = object as t.V1StatefulSet;
      return { rollout: ofStatefulSet(spec), claimTemplates: (spec?.volumeClaimTemplates ?? []).map(({ metadata }) => metadata?.name ?? '') };
    }
    case 'Job': {
      const { spec, status } = object as t.V1Job;
      return { suspended: spec?.suspend ?? false, failed: status?.failed ?? 0 };
    }
    case 'CronJob': {
      const { spec } = object as t.V1CronJob;
      return { schedule: spec?.schedule ?? '', suspended: spec?.suspend ?? false };
    }
    default: return {};
  }
}

type Bound = number | string | undefined;

/** A bound in pods; a percentage of the wanted count is rounded up for the surge, down for what may be missing. */
function inPods(bound: Bound, desired: number, round: (value: number) => number): number {
  if (typeof bound === 'number') return bound;
  const percent = /^(\d+)%$/.exec(bound ?? '')?.[1];
  return percent === undefined ? 0 : round((Number(percent) * desired) / 100);
}

/**
 * Surge and missing pods of a rolling update. Both bounds at 0 would stop it, so one may be missing then.
 *
 * Example: 6 wanted with 25% and 25%: at most 2 more, at most 1 missing.
 *
 * @see Kubernetes 1.36, Deployment controller, ResolveFenceposts
 */
export function boundsOf(desired: number, surge: Bound, unavailable: Bound): Pick<RolloutRule, 'surgeMax' | 'unavailableMax'> {
  const surgeMax = inPods(surge, desired, Math.ceil);
  const unavailableMax = inPods(unavailable, desired, Math.floor);
  return { surgeMax, unavailableMax: surgeMax === 0 && unavailableMax === 0 ? 1 : Math.min(desired, unavailableMax) };
}

function ofDeployment(spec: t.V1DeploymentSpec | undefined): RolloutRule {
  const desired = spec?.replicas ?? 1;
  const strategy = spec?.strategy?.type ?? 'RollingUpdate';
  const { maxSurge = '25%', maxUnavailable = '25%' } = spec?.strategy?.rollingUpdate ?? {};
  const bounds = strategy === 'Recreate' ? { surgeMax: 0, unavailableMax: desired } : boundsOf(desired, maxSurge as Bound, maxUnavailable as Bound);
  return { strategy, ...bounds, paused: spec?.paused ?? false };
}

function ofDaemonSet({ spec, status }: t.V1DaemonSet): RolloutRule {
  const { maxSurge = 0, maxUnavailable = 1 } = spec?.updateStrategy?.rollingUpdate ?? {};
  const desired = status?.desiredNumberScheduled ?? 0;
  const strategy = spec?.updateStrategy?.type ?? 'RollingUpdate';
  return { strategy, surgeMax: inPods(maxSurge as Bound, desired, Math.ceil), unavailableMax: inPods(maxUnavailable as Bound, desired, Math.ceil), paused: false };
}

/** A StatefulSet goes on one pod at a time, unless it says otherwise. */
function ofStatefulSet(spec: t.V1StatefulSetSpec | undefined): RolloutRule {
  const unavailable = spec?.updateStrategy?.rollingUpdate?.maxUnavailable as Bound;
  return { strategy: spec?.updateStrategy?.type ?? 'RollingUpdate', surgeMax: 0, unavailableMax: Math.max(1, inPods(unavailable ?? 1, spec?.replicas ?? 1, Math.ceil)), paused: false };
}
