import { expect, it } from 'vitest';
import { countMarks } from './select.ts';

it.each([
  { why: 'nothing is marked', markers: [], problems: 0, warnings: 0, first: undefined },
  { why: 'every place counts', markers: [{ isProblem: false, line: 9, column: 3 }, { isProblem: true, line: 4, column: 1 }, { isProblem: false, line: 4, column: 8 }], problems: 1, warnings: 2, first: 4 },
  { why: 'a place with two marks counts once, as the worst', markers: [{ isProblem: false, line: 2, column: 5 }, { isProblem: true, line: 2, column: 5 }, { isProblem: false, line: 2, column: 5 }], problems: 1, warnings: 0, first: 2 },
])('counts $problems problems and $warnings warnings: $why', ({ markers, problems, warnings, first }) => {
  const counts = countMarks(markers);
  expect(counts).toMatchObject({ problems, warnings });
  expect(counts.first?.line).toBe(first);
});
