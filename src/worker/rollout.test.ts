import { describe, expect, it } from 'vitest';
import type * as t from '../kube/generated/types.ts';
import type { KubeObject } from '../kube/object.ts';
import { workloadCard } from './cards.ts';
import { extraCard } from './extras.ts';
import { Picture } from './picture.ts';
import { boundsOf } from './rollout.ts';

describe('the bounds of a rolling update', () => {
  it.each([
    { why: 'the defaults of six', desired: 6, surge: '25%', unavailable: '25%', bounds: [2, 1] },
    { why: 'the defaults of one', desired: 1, surge: '25%', unavailable: '25%', bounds: [1, 0] },
    { why: 'numbers of pods', desired: 300, surge: 20, unavailable: 20, bounds: [20, 20] },
    { why: 'both at nothing, which would stop it', desired: 4, surge: 0, unavailable: '10%', bounds: [0, 1] },
    { why: 'more missing than there are', desired: 3, surge: 1, unavailable: 5, bounds: [1, 3] },
  ])('$why', ({ desired, surge, unavailable, bounds }) => {
    const { surgeMax, unavailableMax } = boundsOf(desired, surge, unavailable);
    expect([surgeMax, unavailableMax]).toEqual(bounds);
  });

  it('stand on the card of a Deployment, with whether it is paused', () => {
    const object: t.V1Deployment = {
      kind: 'Deployment', metadata: { uid: 'u', name: 'web', namespace: 'default' },
      spec: { replicas: 10, paused: true, selector: {}, template: {}, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '30%' as never, maxUnavailable: 0 as never } } },
    };
    expect(workloadCard(object).rollout).toEqual({ strategy: 'RollingUpdate', surgeMax: 3, unavailableMax: 0, paused: true });
    expect(workloadCard({ ...object, spec: { ...object.spec, strategy: { type: 'Recreate' } } } as t.V1Deployment).rollout).toMatchObject({ surgeMax: 0, unavailableMax: 10 });
  });
});

const autoscaler = (now: number | undefined, target = 80): t.V2HorizontalPodAutoscaler => ({
  kind: 'HorizontalPodAutoscaler', metadata: { uid: 'hpa', name: 'web', namespace: 'default' },
  spec: { maxReplicas: 10, scaleTargetRef: { kind: 'Deployment', name: 'web' }, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: target } } }] },
  status: { currentReplicas: 4, desiredReplicas: 6, currentMetrics: now === undefined ? [] : [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: now, averageValue: '1' } } }] },
});
const web: t.V1Deployment = {
  kind: 'Deployment', metadata: { uid: 'web', name: 'web', namespace: 'default' }, spec: { selector: {}, template: { metadata: { labels: { app: 'web' } } } },
};

const around = (...workloads: readonly KubeObject[]) => ({ workloads, attachedTo: () => [] });

describe('cards beside the workloads', () => {
  it('has the numbers of the autoscaler’s formula', () => {
    const card = extraCard(autoscaler(120), around());
    expect(card).toMatchObject({ target: 'Deployment/web', replicasMin: 1, replicasMax: 10, replicasNow: 4, replicasWanted: 6, metrics: [{ name: 'cpu', now: '120%', target: '80%', total: false }] });
    const limited = { ...autoscaler(300), status: { ...autoscaler(300).status, desiredReplicas: 10, conditions: [{ type: 'ScalingLimited', status: 'True', reason: 'TooManyReplicas', message: 'the desired replica count is more than the maximum replica count' }] } };
    expect(extraCard(limited, around())).toMatchObject({ held: 'the desired replica count is more than the maximum replica count' });
    const inactive = { ...autoscaler(0), status: { ...autoscaler(0).status, desiredReplicas: 0, conditions: [{ type: 'ScalingActive', status: 'False', reason: 'FailedGetPodsMetric', message: 'no such metric' }] } };
    expect(extraCard(inactive, around()), 'what cannot be told changes nothing').toMatchObject({ replicasWanted: 4, held: 'no such metric' });
    expect(extraCard(autoscaler(undefined), around())).toMatchObject({ metrics: [{ now: '', target: '80%' }] });
  });

  it('says which workloads a disruption budget protects', () => {
    const budget: t.V1PodDisruptionBudget = { kind: 'PodDisruptionBudget', metadata: { uid: 'pdb', name: 'web', namespace: 'default' }, spec: { selector: { matchLabels: { app: 'web' } } }, status: { currentHealthy: 3, desiredHealthy: 2, disruptionsAllowed: 1, expectedPods: 3 } };
    const elsewhere = { ...web, metadata: { ...web.metadata, namespace: 'other', name: 'same' } };
    expect(extraCard(budget, around(web, elsewhere))).toMatchObject({ workloads: ['Deployment/web'], healthy: 3, healthyMin: 2, disruptionsAllowed: 1 });
  });

  it('sends a card only when what it says changes, and takes it away with its object', () => {
    const picture = new Picture({ startEpochMs: 0, powered: () => true, lost: () => false, usage: () => undefined, rates: () => ({ requests: 0, failures: 0 }) });
    const write = (value: t.V2HorizontalPodAutoscaler, type: 'MODIFIED' | 'DELETED' = 'MODIFIED') => {
      picture.take({ type, value, previous: undefined });
      return picture.flush(0).extras;
    };
    expect(write(autoscaler(120)).changed).toHaveLength(1);
    expect(write(autoscaler(120)).changed).toHaveLength(0);
    expect(write(autoscaler(90)).changed).toMatchObject([{ metrics: [{ now: '90%' }] }]);
    expect(write(autoscaler(90), 'DELETED').removed).toEqual(['hpa']);
  });
});
