import type { CommandResult } from '../interface.ts';
import type { ProcessHost } from '../programs/process.ts';
import { bounded, ShellError, textMax } from './limits.ts';
import { findCommand } from './commands.ts';
import { Driver } from './driver.ts';
import { invoke, runHere, runText } from './interpreter.ts';
import { TypedInput } from './typed-input.ts';
import { ExitShell, ShellState, type Job, type Running, type Streams } from './shell-state.ts';

const notThere: CommandResult = { stdout: '', stderr: '', exitCode: 127, durationMs: 0, notFound: true };
/** A command at one instant that takes longer than this, or for ever, is given up. */
const longestMs = 3_600_000;
const pausesMax = 1000;

export interface FirstProcess {
  readonly terminate: () => void;
}

/** Runs a command in a container to its end at one instant; how long it would have taken is in the result. */
export function execCommand(machine: ProcessHost, command: readonly string[], stdin: string, first: FirstProcess): CommandResult {
  if (!findCommand(command[0] ?? '', machine.image)) return notThere;
  let stdout = '';
  let stderr = '';
  const streams: Streams = { input: { text: stdin }, out: (text) => { stdout = bounded(stdout + text); }, err: (text) => { if (stderr.length < textMax) stderr += text; } };
  const shell = new ShellState({ machine, signalFirst: signalTo(first), language: { runText, runHere, invoke }, spawn: runAtOnce });
  const { status, durationMs } = finish(invoke(command, shell, streams), (message) => { streams.err(`${command[0] ?? 'sh'}: ${message}\n`); });
  return { stdout, stderr, exitCode: status, durationMs };
}

/** Runs a command along virtual time. */
export function runCommand(machine: ProcessHost, command: readonly string[], first: FirstProcess, done: (result: CommandResult) => void): { stop(): void } {
  const { clock } = machine;
  if (!findCommand(command[0] ?? '', machine.image)) {
    const timer = clock.after(0, () => { done(notThere); });
    return { stop: () => { timer.cancel(); } };
  }
  let stdout = '';
  let stderr = '';
  const beganMs = clock.nowMs;
  const streams: Streams = { input: { text: '' }, out: (text) => { stdout = bounded(stdout + text); }, err: (text) => { if (stderr.length < textMax) stderr += text; } };
  const driver = new Driver({ machine, streams, signalFirst: signalTo(first) }, command, (exitCode) => { done({ stdout, stderr, exitCode, durationMs: clock.nowMs - beganMs }); });
  const timer = clock.after(0, () => { driver.begin(); });
  return { stop: () => { timer.cancel(); driver.stop(); } };
}

/** What a command that goes on writes, and how it ends. */
export interface CommandSink {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly exited: (exitCode: number) => void;
}

/** A command under way, whose standard input still comes. */
export interface OpenCommand {
  readonly input: TypedInput;
  /** Ends it without a word. */
  stop(): void;
}

/** Starts a command that is typed into along virtual time; undefined where there is no such executable. */
export function openCommand(machine: ProcessHost, command: readonly string[], first: FirstProcess, isTerminal: boolean, { out, err, exited }: CommandSink): OpenCommand | undefined {
  if (!findCommand(command[0] ?? '', machine.image)) return undefined;
  const input = new TypedInput(isTerminal, out);
  const driver = new Driver({ machine, streams: { input, out, err: isTerminal ? out : err }, signalFirst: signalTo(first) }, command, exited);
  driver.follow(input);
  const timer = machine.clock.after(0, () => { driver.begin(); });
  return { input, stop: () => { timer.cancel(); driver.stop(); } };
}

const signalTo = (first: FirstProcess) => (signal: string): void => {
  if (signal !== '0' && signal !== 'HUP' && signal !== '1') first.terminate();
};

function runAtOnce(body: () => Running): Job {
  const { status } = finish(body(), () => undefined);
  return { id: 8, done: true, status, stop: () => undefined };
}

function finish(run: Running, complain: (message: string) => void): { status: number; durationMs: number } {
  let durationMs = 0;
  try {
    for (let pauses = 0; pauses < pausesMax; pauses++) {
      const next = run.next();
      if (next.done) return { status: next.value, durationMs };
      if ('sleepMs' in next.value) durationMs += next.value.sleepMs;
      if (durationMs > longestMs) break;
    }
  } catch (thrown) {
    if (thrown instanceof ShellError) {
      complain(thrown.message);
      return { status: 2, durationMs };
    }
    if (!(thrown instanceof ExitShell)) throw thrown;
    return { status: thrown.status, durationMs };
  }
  return { status: 143, durationMs };
}
