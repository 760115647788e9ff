import type { RequestReply } from '../../../protocol/messages.ts';
import type { RequestSpec } from '../../../scenario/document.ts';
import type { Jobs } from './jobs.ts';
import type { Input, Output } from './pipe.ts';
import type { Step } from './syntax.ts';

/** kubectl, under way. */
export interface Started {
  readonly exitCode: Promise<number>;
  stop(): void;
}

export interface KubectlCall {
  /** The whole line with the word kubectl, quoted as a shell needs it. */
  readonly line: string;
  readonly stdin: string;
  /** Nothing is piped into it: it may let the person type. */
  readonly isTyped: boolean;
  /** The files that the line names. */
  readonly files: Readonly<Record<string, string>>;
}

/** One call of jq. */
export interface JqCall {
  readonly input: string;
  readonly program: string;
  readonly flags: readonly string[];
}

export interface JqAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** What the shell needs of the page around it. */
export interface World {
  kubectl(call: KubectlCall, output: { stdout(text: string): void; stderr(text: string): void }): Started;
  /** Sends a request from the person's machine into the cluster. Undefined where the signal ended it. */
  request(spec: RequestSpec, signal: AbortSignal): Promise<RequestReply | undefined>;
  /** What a job beside the prompt says. */
  say(stream: 'stdout' | 'stderr', text: string): void;
  /** `exit`. */
  leave(): void;
  /** Runs jq where it can be ended: it is when the signal says so. */
  jq(call: JqCall, signal: AbortSignal): Promise<JqAnswer>;
  /** Virtual milliseconds pass; resolves at once when the signal says so. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Virtual now, in milliseconds since 1970. */
  now(): number;
  readonly history: readonly string[];
  /** `clear`. */
  clear(): void;
  /** `watch`: what stands on the screen in place of what stood there. */
  show(picture: string): void;
  /** What `help` says. */
  help(): string;
}

/** A shell: what it remembers from line to line. */
export interface Shell {
  readonly world: World;
  readonly variables: Map<string, string>;
  readonly aliases: Map<string, string>;
  readonly files: Map<string, string>;
  /** What runs beside the prompt. */
  readonly jobs: Jobs;
  /** Of the last command, as `$?` says it. */
  status: number;
  /** `break`, `continue` and `exit` are under way: nothing more runs until they have arrived. */
  leaving: { readonly kind: 'break' | 'continue' | 'exit'; readonly levels: number } | undefined;
  /** A shell that knows what this one knows, with variables of its own: `( … )`, `$(…)`, a part of a pipeline. */
  fork(): Shell;
  /** Runs commands one after the other; the last status is the shell's. */
  steps(steps: readonly Step[], streams: Streams): Promise<void>;
  /** Runs a text in this shell (`watch`, `$(…)`). */
  run(text: string, streams: Streams): Promise<number>;
  /** Runs one program by its name (`xargs`). */
  start(name: string, args: readonly string[], streams: Streams): Promise<number>;
}

export interface Streams {
  /** The person sits at the other end of standard input. */
  readonly isTyped?: boolean;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
}

/** A command of the shell: its words without its own name. Returns the exit status. */
export type Program = (args: readonly string[], streams: Streams, shell: Shell) => Promise<number>;

export const interrupted = 130;

/** Files have no folders: `./a.yaml` is `a.yaml`. */
export const fileName = (path: string): string => path.replace(/^(\.\/+)+/, '');
