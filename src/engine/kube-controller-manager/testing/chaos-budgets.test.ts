import { expect, it } from 'vitest';
import { budgetProblem } from './chaos-budgets.ts';

it('a budget that counts wrong is found', () => {
  expect(budgetProblem({ metadata: { generation: 1 }, spec: { maxUnavailable: 1 as never }, status: { observedGeneration: 1, expectedPods: 1, currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0 } }, [])).toBe('the budget says 1, 1, 0, 0, 0, 0 and not 1, 0, 0, 0, 0, 0');
});
