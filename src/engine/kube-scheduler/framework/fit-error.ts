import type { NodeStatuses } from './node-statuses.ts';

/** Why no node was found for a pod, in pieces. */
export interface Diagnosis {
  readonly nodeCount: number;
  readonly statuses: NodeStatuses;
  /** Where a plugin refused the pod before looking at any node. */
  readonly preFilterMessage: string;
  readonly postFilterMessage: string;
}

/**
 * The message of the PodScheduled condition and of the FailedScheduling event.
 *
 * Example: `0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu. no new claims to deallocate, preemption: …`
 *
 * @see Kubernetes 1.36, scheduler framework, FitError
 */
export function fitErrorMessage({ nodeCount, statuses, preFilterMessage, postFilterMessage }: Diagnosis): string {
  const parts = preFilterMessage ? preFilterMessage : histogramText(statuses.histogram(nodeCount));
  const head = `0/${String(nodeCount)} nodes are available:`;
  return `${head}${parts ? ` ${parts}.` : ''}${postFilterMessage ? ` ${postFilterMessage}` : ''}`;
}

/** "2 Insufficient cpu, 1 Too many pods", sorted by code unit as Go sorts strings. */
function histogramText(histogram: ReadonlyMap<string, number>): string {
  return [...histogram].map(([reason, count]) => `${String(count)} ${reason}`).sort(byCodeUnit).join(', ');
}

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
