import { beforeEach, expect, it } from 'vitest';
import { gallery } from '../../lessons/gallery.ts';
import type { Frame } from '../../protocol/messages.ts';
import { PodPacker } from '../../protocol/pod-columns.ts';
import { stillOf } from '../../worker/still.ts';
import { useSession } from './store.ts';

const still = stillOf(gallery[0].scenario);
const state = () => useSession.getState();
const own = (): number => [...state().pods.values()].filter(({ namespace }) => namespace === 'default').length;
/** As it arrives from the worker: everything is a copy. */
const arrived = (change: Partial<Frame> = {}): Frame => structuredClone({ ...still, ...change });

beforeEach(() => { useSession.setState(useSession.getInitialState()); });

it('shows a still without taking it for the living engine', () => {
  state().takeStill(still);
  expect(state()).toMatchObject({ ready: false, nowMs: 30_000 });
  expect(own()).toBe(6);
  state().takeFrame(arrived());
  expect(state().ready).toBe(true);
  expect(own()).toBe(6);
});

it('keeps everything as it was in a frame in which only time goes on', () => {
  state().takeFrame(arrived());
  const before = state();
  const nothing = { changed: [], removed: [] };
  before.takeFrame(arrived({ reset: false, nowMs: 30_016, nodes: nothing, pods: new PodPacker().pack(nothing), services: nothing, workloads: nothing, extras: nothing, events: [], requests: [] }));
  const { nowMs, ...after } = state();
  expect(nowMs).toBe(30_016);
  for (const [key, value] of Object.entries(after)) expect(value, key).toBe(before[key as keyof typeof after]);
});
