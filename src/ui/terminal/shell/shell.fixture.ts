import { inputOf } from './pipe.ts';
import { createShell } from './run.ts';
import type { RequestReply } from '../../../protocol/messages.ts';
import type { RequestSpec } from '../../../scenario/document.ts';
import type { JqAnswer, JqCall, KubectlCall, Shell, Started, World } from './shell.ts';

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

  async jq({ input, program, flags }: JqCall): Promise<JqAnswer> {
    const { raw } = await import('jq-wasm');
    return await raw(input, program, [...flags]);
  }

  sleep(ms: number): Promise<void> {
    this.sleeps.push(ms);
    this.nowMs += ms;
    return Promise.resolve();
  }

  /** What is asked of it, and what it answers to whom. */
  readonly requests: RequestSpec[] = [];
  readonly replies = new Map<string, RequestReply>();
  /** What jobs beside the prompt said. */
  said = '';
  hasLeft = false;

  request(spec: RequestSpec): Promise<RequestReply> {
    this.requests.push(spec);
    return Promise.resolve(this.replies.get(`${spec.host}:${String(spec.port)}`) ?? { ok: false, reason: 'connection refused', connected: false, latencyMs: 0 });
  }

  say(_stream: 'stdout' | 'stderr', text: string): void { this.said += text; }
  leave(): void { this.hasLeft = true; }
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
