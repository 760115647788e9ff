import type { Action } from '../scenario/document.ts';

/** kubectl verbs that never write. They are not remembered: a link stays short, and looking leaves no trace. */
const looking = new Set(['get', 'describe', 'logs', 'explain', 'top', 'api-resources', 'api-versions', 'cluster-info', 'version', 'wait', 'events', 'options', 'help', 'diff', 'completion', 'plugin']);
const lookingPairs = new Set(['rollout status', 'rollout history', 'auth can-i', 'auth whoami']);

/** Whether an action only looks. Whatever is not known to look counts as writing. */
export function isReadOnly(action: Action): boolean {
  if (action.type !== 'kubectl') return false;
  const words = action.line.trim().split(/\s+/).filter((word) => word !== 'kubectl' && word !== 'k' && !word.startsWith('-'));
  const [verb = '', object = ''] = words;
  return looking.has(verb) || lookingPairs.has(`${verb} ${object}`);
}
