import { calledBy, splitLine, type Called } from '../kubectl/index.ts';
import type { PastRefusal } from '../protocol/messages.ts';
import type { Action } from '../scenario/document.ts';

/** Commands of kubectl that never write. They are not remembered: a link stays short, and looking leaves no trace. */
const looking: ReadonlySet<string> = new Set([
  'get', 'describe', 'logs', 'explain', 'api-resources', 'api-versions', 'cluster-info', 'version', 'wait', 'events', 'options', 'help', 'plugin list', 'completion', 'kustomize',
  'rollout status', 'rollout history', 'apply view-last-applied',
  'config view', 'config current-context', 'config get-contexts', 'config get-clusters', 'config get-users',
].map((path) => `kubectl ${path}`));

/** They only look, too, but what they ask of other components, or draw, is part of the story: it is remembered. So is an edit that is opened: what is saved of it is an action of its own. */
const asking: ReadonlySet<string> = new Set(['kubectl top node', 'kubectl top pod', 'kubectl diff', 'kubectl auth can-i', 'kubectl auth whoami', 'kubectl cluster-info dump', 'kubectl edit']);

/**
 * Whether an action only looks, and need not be remembered. What kubectl refuses before it asks for anything changes nothing either. Whatever is not known to
 * look counts as writing: dry runs on the server (they draw names and uids), what asks other components (`top`), and a path asked for as it is
 * (`--raw` may lead through a proxy to a program, which it costs time).
 */
export function isReadOnly(action: Action): boolean {
  if (action.type !== 'kubectl') return false;
  const called = callIn(action.line);
  return called === undefined || looksOnly(called);
}

function looksOnly({ path, flags }: Called): boolean {
  return (looking.has(path) && flags.text('raw') === '') || flags.text('dry-run') === 'client';
}

/** Whether an action is something that the person did: it wrote, or could have. Everything else leaves no mark, and takes nothing back. */
export function isDeed(action: Action): boolean {
  if (action.type !== 'kubectl') return true;
  const called = callIn(action.line);
  if (called === undefined || looksOnly(called) || asking.has(called.path)) return false;
  const isPathRead = called.path === 'kubectl get' && !called.flags.text('raw').includes('/proxy');
  return !isPathRead && called.flags.text('dry-run') !== 'server';
}

/** What is asked of a container that runs, or waits for something to happen: there is none in the past. */
const ofNow: ReadonlySet<string> = new Set(['logs', 'wait', 'cluster-info', 'version', 'rollout status', 'rollout history'].map((path) => `kubectl ${path}`));

/** Whether a line can be answered from what etcd held at a moment that has passed. */
export function isLookable(action: Action): action is Action & { readonly type: 'kubectl' } {
  if (action.type !== 'kubectl') return false;
  const called = callIn(action.line);
  if (called === undefined) return true;
  const isWatch = called.flags.bool('watch') || called.flags.bool('watch-only');
  return looksOnly(called) && !isWatch && !ofNow.has(called.path);
}

/** Why an action that is not lookable cannot be done at a moment that has passed. */
export function pastRefusal(action: Action): PastRefusal {
  const called = action.type === 'kubectl' ? callIn(action.line) : undefined;
  if (!called || !looksOnly(called)) return 'act';
  return called.path === 'kubectl logs' ? 'logs' : 'now';
}

/** What a line calls; undefined where kubectl would only refuse it or show help. */
const callIn = (line: string): Called | undefined => calledBy(wordsOf(line));

/** `kubectl get pods` or `get pods`: the words after the name. */
export function wordsOf(line: string): readonly string[] {
  const words = splitLine(line);
  return words[0] === 'kubectl' || words[0] === 'k' ? words.slice(1) : words;
}
