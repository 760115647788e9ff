import { expect, it } from 'vitest';
import { gallery } from '../../lessons/gallery.ts';
import type { Action, Scenario } from '../../scenario/document.ts';
import { loadScenario } from '../session/link.ts';
import { namesMade, useMade } from '../session/made.ts';
import { addsOther, originOf } from './use-title.ts';

const [lesson] = gallery;

it.each([
  { why: 'nothing was made', made: [], other: false },
  { why: 'the lesson speaks of it', made: ['web'], other: false },
  { why: 'it is the person’s own', made: ['web', 'harbour-shop'], other: true },
])('the title tells of additions ($other): $why', ({ made, other }) => {
  expect(addsOther(made, { scenario: lesson.scenario, lesson })).toBe(other);
});

const shared = (...actions: readonly Action[]): Scenario => ({ ...lesson.scenario, manifests: [...lesson.scenario.manifests], actions: actions.map((action) => ({ atMs: 1, action })) });

it.each<{ why: string; scenario: Scenario; other: boolean }>([
  { why: 'it was shared as it is', scenario: shared(), other: false },
  { why: 'something was applied before it was shared', scenario: shared({ type: 'apply', yaml: 'kind: Pod\nmetadata:\n  labels: {app: x}\n  name: harbour\n' }), other: true },
  { why: 'its own manifest was applied anew', scenario: shared({ type: 'apply', yaml: lesson.editorText.replace('replicas: 6', 'replicas: 9') }), other: false },
  { why: 'kubectl made something', scenario: shared({ type: 'kubectl', line: 'kubectl create deployment harbour --image=nginx' }), other: true },
  { why: 'kubectl only scaled', scenario: shared({ type: 'kubectl', line: 'kubectl scale deployment web --replicas=2' }), other: false },
])('a shared scenario is known by its lesson, and tells of additions ($other): $why', ({ scenario, other }) => {
  expect(originOf({ scenario, lesson: undefined })).toBe(lesson);
  expect(addsOther(namesMade(scenario.actions), { scenario, lesson: undefined })).toBe(other);
});

it.each([
  { action: { type: 'apply', yaml: 'metadata: {name: a}\n---\nmetadata:\n  namespace: n\n  name: "b"\nspec: {template: {metadata: {labels: {name: no}}}}\n' } as const, names: ['a', 'b'] },
  { action: { type: 'kubectl', line: 'kubectl run c --image=nginx' } as const, names: ['c'] },
  { action: { type: 'kubectl', line: 'kubectl create service clusterip d --tcp=80' } as const, names: ['d'] },
  { action: { type: 'kubectl', line: 'kubectl get pods' } as const, names: [] },
])('finds the names of what was made: $names', ({ action, names }) => {
  expect(namesMade([{ atMs: 0, action }])).toEqual(names);
});

it('tells of additions also when the cluster was brought to another moment of its story, and no more where they are given up', () => {
  const opened = { scenario: lesson.scenario, lesson };
  const whole = shared({ type: 'apply', yaml: 'kind: Pod\nmetadata: {name: harbour}\n' });
  const tellsOf = (scenario: Scenario): boolean => {
    void loadScenario(scenario);
    return addsOther(useMade.getState().names, opened);
  };
  expect([tellsOf(whole), tellsOf({ ...whole, actions: [] }), tellsOf(lesson.scenario)]).toEqual([true, false, false]);
});
