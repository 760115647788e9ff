import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../kube/object.ts';
import { takeBeyond, withBeyond, type Beyond } from './autoscaler-annotations.ts';
import { toServed, toStorage } from './conversion.ts';
import type { Resource } from './resource.ts';

const v1 = { apiVersion: 'autoscaling/v1', kind: { kind: 'HorizontalPodAutoscaler' }, storage: { kind: 'HorizontalPodAutoscaler' } } as unknown as Resource;
const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } };
const beyond: Beyond = {
  metrics: [
    { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '100Mi' } } },
    { type: 'Pods', pods: { metric: { name: 'hits', selector: { matchLabels: { a: 'b' } } }, target: { type: 'AverageValue', averageValue: '10' } } },
    { type: 'Object', object: { describedObject: { kind: 'Service', name: 'web', apiVersion: 'v1' }, metric: { name: 'rate' }, target: { type: 'Value', value: '2k' } } },
    { type: 'External', external: { metric: { name: 'queue' }, target: { type: 'Value', value: '30' } } },
    { type: 'ContainerResource', containerResource: { name: 'cpu', container: 'app', target: { type: 'Utilization', averageUtilization: 70 } } },
  ],
  behavior: { scaleDown: { stabilizationWindowSeconds: 60, policies: [{ type: 'Pods', value: 1, periodSeconds: 15 }] } },
  currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 40, averageValue: '80m' } } }],
  conditions: [{ type: 'AbleToScale', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z', reason: 'ReadyForNewScale', message: 'recommended size < matches' }],
};

describe('autoscaling/v1', () => {
  it('shows what it has no fields for in annotations, in the words of its structs', () => {
    const { metrics = [], behavior, currentMetrics, conditions } = beyond;
    const stored = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web', annotations: { mine: 'x' } }, spec: { maxReplicas: 3, metrics: [cpu, ...metrics.slice(0, 2)], behavior }, status: { currentMetrics, conditions } };
    const { metadata, spec } = toServed(v1, stored as unknown as KubeObject) as unknown as { metadata: { annotations: Record<string, string> }; spec: object };
    expect(spec).toEqual({ maxReplicas: 3, targetCPUUtilizationPercentage: 50 });
    expect(metadata.annotations).toEqual({
      mine: 'x',
      'autoscaling.alpha.kubernetes.io/metrics': '[{"type":"Resource","resource":{"name":"memory","targetAverageValue":"100Mi"}},{"type":"Pods","pods":{"metricName":"hits","targetAverageValue":"10","selector":{"matchLabels":{"a":"b"}}}}]',
      'autoscaling.alpha.kubernetes.io/current-metrics': '[{"type":"Resource","resource":{"name":"cpu","currentAverageUtilization":40,"currentAverageValue":"80m"}}]',
      'autoscaling.alpha.kubernetes.io/conditions': '[{"type":"AbleToScale","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z","reason":"ReadyForNewScale","message":"recommended size \\u003c matches"}]',
      'autoscaling.alpha.kubernetes.io/behavior': '{"ScaleUp":null,"ScaleDown":{"StabilizationWindowSeconds":60,"SelectPolicy":null,"Policies":[{"Type":"Pods","Value":1,"PeriodSeconds":15}],"Tolerance":null}}',
    });
  });

  it('gives it back when it is written', () => {
    expect(takeBeyond(withBeyond({ mine: 'x' }, beyond))).toEqual({ annotations: { mine: 'x' }, beyond });
    const served = toServed(v1, { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' }, spec: { maxReplicas: 3, metrics: [...(beyond.metrics ?? []), cpu], behavior: beyond.behavior } } as unknown as KubeObject);
    expect(toStorage(v1, served)).toMatchObject({ metadata: { name: 'web' }, spec: { metrics: [...(beyond.metrics ?? []), cpu], behavior: beyond.behavior } });
  });

  it('adds nothing to an autoscaler that v1 can say whole', () => {
    expect(withBeyond(undefined, { metrics: [cpu] })).toBeUndefined();
  });
});
