import type { V1Status } from '../../kube/generated/types.ts';
import type { ExecResult, KubeletApi, LogOptions, PortReply, PortRequest, StreamHandle, StreamSink } from '../../kube/kubelet-api.ts';
import { parseRfc3339 } from '../../kube/time.ts';
import type { RuntimeContainer } from '../container-runtime/interface.ts';
import type { Clock } from '../sim/clock.ts';
import type { ContainerRecord } from './pod-record.ts';
import type { PodWorker } from './pod-worker.ts';

interface Target {
  readonly namespace: string;
  readonly name: string;
  readonly container: string;
}

const failure = (code: number, reason: string, message: string): V1Status => ({ apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Failure', code, reason, message });
const isStatus = (value: object): value is V1Status => 'kind' in value && value.kind === 'Status';

/** What the API server may ask a kubelet about its containers. */
export class PodApi implements KubeletApi {
  readonly #find: (namespace: string, name: string) => PodWorker | undefined;
  readonly #clock: Clock;

  constructor(find: (namespace: string, name: string) => PodWorker | undefined, clock: Clock) {
    this.#find = find;
    this.#clock = clock;
  }

  logs(target: Target, options: LogOptions): string | V1Status {
    const record = this.#record(target);
    if (isStatus(record)) return record;
    const { container, name } = target;
    if (options.previous && !record.previousLogs) return failure(400, 'BadRequest', `previous terminated container "${container}" in pod "${name}" not found`);
    const logs = options.previous ? record.previousLogs : record.handle?.logs;
    if (!logs) {
      const { reason, message } = record.state.waiting ?? {};
      const why = reason?.includes('Image') ? `trying and failing to pull image` : reason;
      return failure(400, 'BadRequest', `container "${container}" in pod "${name}" is waiting to start: ${why ?? message ?? 'ContainerCreating'}`);
    }
    const sinceEpochMs = options.sinceSeconds === undefined ? parseRfc3339(options.sinceTime) : this.#clock.epochMs - options.sinceSeconds * 1000;
    return logs.text({ ...options, ...(sinceEpochMs === undefined ? {} : { sinceEpochMs }) } as Parameters<typeof logs.text>[0]);
  }

  exec(target: Target, command: readonly string[], stdin: string): ExecResult | V1Status {
    const handle = this.#running(target);
    if (isStatus(handle)) return handle;
    const { stdout, stderr, exitCode, notFound } = handle.exec(command, stdin);
    return notFound ? notExecutable(handle, command) : { stdout, stderr, exitCode };
  }

  open(target: Target, command: readonly string[], isTerminal: boolean, sink: StreamSink): StreamHandle | V1Status {
    const handle = this.#running(target);
    return isStatus(handle) ? handle : (handle.open(command, isTerminal, sink) ?? notExecutable(handle, command));
  }

  attach(target: Target, sink: StreamSink): StreamHandle | V1Status {
    const handle = this.#running(target);
    return isStatus(handle) ? handle : handle.attach(sink);
  }

  forward({ namespace, name }: Omit<Target, 'container'>, request: PortRequest): PortReply | V1Status {
    const worker = this.#find(namespace, name);
    if (!worker) return failure(404, 'NotFound', `pods "${name}" not found`);
    return worker.receive(request);
  }

  /** The container, if something can be run in it. */
  #running(target: Target): RuntimeContainer | V1Status {
    const record = this.#record(target);
    if (isStatus(record)) return record;
    if (record.handle?.running) return record.handle;
    return record.terminated ? failure(500, 'InternalError', `cannot exec in a stopped container`) : failure(404, 'NotFound', `container not found ("${target.container}")`);
  }

  #record({ namespace, name, container }: Target): ContainerRecord | V1Status {
    const worker = this.#find(namespace, name);
    if (!worker) return failure(404, 'NotFound', `pods "${name}" not found`);
    return worker.records.find(({ spec }) => spec.name === container) ?? failure(400, 'BadRequest', `container ${container} is not valid for pod ${name}`);
  }
}

/** What containerd says where there is no such program. */
function notExecutable({ id }: RuntimeContainer, [program = '']: readonly string[]): V1Status {
  const why = program.includes('/') ? `stat ${program}: no such file or directory` : 'executable file not found in $PATH';
  return failure(500, 'InternalError', `Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "${id}": OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": ${why}: unknown`);
}
