import { splitLine } from '../kubectl/index.ts';
import type { Action } from '../scenario/document.ts';

/** kubectl verbs that never write. They are not remembered: a link stays short, and looking leaves no trace. */
const looking = new Set(['get', 'describe', 'logs', 'explain', 'api-resources', 'api-versions', 'cluster-info', 'version', 'wait', 'events', 'options', 'help', 'completion', 'plugin']);
const lookingPairs = new Set(['rollout status', 'rollout history', 'auth whoami']);

/**
 * Whether an action only looks. Whatever is not known to look counts as writing: flags before the verb (their values could be
 * mistaken for it), dry runs on the server (they draw names and uids), what asks other components (`top`), and a path asked for as it is
 * (`--raw` may lead through a proxy to a program, which it costs time).
 */
export function isReadOnly(action: Action): boolean {
  if (action.type !== 'kubectl') return false;
  const words = splitLine(action.line);
  if (words.some((word) => word.startsWith('--raw'))) return false;
  const [verb = '', object = ''] = words[0] === 'kubectl' || words[0] === 'k' ? words.slice(1) : words;
  return looking.has(verb) || lookingPairs.has(`${verb} ${object}`);
}

/** What is asked of a container that runs, or waits for something to happen: there is none in the past. */
const ofNow = new Set(['logs', 'wait', 'cluster-info', 'version']);

/** Whether a line can be answered from what etcd held at a moment that has passed. */
export function isLookable(action: Action): action is Action & { readonly type: 'kubectl' } {
  if (action.type !== 'kubectl' || !isReadOnly(action)) return false;
  const words = splitLine(action.line);
  const isWatch = words.some((word) => word === '-w' || word.startsWith('--watch'));
  return !isWatch && !words.some((word) => ofNow.has(word)) && !words.includes('rollout');
}
