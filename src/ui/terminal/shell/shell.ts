import type { Input, Output } from './pipe.ts';

/** kubectl, under way. */
export interface Started {
  readonly exitCode: Promise<number>;
  stop(): void;
}

export interface KubectlCall {
  /** The whole line with the word kubectl, quoted as a shell needs it. */
  readonly line: string;
  readonly stdin: string;
  /** The files that the line names. */
  readonly files: Readonly<Record<string, string>>;
}

/** What the shell needs of the page around it. */
export interface World {
  kubectl(call: KubectlCall, output: { stdout(text: string): void; stderr(text: string): void }): Started;
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
  /** Of the last command, as `$?` says it. */
  status: number;
  /** Runs a text in this shell (`watch`, `$(…)`). */
  run(text: string, streams: Streams): Promise<number>;
  /** Runs one program by its name (`xargs`). */
  start(name: string, args: readonly string[], streams: Streams): Promise<number>;
}

export interface Streams {
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
