import { beforeEach, expect, it, vi } from 'vitest';
import type { CommandMessage, Frame } from '../../protocol/messages.ts';
import { PodPacker } from '../../protocol/pod-columns.ts';
import type { Scenario } from '../../scenario/document.ts';
import { act, loadScenario, startWorker } from '../session/link.ts';
import { useSession } from '../session/store.ts';
import { undoGoingOn, useLooking } from './looking.ts';

const none = { changed: [], removed: [] };
const frame = (over: Partial<Frame>): Frame => ({ type: 'frame', reset: false, nowMs: 0, epochMs: 0, speed: 0, revision: 1, nodes: none, services: none, workloads: none, extras: none, events: [], requests: [], pods: new PodPacker().pack(none), loads: [], faults: [], recordFromMs: 0, ...over });
const scenario: Scenario = { version: 1, seed: 1, start: '2026-01-01T00:00:00Z', nodes: [], manifests: [], load: [], warmUpMs: 0, actions: [], untilMs: 9000 };

let sent: CommandMessage[] = [];

/** Answers everything at once, but what is done: that runs on. */
class StubWorker {
  onmessage: ((event: { readonly data: unknown }) => void) | undefined;
  postMessage(message: CommandMessage): void {
    sent.push(message);
    if (message.command.type !== 'act') queueMicrotask(() => { this.onmessage?.({ data: { type: 'reply', id: message.id, ok: true, value: undefined } }); });
  }
  terminate(): void {}
}

beforeEach(async () => {
  vi.stubGlobal('Worker', StubWorker);
  startWorker();
  // What others asked for before there was a worker is sent and answered first.
  await new Promise(setImmediate);
  sent = [];
  useSession.getState().takeFrame(frame({ reset: true, speed: 4, nowMs: 5000 }));
  useLooking.setState({ givenUp: { scenario, from: '0:05', lostMs: 4000 } });
});

it('plays on after Undo as before somebody looked back, and leaves a clock alone that stands', async () => {
  useSession.getState().takeFrame(frame({ nowMs: 3000, past: { presentMs: 5000, isExact: true } }));
  await undoGoingOn();
  expect(sent.map(({ command }) => command)).toEqual([{ type: 'load', scenario }, { type: 'play', speed: 4 }]);

  useSession.getState().takeFrame(frame({ reset: true, nowMs: 9000 }));
  useLooking.setState({ givenUp: { scenario, from: '0:05', lostMs: 4000 } });
  sent = [];
  await undoGoingOn();
  expect(sent.map(({ command: { type } }) => type)).toEqual(['load']);
});

it('tells a line that still runs why it gets no answer', async () => {
  const run = (): Promise<string> => act({ type: 'kubectl', line: 'kubectl get pods -w' }, () => undefined).answer.then(() => '', (error: unknown) => (error as Error).message);
  const [givenUp] = [run(), await undoGoingOn()];
  expect(await givenUp).toBe('the cluster was brought to another moment');
  const [replaced] = [run(), await loadScenario(scenario)];
  expect(await replaced).toBe('another scenario was opened');
});
