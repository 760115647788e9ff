import { expect, it } from 'vitest';
import { checkFault } from '../../scenario/check.ts';
import { doneOrThrow, numberFor, pathFor, textFor } from './door-arguments.ts';

it.each([
  { why: 'a number is no manifest', call: () => textFor('apply', 'the text of a manifest', 5), says: 'drydock.apply takes the text of a manifest, not 5' },
  { why: 'nothing was given', call: () => textFor('kubectl', 'a command line', undefined), says: 'drydock.kubectl takes a command line, not nothing' },
  { why: 'an object is no text', call: () => textFor('kubectl', 'a command line', {}), says: 'not an object' },
  { why: 'a path begins with a slash', call: () => pathFor('get', 'pods'), says: 'drydock.get takes a path such as "/api/v1/pods", not "pods"' },
  { why: 'time does not go back', call: () => numberFor('advance', 'milliseconds, 0 or more', -1, { min: 0, max: 1e9 }), says: 'drydock.advance takes milliseconds, 0 or more, not -1' },
  { why: 'it is no number at all', call: () => numberFor('play', 'a speed', NaN, { min: 0, max: 9 }), says: 'not NaN' },
  { why: 'a text is no number', call: () => numberFor('play', 'a speed', '2', { min: 0, max: 9 }), says: 'not "2"' },
])('says what it takes and what it was given: $why', ({ call, says }) => {
  expect(call).toThrow(TypeError);
  expect(call).toThrow(says);
});

it('hands on what is right', () => {
  expect([textFor('apply', '', 'kind: Pod'), pathFor('get', '/api'), numberFor('advance', '', 0, { min: 0, max: 1 })]).toEqual(['kind: Pod', '/api', 0]);
});

it('throws what could not be done, in the words of the answer, and hands on what was', () => {
  const refused = { stdout: '', stderr: 'there is no machine named zzz\n', exitCode: 1, problems: [] };
  expect(() => doneOrThrow(refused)).toThrow(/^there is no machine named zzz$/);
  const done = { ...refused, stderr: '', exitCode: 0 };
  expect(doneOrThrow(done)).toBe(done);
});

it('names what kind of mistake a spec is, and the faults that there are', () => {
  const read = () => checkFault({ type: 'powr-off', node: 'node-1' });
  expect(read).toThrow(/^fault.type: "powr-off" is no fault; known faults: power-off, /);
  expect(read).toThrow(expect.objectContaining({ name: 'ScenarioError' }) as Error);
});
