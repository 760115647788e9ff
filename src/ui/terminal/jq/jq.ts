import { interrupted, type JqAnswer, type JqCall } from '../shell/shell.ts';
import { answerMax, workMaxMs, type JqReply } from './replies.ts';

/** What a thread is to whoever uses it: the browser's Worker, or a double of it. */
export type Thread = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

const startThread = (): Thread => new Worker(new URL('./jq-worker.ts', import.meta.url), { type: 'module', name: 'jq' });

/**
 * jq in threads of their own: Ctrl-C ends the one that works, and so does a program that works for too long. One that has answered is kept
 * for the next call, since starting it is what takes longest.
 */
export class JqThreads {
  #idle: Thread | undefined;

  constructor(private readonly start: () => Thread = startThread) {}

  run(call: JqCall, signal: AbortSignal): Promise<JqAnswer> {
    const thread = this.#idle ?? this.start();
    this.#idle = undefined;
    return new Promise((resolve) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const end = (answer: JqAnswer, isKept: boolean): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
        if (isKept && !this.#idle) this.#idle = thread;
        else thread.terminate();
        resolve(answer);
      };
      const stop = (): void => { end({ stdout: '', stderr: '', exitCode: interrupted }, false); };
      const giveUp = (): void => { end(failed(`stopped: it worked for more than ${String(workMaxMs / 1000)} seconds`, 124), false); };
      thread.onmessage = ({ data }: MessageEvent<JqReply>) => {
        if (data.type === 'begun') timer = setTimeout(giveUp, workMaxMs);
        else if (data.type === 'broken') end(failed(`error: ${data.message}`, 5), false);
        else end({ ...data, stderr: data.isCut ? `jq: stopped after ${String(answerMax)} characters\n` : data.stderr }, true);
      };
      thread.onerror = (event) => {
        event.preventDefault();
        end(failed(`error: ${event.message}`, 2), false);
      };
      signal.addEventListener('abort', stop);
      if (signal.aborted) stop();
      else thread.postMessage(call);
    });
  }
}

const failed = (message: string, exitCode: number): JqAnswer => ({ stdout: '', stderr: `jq: ${message}\n`, exitCode });
