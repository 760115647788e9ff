import type { V1Status } from './generated/types.ts';

/** What the API server asks of a node's kubelet (its port 10250): logs, exec and port-forward. Handed over by `cluster.ts`. */
export interface KubeletApi {
  logs(pod: { readonly namespace: string; readonly name: string; readonly container: string }, options: LogOptions): string | V1Status;
  /** Runs a command in a container, to its end, at one instant. */
  exec(pod: { readonly namespace: string; readonly name: string; readonly container: string }, command: readonly string[], stdin: string): ExecResult | V1Status;
  /** Starts a command that is typed into while it runs. */
  open(pod: { readonly namespace: string; readonly name: string; readonly container: string }, command: readonly string[], isTerminal: boolean, sink: StreamSink): StreamHandle | V1Status;
  /** Listens to a container's first process, and types into it. */
  attach(pod: { readonly namespace: string; readonly name: string; readonly container: string }, sink: StreamSink): StreamHandle | V1Status;
  /** What the pod answers to a request at one of its ports, sent from inside the pod: no service and no policy is on the way. */
  forward(pod: { readonly namespace: string; readonly name: string }, request: PortRequest): PortReply | V1Status;
}

/** Who listens to a command or a container that goes on (`exec`, `attach`). */
export interface StreamSink {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly exited: (exitCode: number) => void;
}

/** What is typed into it; in a terminal `\x03` is Ctrl-C, and `\x04` the end. */
export interface StreamHandle {
  write(text: string): void;
  /** Nothing more is typed. */
  end(): void;
  /** Whoever listened has gone. */
  close(): void;
}

/** A request to a port of a pod, as `port-forward` carries it. */
export interface PortRequest {
  readonly protocol: 'HTTP' | 'TCP';
  readonly port: number;
  /** HTTP only. */
  readonly method?: string;
  readonly path?: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** `reason` of a request that nobody took: `connection refused`. */
export type PortReply =
  | { readonly ok: true; readonly status?: number; readonly body?: string; readonly latencyMs: number }
  | { readonly ok: false; readonly reason: string; readonly latencyMs: number };

export interface LogOptions {
  readonly previous?: boolean;
  readonly timestamps?: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  /** RFC 3339. */
  readonly sinceTime?: string;
  readonly limitBytes?: number;
}

export interface ExecResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}
