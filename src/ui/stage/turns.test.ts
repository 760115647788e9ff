import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

/** Turns on frames of the test's own, and what became of each machine. */
function machines() {
  const frames: (() => void)[] = [];
  const turns = new Turns((grant) => frames.push(grant));
  const begun: string[] = [];
  const wait = (name: string, pods: number) => turns.wait(pods, () => begun.push(name));
  return { begun, wait, frame: () => frames.shift()?.(), pending: () => frames.length };
}

it('lets machines begin in their order, as many as a frame carries', () => {
  const { begun, wait, frame, pending } = machines();
  for (const name of ['a', 'b', 'c', 'd']) wait(name, 50);
  expect(begun).toEqual([]);
  frame();
  expect(begun).toEqual(['a', 'b']);
  frame();
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  expect(pending()).toBe(0);
});

it('lets a machine with more pods than that have a frame of its own', () => {
  const { begun, wait, frame } = machines();
  wait('small', 10);
  wait('large', 500);
  wait('last', 10);
  frame();
  expect(begun).toEqual(['small']);
  frame();
  expect(begun).toEqual(['small', 'large']);
});

it('forgets a machine that went before its turn, and goes on afterwards', () => {
  const { begun, wait, frame } = machines();
  const leave = wait('gone', 100);
  leave();
  frame();
  wait('next', 100);
  frame();
  expect(begun).toEqual(['next']);
});
