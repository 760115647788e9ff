import { expect, it } from 'vitest';
import { mayPass } from './view.ts';

const shown = { bounds: { x: 0, y: 0, width: 700, height: 560 }, lens: 'cluster', aspect: 1.5 };

it.each([
  { why: 'a pod waits for a moment and the tray is higher', after: { ...shown, bounds: { ...shown.bounds, height: 604 } }, passes: true },
  { why: 'a machine has joined and everything stands elsewhere', after: { ...shown, bounds: { ...shown.bounds, width: 1060 } }, passes: false },
  { why: 'another lens is chosen', after: { ...shown, lens: 'network' }, passes: false },
  { why: 'the stage has another shape', after: { ...shown, aspect: 0.6, bounds: { ...shown.bounds, height: 900 } }, passes: false },
])('the view waits ($passes) where $why', ({ after, passes }) => {
  expect(mayPass(shown, after)).toBe(passes);
});
