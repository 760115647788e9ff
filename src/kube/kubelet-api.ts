import type { V1Status } from './generated/types.ts';

/** What the API server asks of a node's kubelet (its port 10250): logs and exec. Handed over by `cluster.ts`. */
export interface KubeletApi {
  logs(pod: { readonly namespace: string; readonly name: string; readonly container: string }, options: LogOptions): string | V1Status;
  /** Runs a command in a container, to its end, at one instant. */
  exec(pod: { readonly namespace: string; readonly name: string; readonly container: string }, command: readonly string[], stdin: string): ExecResult | V1Status;
}

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
