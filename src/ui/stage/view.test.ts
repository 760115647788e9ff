import { expect, it } from 'vitest';
import { mayPass, shapeOf } from './view.ts';

const shown = { bounds: { x: 0, y: 0, width: 700, height: 560 }, lens: 'cluster', aspect: 1.5 };

it.each([
  { why: 'a pod waits for a moment and the tray is higher', after: { ...shown, bounds: { ...shown.bounds, height: 604 } }, passes: true },
  { why: 'a machine has joined and everything stands elsewhere', after: { ...shown, bounds: { ...shown.bounds, width: 1060 } }, passes: false },
  { why: 'another lens is chosen', after: { ...shown, lens: 'network' }, passes: false },
  { why: 'the stage has another shape', after: { ...shown, aspect: 0.6, bounds: { ...shown.bounds, height: 900 } }, passes: false },
])('the view waits ($passes) where $why', ({ after, passes }) => {
  expect(mayPass(shown, after)).toBe(passes);
});

it.each([
  { why: 'a phone', size: [390, 600], shape: 0.625 },
  { why: 'a phone with the strip of the timeline open', size: [390, 500], shape: 0.625 },
  { why: 'a phone under an open sheet', size: [390, 200], shape: 2 },
  { why: 'a desk', size: [900, 600], shape: 1.5 },
])('everything is laid out for the shape $shape on $why', ({ size: [width = 0, height = 0], shape }) => {
  expect(shapeOf(width, height)).toBe(shape);
});
