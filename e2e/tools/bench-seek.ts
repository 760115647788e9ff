import type { Command, Reply, WorkerMessage } from '../../src/protocol/messages.ts';
import { EngineHost } from '../../src/worker/host.ts';
import { deployment, machines } from './bench-pods.ts';

const sizes = [{ nodes: 10, pods: 10 }, { nodes: 10, pods: 100 }, { nodes: 100, pods: 1000 }];
const hourMs = 3_600_000;
const quantile = (values: readonly number[], part: number): number => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? 0;

/** A host whose wall clock stands still, and what it is asked. */
function opened(nodes: number): { readonly ask: (command: Command) => unknown } {
  const replies = new Map<number, Reply>();
  const host = new EngineHost((message: WorkerMessage) => { if (message.type === 'reply') replies.set(message.id, message); }, () => 0);
  let id = 0;
  const ask = (command: Command): unknown => {
    host.receive({ id: ++id, command });
    const reply = replies.get(id);
    return reply?.ok ? reply.value : undefined;
  };
  ask({ type: 'load', scenario: { version: 1, seed: 1, start: '2026-01-01T09:00:00Z', nodes: machines(nodes), manifests: [], load: [], warmUpMs: 15_000, actions: [], untilMs: 15_000 } });
  return { ask };
}

/** An hour in which half of the pods are replaced and a machine fails, then looks at moments anywhere in it: the frame is made, but not sent. Processor time, so that what else runs on the machine does not count. */
export function* seeks(): Iterable<Record<string, number>> {
  for (const { nodes, pods } of sizes) {
    const { ask } = opened(nodes);
    ask({ type: 'act', action: { type: 'apply', yaml: deployment(pods) } });
    ask({ type: 'advance', ms: hourMs / 4 });
    ask({ type: 'act', action: { type: 'kubectl', line: 'kubectl set image deployment/web web=nginx:1.28' } });
    ask({ type: 'advance', ms: hourMs / 4 });
    ask({ type: 'act', action: { type: 'fault', fault: { type: 'power-off', node: 'node-1' } } });
    ask({ type: 'advance', ms: hourMs / 2 });
    const timed = (command: Command): number => {
      const started = process.cpuUsage();
      ask(command);
      const { user, system } = process.cpuUsage(started);
      return (user + system) / 1000;
    };
    const anywhere = Array.from({ length: 200 }, (_, index) => timed({ type: 'look-back', atMs: 15_000 + ((index * 7919) % 1000) / 1000 * hourMs }));
    const near = Array.from({ length: 200 }, (_, index) => timed({ type: 'look-back', atMs: hourMs / 4 + 15_000 + index * 500 }));
    const lists = Array.from({ length: 20 }, (_, index) => timed({ type: 'look-back', atMs: 20_000 + index * 150_000 }) + timed({ type: 'get', path: '/api/v1/namespaces/default/pods' }));
    yield { nodes, pods, 'processor ms, median': quantile(anywhere, 0.5), p95: quantile(anywhere, 0.95), most: Math.max(...anywhere), 'drag of 0.5 s, median': quantile(near, 0.5), 'seek and list, median': quantile(lists, 0.5) };
  }
}

