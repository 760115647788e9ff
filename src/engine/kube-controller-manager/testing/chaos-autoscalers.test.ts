import { expect, it } from 'vitest';
import type { V1Deployment, V2HorizontalPodAutoscaler } from '../../../kube/generated/types.ts';
import { autoscalerProblem } from './chaos-autoscalers.ts';

it('an autoscaler that does nothing is found', () => {
  const status = { currentReplicas: 2, desiredReplicas: 2, currentMetrics: [{ type: 'External', external: { metric: { name: 'queue' }, current: { averageValue: '20' as never } } }] } as unknown as NonNullable<V2HorizontalPodAutoscaler['status']>;
  expect(autoscalerProblem({ status } as V2HorizontalPodAutoscaler, { spec: { replicas: 2 } } as V1Deployment)).toMatch(/^the autoscaler leaves 2 replicas for a queue of 40/);
  expect(autoscalerProblem({ status } as V2HorizontalPodAutoscaler, { spec: { replicas: 4 } } as V1Deployment)).toBeUndefined();
});
