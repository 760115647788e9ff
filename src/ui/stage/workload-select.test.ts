import { describe, expect, it } from 'vitest';
import type { AutoscalerCard } from '../../protocol/cards.ts';
import { workloadCard } from './layout/cards.fixture.ts';
import { undoOf, workloadActions } from './workload-lines.ts';
import { barLabel, barOf, barText, figuresOf, formulaText, shareOfQuota, workloadLabel } from './workload-select.ts';
import { workloadWords } from './workload-words.ts';
import { stageWords } from './words.ts';

const words = workloadWords.en;
const stage = stageWords.en;
const rollout = { strategy: 'RollingUpdate', surgeMax: 1, unavailableMax: 1, paused: false };
const web = workloadCard('Deployment', 'web', { desired: 4, current: 5, updated: 2, ready: 3, available: 3, revision: '2', rollout, health: 'busy' });
const [old, fresh] = [
  workloadCard('ReplicaSet', 'web-old', { ownerUid: web.uid, revision: '1', desired: 3, current: 3, available: 3 }),
  workloadCard('ReplicaSet', 'web-new', { ownerUid: web.uid, revision: '2', desired: 2, current: 2, available: 0 }),
];
const sections = [{ uid: fresh.uid, card: fresh, pods: [], isCurrent: true }, { uid: old.uid, card: old, pods: [], isCurrent: false }];

describe('the bar of a rollout', () => {
  it('goes from the old revision to the new one, within its bounds', () => {
    const bar = barOf({ card: web, sections });
    expect(bar).toMatchObject({ scale: 5, wanted: 4, availableMin: 3, totalMax: 5, isSteady: false });
    expect(bar?.segments.map(({ revision, isNew, count, available }) => [revision, isNew, count, available])).toEqual([['1', false, 3, 3], ['2', true, 2, 0]]);
    expect(bar && barText(bar, words, stage)).toBe('revision 1: 3 → revision 2: 2');
    expect(bar && barLabel('web', bar, words)).toBe('Rollout of web; revision 1: 3, 3 available; revision 2: 2, 0 available; ≥ 3 available · ≤ 5 pods');
  });

  it('tells old from new by counts where revisions have no cards', () => {
    const bar = barOf({ card: workloadCard('StatefulSet', 'db', { updated: 1, available: 2, rollout }), sections: [] });
    expect(bar?.segments.map(({ isNew, count, available }) => [isNew, count, available])).toEqual([[false, 2, 2], [true, 1, 0]]);
  });

  it.each([
    { why: 'everything stands', card: { desired: 4, current: 4 }, of: { current: 4, available: 4 }, isSteady: true },
    { why: 'one is missing', card: { desired: 5, current: 4 }, of: { current: 4, available: 4 }, isSteady: false },
    { why: 'one is not available', card: { desired: 4, current: 4 }, of: { current: 4, available: 3 }, isSteady: false },
  ])('rests ($isSteady) when $why', ({ card, of, isSteady }) => {
    expect(barOf({ card: { ...web, ...card }, sections: [{ uid: fresh.uid, card: { ...fresh, ...of }, pods: [], isCurrent: true }] })?.isSteady).toBe(isSteady);
  });

  it('is not drawn for what has no rollouts', () => {
    expect(barOf({ card: workloadCard('Job', 'once'), sections: [] })).toBeUndefined();
  });
});

describe('the words of a workload', () => {
  it('counts what is wanted, and marks what is not met', () => {
    expect(figuresOf(web, words).map(({ word, value, met }) => [value, word, met])).toEqual([['4', 'wanted', true], ['2', 'updated', false], ['3', 'ready', false], ['3', 'available', false]]);
  });

  it.each([
    { card: web, label: 'Deployment web, 3 of 4 ready, 2 updated, 3 available, revision 2, on its way' },
    { card: { ...web, rollout: { ...rollout, paused: true } }, label: 'Deployment web, 3 of 4 ready, 2 updated, 3 available, revision 2, on its way, paused' },
    { card: workloadCard('Job', 'once', { desired: 2, available: 1, health: 'busy' }), label: 'Job once, 1 of 2 succeeded, on its way' },
    { card: workloadCard('CronJob', 'tick', { schedule: '0 3 * * 1', current: 0, suspended: true }), label: 'CronJob tick, 0 3 * * 1, 0 active, as wanted, suspended' },
  ])('$label', ({ card, label }) => {
    expect(workloadLabel(card, words, stage)).toBe(label);
  });
});

const autoscaler = (now: string, target: string, change: Partial<AutoscalerCard> = {}): AutoscalerCard => ({
  kind: 'HorizontalPodAutoscaler', uid: 'hpa', namespace: 'default', name: 'web', target: 'Deployment/web', replicasMin: 1, replicasMax: 10, replicasNow: 4, replicasWanted: 6,
  metrics: [{ name: 'cpu', now, target, total: false }], held: '', ...change,
});

it.each([
  { why: 'above its target', card: autoscaler('120%', '80%'), text: '⌈4 × 120% ÷ 80%⌉ = 6' },
  { why: 'beyond its bounds', card: autoscaler('300%', '80%', { replicasWanted: 10 }), text: '⌈4 × 300% ÷ 80%⌉ = 15 → 10' },
  { why: 'near its target', card: autoscaler('84%', '80%', { replicasWanted: 4 }), text: '⌈4 × 84% ÷ 80%⌉ = 4 (within 10%)' },
  { why: 'quantities', card: autoscaler('150m', '0.1'), text: '⌈4 × 150m ÷ 0.1⌉ = 6' },
  { why: 'an exact third, which is not rounded up', card: autoscaler('30%', '90%', { replicasNow: 3, replicasWanted: 1 }), text: '⌈3 × 30% ÷ 90%⌉ = 1' },
  { why: 'nothing measured', card: autoscaler('', '80%'), text: 'no metrics yet' },
])('the autoscaler’s formula of $why', ({ card, text }) => {
  expect(formulaText(card, words)).toBe(text);
});

it.each([
  { used: '500m', hard: '2', share: 0.25 },
  { used: '1Gi', hard: '2Gi', share: 0.5 },
  { used: '10', hard: '10', share: 1 },
  { used: '0', hard: '0', share: 1 },
])('$used of $hard fills $share of a gauge', ({ used, hard, share }) => {
  expect(shareOfQuota({ resource: 'x', used, hard })).toBe(share);
});

describe('what can be done to a workload', () => {
  const lines = (card: typeof web): readonly string[] => workloadActions(card).map(({ line }) => line);

  it('is a line of kubectl each', () => {
    expect(lines(web)).toEqual([
      'kubectl scale deployment web -n default --replicas=3', 'kubectl scale deployment web -n default --replicas=5',
      'kubectl rollout pause deployment/web -n default', 'kubectl rollout restart deployment/web -n default',
    ]);
    expect(lines({ ...web, desired: 0, rollout: { ...rollout, paused: true } })).toEqual(['kubectl scale deployment web -n default --replicas=1', 'kubectl rollout resume deployment/web -n default']);
    expect(lines(old), 'its owner would take it back').toEqual([]);
    expect(lines(workloadCard('Job', 'once'))).toEqual([]);
  });

  it('goes back to an older revision, never to the present one', () => {
    expect(undoOf(old, web)?.line).toBe('kubectl rollout undo deployment/web -n default --to-revision=1');
    expect(undoOf(fresh, web)).toBeUndefined();
  });
});
