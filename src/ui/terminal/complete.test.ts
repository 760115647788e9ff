import { describe, expect, it } from 'vitest';
import { completedLine } from './complete.ts';

describe('Tab', () => {
  it.each([
    { why: 'finishes a single candidate', line: 'kubectl ge', candidates: ['get'], result: 'kubectl get ' },
    { why: 'grows as far as all agree', line: 'kubectl get pod web-', candidates: ['web-a1', 'web-a2'], result: 'kubectl get pod web-a' },
    { why: 'leaves what nothing begins with', line: 'kubectl xyz', candidates: ['get'], result: 'kubectl xyz' },
    { why: 'waits for a value after an equals sign', line: 'kubectl get --output', candidates: ['--output='], result: 'kubectl get --output=' },
    { why: 'keeps what stands behind the cursor', line: 'kubectl ge pods', cursor: 10, candidates: ['get'], result: 'kubectl get  pods' },
  ])('$why', ({ line, cursor = line.length, candidates, result }) => {
    expect(completedLine(line, cursor, candidates).line).toBe(result);
  });
});
