import type * as t from '../generated/types.ts';
import { fill, update } from './fill.ts';

const scaleUpPolicies: readonly t.V2HPAScalingPolicy[] = [
  { type: 'Pods', value: 4, periodSeconds: 15 },
  { type: 'Percent', value: 100, periodSeconds: 15 },
];
const scaleDownPolicies: readonly t.V2HPAScalingPolicy[] = [{ type: 'Percent', value: 100, periodSeconds: 15 }];
const cpuUtilization: t.V2MetricSpec = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } };

/** @see Kubernetes 1.36, autoscaling/v2 defaults */
export function defaultAutoscaler(autoscaler: t.V2HorizontalPodAutoscaler): t.V2HorizontalPodAutoscaler {
  const out = update(autoscaler, 'spec', (spec) => {
    const filled = fill(spec, { minReplicas: 1 });
    const measured = (filled.metrics?.length ?? 0) > 0 ? filled : { ...filled, metrics: [cpuUtilization] };
    return update(measured, 'behavior', defaultBehavior);
  });
  return update(fill(out, { status: {} as t.V2HorizontalPodAutoscalerStatus }), 'status', (status) => fill(status, { desiredReplicas: 0 }));
}

function defaultBehavior(behavior: t.V2HorizontalPodAutoscalerBehavior): t.V2HorizontalPodAutoscalerBehavior {
  const both = fill(behavior, { scaleUp: {}, scaleDown: {} });
  const up = update(both, 'scaleUp', (rules) => fill(rules, { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: scaleUpPolicies }));
  return update(up, 'scaleDown', (rules) => fill(rules, { selectPolicy: 'Max', policies: scaleDownPolicies }));
}

/** The old version of the API knows nothing but cpu. */
export function defaultAutoscalerV1(autoscaler: t.V1HorizontalPodAutoscaler): t.V1HorizontalPodAutoscaler {
  const out = update(autoscaler, 'spec', (spec) => {
    const measured = Object.hasOwn(autoscaler.metadata?.annotations ?? {}, 'autoscaling.alpha.kubernetes.io/metrics');
    return fill(spec, measured ? { minReplicas: 1 } : { minReplicas: 1, targetCPUUtilizationPercentage: 80 });
  });
  return update(fill(out, { status: {} as t.V1HorizontalPodAutoscalerStatus }), 'status', (status) => fill(status, { currentReplicas: 0, desiredReplicas: 0 }));
}

export function defaultDisruptionBudget(budget: t.V1PodDisruptionBudget): t.V1PodDisruptionBudget {
  const zero = { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 };
  return update(fill(budget, { status: {} as t.V1PodDisruptionBudgetStatus, spec: {} }), 'status', (status) => fill(status, zero));
}
