import type { V1Job, V1Pod } from '../../../kube/generated/types.ts';

const indexAnnotation = 'batch.kubernetes.io/job-completion-index';

export const isIndexed = (job: V1Job): boolean => job.spec?.completionMode === 'Indexed';

/** The completion index of a pod; undefined where it has none or it is out of range. */
export function indexOf(pod: V1Pod, completions: number): number | undefined {
  const annotations = pod.metadata?.annotations ?? {};
  const text = Object.hasOwn(annotations, indexAnnotation) ? annotations[indexAnnotation] : undefined;
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  return Number(text) < completions ? Number(text) : undefined;
}

/** Reads `1,3-5,7` as a set. What is beyond `completions` is left out. */
export function parseIndexes(text: string | undefined, completions: number): Set<number> {
  const indexes = new Set<number>();
  for (const part of (text ?? '').split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (!match) continue;
    const last = Math.min(Number(match[2] ?? match[1]), completions - 1);
    for (let index = Number(match[1]); index <= last; index++) indexes.add(index);
  }
  return indexes;
}

/** Writes a set of indexes: runs of three and more, and pairs, as `first-last`. Example: 1, 3, 4, 5, 7 → `1,3-5,7`; 0, 1 → `0,1`. */
export function formatIndexes(indexes: Iterable<number>): string {
  const sorted = [...indexes].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length;) {
    let end = i;
    while (sorted[end + 1] === (sorted[end] ?? 0) + 1) end++;
    const [first, last] = [sorted[i] ?? 0, sorted[end] ?? 0];
    if (last - first >= 2) parts.push(`${String(first)}-${String(last)}`);
    else for (let index = first; index <= last; index++) parts.push(String(index));
    i = end + 1;
  }
  return parts.join(',');
}

/** The first `count` indexes that nobody has taken. */
export function pendingIndexes(count: number, completions: number, taken: readonly ReadonlySet<number>[]): readonly number[] {
  const pending: number[] = [];
  for (let index = 0; index < completions && pending.length < count; index++) {
    if (!taken.some((set) => set.has(index))) pending.push(index);
  }
  return pending;
}
