import type { ClusterPicture } from '../session/store.ts';
import type { AppWords } from './words.ts';

type Seen = Pick<ClusterPicture, 'nodes' | 'pods' | 'workloads'>;
const sentencesMax = 4;

/**
 * What is worth telling somebody who does not see the stage, between two moments: machines that come, go and change state,
 * roll-outs that end, and how many pods began to fail. A few sentences at most.
 */
export function announce(before: Seen, after: Seen, words: AppWords['said']): readonly string[] {
  const sentences = [...aboutNodes(before, after, words), ...aboutWorkloads(before, after, words)];
  const failing = before.pods === after.pods ? 0 : [...after.pods.values()].filter((pod) => pod.health === 'bad' && before.pods.get(pod.uid)?.health !== 'bad').length;
  return [...sentences, ...(failing > 0 ? [words.failing(failing)] : [])].slice(0, sentencesMax);
}

const isReady = (status: string): boolean => /^Ready\b/.test(status);

function aboutNodes(before: Seen, after: Seen, words: AppWords['said']): readonly string[] {
  if (before.nodes === after.nodes) return [];
  const sentences: string[] = [];
  for (const node of after.nodes.values()) {
    const was = before.nodes.get(node.uid);
    if (!was) sentences.push(words.nodeAdded(node.name));
    else if (isReady(was.status) !== isReady(node.status)) sentences.push(isReady(node.status) ? words.nodeReady(node.name) : words.nodeNotReady(node.name));
  }
  for (const node of before.nodes.values()) if (!after.nodes.has(node.uid)) sentences.push(words.nodeRemoved(node.name));
  return sentences;
}

const rollsOut = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

function aboutWorkloads(before: Seen, after: Seen, words: AppWords['said']): readonly string[] {
  if (before.workloads === after.workloads) return [];
  return [...after.workloads.values()].flatMap((workload) => {
    const was = before.workloads.get(workload.uid);
    const done = rollsOut.has(workload.kind) && workload.health === 'good' && was !== undefined && was.health !== 'good' && workload.desired > 0;
    return done ? [words.rolledOut(workload.kind, workload.name)] : [];
  });
}
