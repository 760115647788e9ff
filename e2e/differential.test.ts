import { expect, it } from 'vitest';
import { differ, realKubectl } from './tools/differential.ts';
import { report } from './tools/transcripts.ts';

const table = 'sample.look.kt';

it.skipIf(realKubectl() === undefined)('a real kubectl and our own answer a sample of lines alike (skipped where no kubectl is installed)', async () => {
  const results = await differ(table);
  expect(results.length).toBeGreaterThan(10);
  expect(results.filter(({ agrees }) => !agrees).map((result) => report(table, [result])).join('')).toBe('');
}, 120_000);
