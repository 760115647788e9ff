import { inputOf } from './pipe.ts';
import { createShell } from './run.ts';
import type { KubectlCall, Shell, Started, World } from './shell.ts';

interface Said {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** A world that answers kubectl from a table, and remembers what it was asked. */
export class FakeWorld implements World {
  readonly history = ['kubectl get pods', 'echo hi'];
  readonly calls: KubectlCall[] = [];
  readonly pictures: string[] = [];
  readonly sleeps: number[] = [];
  stopped = 0;
  nowMs = Date.UTC(2026, 0, 1, 9, 0, 30);

  constructor(readonly answers: Readonly<Record<string, string>> = {}) {}

  kubectl(call: KubectlCall, output: { stdout(text: string): void; stderr(text: string): void }): Started {
    this.calls.push(call);
    const answer = this.answers[call.line];
    if (call.line.includes(' -w')) return this.#endless(output);
    if (answer === undefined) output.stderr(`error: ${call.line}\n`);
    else output.stdout(answer);
    return { exitCode: Promise.resolve(answer === undefined ? 1 : 0), stop: () => undefined };
  }

  #endless(output: { stdout(text: string): void }): Started {
    let stop = (): void => undefined;
    const exitCode = new Promise<number>((resolve) => { stop = () => { this.stopped++; resolve(130); }; });
    for (let number = 1; number <= 5; number++) output.stdout(`row ${String(number)}\n`);
    return { exitCode, stop: () => { stop(); } };
  }

  sleep(ms: number): Promise<void> {
    this.sleeps.push(ms);
    this.nowMs += ms;
    return Promise.resolve();
  }

  now(): number { return this.nowMs; }
  clear(): void { this.pictures.push('cleared'); }
  show(picture: string): void { this.pictures.push(picture); }
  help(): string { return 'help\n'; }
}

/** Runs a text in a shell and gathers what it says. */
export async function say(text: string, world = new FakeWorld(), { shell = createShell(world), signal = new AbortController().signal }: { readonly shell?: Shell; readonly signal?: AbortSignal } = {}): Promise<Said> {
  const said = { stdout: '', stderr: '' };
  const status = await shell.run(text, {
    stdin: inputOf(''), stdout: { write: (part) => { said.stdout += part; } }, stderr: { write: (part) => { said.stderr += part; } }, signal,
  });
  return { ...said, status };
}
