import { expect, it } from 'vitest';
import { madeIn } from './made.ts';

it.each([
  { why: 'an apply', stdout: 'deployment.apps/shop created\nservice/shop unchanged\nconfigmap/colours created\n', names: ['shop', 'colours'] },
  { why: 'a dry run makes nothing', stdout: 'pod/idea created (dry run)\n', names: [] },
  { why: 'nothing new', stdout: 'deployment.apps/web configured\n', names: [] },
])('reads what was made: $why', ({ stdout, names }) => {
  expect(madeIn(stdout)).toEqual(names);
});
