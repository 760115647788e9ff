import { expect, it } from 'vitest';
import { gallery } from '../../lessons/gallery.ts';
import { addsOther } from './use-title.ts';

const [lesson] = gallery;

it.each([
  { why: 'nothing was made', made: [], other: false },
  { why: 'the lesson speaks of it', made: ['web'], other: false },
  { why: 'it is the person’s own', made: ['web', 'harbour-shop'], other: true },
])('the title tells of additions ($other): $why', ({ made, other }) => {
  expect(addsOther(made, { scenario: lesson.scenario, lesson })).toBe(other);
});
