import type { V1Deployment, V2HorizontalPodAutoscaler } from '../../../kube/generated/types.ts';
import { quantityMilliValue } from '../../../kube/quantity.ts';
import type { CustomMetric } from '../../metrics-server/index.ts';

const [minReplicas, maxReplicas, perPod] = [1, 5, 10];

/** An external metric that stands for work to be done. */
export const queue = (length: number): CustomMetric => ({ name: 'queue', namespace: 'default', of: 'external', value: String(length) });

/** One pod for each ten in the queue. */
export const autoscalerOf = (name: string): V2HorizontalPodAutoscaler => ({
  metadata: { name, namespace: 'default' },
  spec: {
    minReplicas, maxReplicas, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    metrics: [{ type: 'External', external: { metric: { name: 'queue' }, target: { type: 'AverageValue', averageValue: String(perPod) as never } } }],
  },
});

/** Whether the Deployment has as many pods as the metric that the autoscaler saw last asks for, within its tolerance. A Deployment of size 0 is left alone. */
export function autoscalerProblem({ status }: V2HorizontalPodAutoscaler, { spec }: V1Deployment): string | undefined {
  const replicas = spec?.replicas ?? 1;
  if (replicas === 0) return undefined;
  const eachMilli = quantityMilliValue(status?.currentMetrics?.[0]?.external?.current.averageValue);
  const length = Math.round((eachMilli * (status?.currentReplicas ?? 0)) / 1000);
  const wanted = Math.min(maxReplicas, Math.max(minReplicas, Math.ceil(length / perPod)));
  const isClose = Math.abs(length / (perPod * replicas) - 1) <= 0.1 && replicas >= minReplicas && replicas <= maxReplicas;
  return replicas === wanted || isClose ? undefined : `the autoscaler leaves ${String(replicas)} replicas for a queue of ${String(length)}: ${JSON.stringify(status)}`;
}
