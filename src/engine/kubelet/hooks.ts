import type { V1LifecycleHandler } from '../../kube/generated/types.ts';
import type { ContainerRecord } from './pod-record.ts';
import type { PodWorker } from './pod-worker.ts';
import { portNumber } from './probe.ts';

/** Runs a lifecycle hook; `done` is told at its end, with what went wrong. */
export function runHook({ exec, httpGet, sleep }: V1LifecycleHandler, record: ContainerRecord, worker: PodWorker, done: (problem: string | undefined) => void): void {
  const { node, sandbox: { podIP } } = worker;
  if (sleep) {
    node.later(sleep.seconds * 1000, () => { done(undefined); });
  } else if (exec) {
    const command = exec.command ?? [];
    record.handle?.run(command, ({ exitCode, stderr }) => {
      done(exitCode === 0 ? undefined : `command '${command.join(' ')}' exited with ${String(exitCode)}: ${stderr}`);
    });
  } else if (httpGet) {
    const port = portNumber(record.spec, httpGet.port as string | number) ?? 80;
    const request = { protocol: 'HTTP', port, method: 'GET', path: httpGet.path ?? '/' } as const;
    const reply = httpGet.host && httpGet.host !== podIP ? node.network.send(worker.uid, { ...request, host: httpGet.host }) : (record.handle?.receive(request) ?? { ok: false, reason: 'connection refused', latencyMs: 0 } as const);
    node.later(reply.latencyMs, () => { done(reply.ok && (reply.status ?? 200) < 400 ? undefined : `HTTP hook failed: ${reply.ok ? String(reply.status) : reply.reason}`); });
  } else done(undefined);
}
