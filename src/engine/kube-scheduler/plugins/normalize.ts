import { scaleDown } from '../integer.ts';
import { maxNodeScore } from '../framework/plugin.ts';

/**
 * Brings scores to 0..100 so that the largest becomes 100; `reverse` turns them round. Where all are 0 they stay 0, or
 * become 100 when reversed.
 *
 * @see Kubernetes 1.36, scheduler plugins helper, DefaultNormalizeScore
 */
export function normalizeByLargest(scores: number[], reverse: boolean): void {
  let largest = 0;
  for (const score of scores) if (score > largest) largest = score;
  if (largest === 0) {
    scores.fill(reverse ? maxNodeScore : 0);
    return;
  }
  for (let index = 0; index < scores.length; index++) {
    const scaled = scaleDown(scores[index] as number, maxNodeScore, largest);
    scores[index] = reverse ? maxNodeScore - scaled : scaled;
  }
}
