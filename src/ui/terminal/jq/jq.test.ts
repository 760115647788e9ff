import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JqThreads, type Thread } from './jq.ts';
import { workMaxMs, type JqReply } from './replies.ts';

/** A thread that answers only what it is told to. */
class FakeThread implements Thread {
  onmessage: Thread['onmessage'] = null;
  onerror: Thread['onerror'] = null;
  readonly asked: unknown[] = [];
  isEnded = false;

  postMessage(message: unknown): void { this.asked.push(message); }
  terminate(): void { this.isEnded = true; }
  tell(reply: JqReply): void { this.onmessage?.call(this as never, { data: reply } as MessageEvent<JqReply>); }
}

const call = { input: '1', program: '.', flags: [] };
const answer = { type: 'answer', stdout: '1', stderr: '', exitCode: 0, isCut: false } as const;

describe('the threads of jq', () => {
  const threads: FakeThread[] = [];
  const start = (): Thread => {
    const thread = new FakeThread();
    threads.push(thread);
    return thread;
  };
  const signal = new AbortController().signal;
  beforeEach(() => { threads.length = 0; vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });

  it('keep one that has answered for the next call', async () => {
    const jq = new JqThreads(start);
    for (let count = 0; count < 2; count++) {
      const running = jq.run(call, signal);
      threads[0]?.tell({ type: 'begun' });
      threads[0]?.tell(answer);
      expect(await running).toMatchObject({ stdout: '1', exitCode: 0 });
    }
    expect(threads).toHaveLength(1);
    expect(threads[0]?.asked).toEqual([call, call]);
  });

  it('end what works for too long, and start another', async () => {
    const jq = new JqThreads(start);
    const running = jq.run(call, signal);
    vi.advanceTimersByTime(10 * workMaxMs);
    expect(threads[0]?.isEnded, 'fetching jq does not count').toBe(false);
    threads[0]?.tell({ type: 'begun' });
    vi.advanceTimersByTime(workMaxMs);
    expect(await running).toEqual({ stdout: '', stderr: 'jq: stopped: it worked for more than 5 seconds\n', exitCode: 124 });
    expect(threads[0]?.isEnded).toBe(true);
    const next = jq.run(call, signal);
    threads[1]?.tell(answer);
    expect((await next).exitCode).toBe(0);
  });

  it('end at Ctrl-C', async () => {
    const jq = new JqThreads(start);
    const controller = new AbortController();
    const running = jq.run(call, controller.signal);
    controller.abort();
    expect((await running).exitCode).toBe(130);
    expect(threads[0]?.isEnded).toBe(true);
  });

  it('give up one that broke', async () => {
    const jq = new JqThreads(start);
    const running = jq.run(call, signal);
    threads[0]?.tell({ type: 'broken', message: 'cannot allocate memory' });
    expect((await running).stderr).toBe('jq: error: cannot allocate memory\n');
    expect(threads[0]?.isEnded).toBe(true);
  });
});
