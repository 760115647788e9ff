import type { ApiResponse, ImpersonationRequest, Method, PatchType, WatchEvent } from '../kube/api.ts';
import type { V1Status } from '../kube/generated/types.ts';
import type { KubeConfig } from './resources/kubeconfig.ts';

/**
 * kubectl's commands are generators: they yield what they need from the world and are resumed with the answer. So the same
 * command runs inside the engine at exact virtual times (replayable) and in Node over HTTP (asynchronous), by two drivers.
 */
export type Effect =
  | { readonly do: 'request'; readonly request: ClientRequest }
  | ({ readonly do: 'watch'; readonly path: string; readonly accept?: string } & Credentials)
  /** Waits for the next event of a watch, `timeoutMs` at most. */
  | { readonly do: 'next'; readonly watch: number; readonly timeoutMs?: number }
  | { readonly do: 'unwatch'; readonly watch: number }
  | { readonly do: 'sleep'; readonly ms: number }
  /** Milliseconds since 1970, of the cluster's clock. */
  | { readonly do: 'now' }
  /** A file named by `-f`; `-` is standard input. */
  | { readonly do: 'read'; readonly file: string }
  /** The files in a folder of whoever types, with those in its folders. */
  | { readonly do: 'list'; readonly folder: string }
  /** Writes a text to a file of whoever types (`kubectl cp` out of a container). */
  | { readonly do: 'write'; readonly file: string; readonly text: string }
  /** Opens a port of this machine, whose connections lead to a port of a pod until the program ends. */
  | { readonly do: 'listen'; readonly forward: PortForward }
  /** Listens to a program in a container until that ends (`exec`), with the person's terminal in its hands where somebody types (`exec -it`, `attach -it`). */
  | { readonly do: 'stream'; readonly stream: TerminalStream }
  /** Lets the person edit a text (`kubectl edit`). */
  | { readonly do: 'edit'; readonly text: string; readonly fileName: string };

/** What leads into a container. */
export interface TerminalStream extends Credentials {
  /** `/api/v1/namespaces/default/pods/web/exec?command=sh&…`. */
  readonly path: string;
  readonly isTerminal: boolean;
  /** All that the program can read; absent where the person types. */
  readonly stdin?: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** A port of this machine that leads to a port of a pod. */
export interface PortForward extends Credentials {
  /** `127.0.0.1`, `::1`. */
  readonly address: string;
  /** 0: any that is free. */
  readonly local: number;
  readonly remote: number;
  /** `/api/v1/namespaces/default/pods/web/portforward`. */
  readonly path: string;
  /** Told of each connection. */
  readonly connected: () => void;
  /** Told why a connection could not be led on. */
  readonly failed: (reason: string) => void;
}

export interface ClientRequest extends Credentials {
  readonly method: Method;
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: PatchType | 'application/json' | 'application/yaml';
  readonly accept?: string;
}

/** What a request says of whom it is from. The API server judges it. */
export interface Credentials {
  /** `--token`, or the token of the kubeconfig's user. */
  readonly token?: string;
  /** `--as` and its like: the request is made in somebody else's name. */
  readonly impersonate?: ImpersonationRequest;
}

/** What each effect is answered with. */
export interface Answers {
  readonly request: ApiResponse;
  readonly watch: number | V1Status;
  readonly next: WatchEvent | 'timeout' | 'closed';
  readonly unwatch: undefined;
  readonly sleep: undefined;
  readonly now: number;
  /** The text, or undefined where there is no such file. */
  readonly read: string | undefined;
  /** Paths below the folder, in order; undefined where it is none. */
  readonly list: readonly string[] | undefined;
  /** Why it could not be written, in words of a Go program, or undefined where it was. */
  readonly write: string | undefined;
  /** The port that listens, why none does, or undefined where there is no machine whose port it could be. */
  readonly listen: number | string | undefined;
  /** The exit code, or why there is no stream. */
  readonly stream: number | V1Status;
  /** The edited text, or undefined where the person gave up or nobody can edit here. */
  readonly edit: string | undefined;
}

/** A piece of a command: yields effects, returns `T`. Compose with `yield*`. */
export type Run<T> = Generator<Effect, T, Answers[keyof Answers]>;

/** Performs one effect, with the answer's type: `const response = yield* perform({ do: 'request', request })`. */
export function* perform<E extends Effect>(effect: E): Generator<Effect, Answers[E['do']], Answers[keyof Answers]> {
  return (yield effect) as Answers[E['do']];
}

/** Where a command prints; called as it goes. */
export interface Output {
  stdout(text: string): void;
  stderr(text: string): void;
  /** `kubectl config set-context` changed what later commands start from. */
  settings?(settings: Settings): void;
  /** Told of a refused document besides the words on stderr, so that an editor can point at the place. `document` counts from 0. */
  problem?(problem: { readonly document: number; readonly field: string; readonly message: string; readonly line?: number; readonly column?: number }): void;
}

/** What a kubeconfig would say. */
export interface Settings {
  readonly namespace: string;
  readonly user: string;
  /** Shown by `kubectl config` and `cluster-info`. */
  readonly server: string;
  readonly context: string;
  /** All that `kubectl config` has made of it; absent while nothing has. */
  readonly config?: KubeConfig;
}
