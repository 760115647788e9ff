import { describe, expect, it } from 'vitest';
import { gallery } from '../../lessons/gallery.ts';
import { countMarks, isAbout, openingText, outcomeLines } from './select.ts';

it.each([
  { why: 'nothing is marked', markers: [], problems: 0, warnings: 0, first: undefined },
  { why: 'every place counts', markers: [{ isProblem: false, line: 9, column: 3 }, { isProblem: true, line: 4, column: 1 }, { isProblem: false, line: 4, column: 8 }], problems: 1, warnings: 2, first: 4 },
  { why: 'a place with two marks counts once, as the worst', markers: [{ isProblem: false, line: 2, column: 5 }, { isProblem: true, line: 2, column: 5 }, { isProblem: false, line: 2, column: 5 }], problems: 1, warnings: 0, first: 2 },
])('counts $problems problems and $warnings warnings: $why', ({ markers, problems, warnings, first }) => {
  const counts = countMarks(markers);
  expect(counts).toMatchObject({ problems, warnings });
  expect(counts.first?.line).toBe(first);
});

const named = (kind: string, name: string): string => `kind: ${kind}\nmetadata: {name: ${name}}\n`;

it.each([
  { why: 'it is changed', text: `${named('Deployment', 'web')}spec: {replicas: 9}\n`, about: true },
  { why: 'something stands beside it', text: `${named('Pod', 'mine')}---\n${named('Deployment', 'web')}`, about: true },
  { why: 'another took its place', text: named('Pod', 'mine'), about: false },
  { why: 'another kind has its name', text: named('Service', 'web'), about: false },
  { why: 'somebody is still typing', text: 'kind: Deploy\nmetadata:\n', about: undefined },
  { why: 'nothing is written', text: '', about: undefined },
  { why: 'it is no manifest', text: 'hello: there\n', about: undefined },
])('a text is about the lesson ($about): $why', ({ text, about }) => {
  expect(isAbout(text, named('Deployment', 'web'))).toBe(about);
});

it('says once what is said of every document, and keeps what is said of each', () => {
  const nobody = 'error: failed to download openapi: connection refused\n';
  expect(outcomeLines({ stdout: 'pod/a created\n', stderr: `${nobody}Warning: old\n${nobody}`, exitCode: 1, problems: [] })).toEqual([
    { tone: 'done', text: 'pod/a created' }, { tone: 'error', text: nobody.trim() }, { tone: 'warning', text: 'Warning: old' },
  ]);
});

describe('the text that a scenario opens on', () => {
  const [lesson] = gallery;
  const shared = { ...lesson.scenario, untilMs: 45_000 };
  const applied = { type: 'apply', yaml: 'kind: ConfigMap\n' } as const;
  it.each([
    { why: 'a lesson says what', scenario: lesson.scenario, of: lesson, text: lesson.editorText },
    { why: 'a shared lesson has the same', scenario: shared, of: lesson, text: lesson.editorText },
    { why: 'unless something was applied in it', scenario: { ...shared, actions: [...shared.actions, { atMs: 40_000, action: applied }] }, of: lesson, text: applied.yaml },
    { why: 'of others it is the last manifest', scenario: { ...shared, manifests: ['a', 'b'] }, of: undefined, text: 'b' },
  ])('$why', ({ scenario, of, text }) => {
    expect(openingText(scenario, of)).toBe(text);
  });
});
