import { beforeEach, expect, it, vi } from 'vitest';
import { gallery } from '../../lessons/gallery.ts';
import type { CommandMessage, WorkerMessage } from '../../protocol/messages.ts';
import type { Action } from '../../scenario/document.ts';
import { EngineHost } from '../../worker/host.ts';
import { act, advance, bringCluster, currentScenario, lookBack, pause, startWorker, stateHash } from '../session/link.ts';
import { useStanding } from '../session/standing.ts';
import { useSession } from '../session/store.ts';
import { closeOffer, goBackToLeft, isTouched, useLeft } from './left.ts';
import { openScenario } from './opening.ts';
import { useShell } from './shell-store.ts';

/** The engine, whose time does not go by itself. Each of its messages is a task of its own, as in a browser. */
class HostWorker {
  onmessage: ((event: { readonly data: unknown }) => void) | undefined;
  readonly #host = new EngineHost((data: WorkerMessage) => { setImmediate(() => { this.onmessage?.({ data }); }); }, () => 0);
  postMessage(message: CommandMessage): void { this.#host.receive(message); }
  terminate(): void {}
}

const [first, second] = gallery;
const off: Action = { type: 'fault', fault: { type: 'power-off', node: 'node-1' } };
const written = vi.fn();
const titleOfLeft = (): string | undefined => useLeft.getState().left?.opened.lesson?.id;

beforeEach(async () => {
  vi.stubGlobal('Worker', HostWorker);
  vi.stubGlobal('location', { hash: '', pathname: '/', search: '' });
  vi.stubGlobal('history', { replaceState: written, pushState: written });
  written.mockClear();
  startWorker();
  useLeft.setState({ left: undefined, isOffered: false });
  useShell.setState({ opened: undefined });
  await openScenario(first.scenario);
});

it('gives a cluster back that was left, as it stood', async () => {
  await act(off).answer;
  await advance(50_000);
  const [hash, { nowMs }] = [await stateHash(), useSession.getState()];
  await openScenario((second ?? first).scenario);
  expect(useLeft.getState()).toMatchObject({ isOffered: true, left: { opened: { lesson: first }, isReloaded: false } });
  await goBackToLeft();
  expect(useShell.getState().opened).toMatchObject({ lesson: first, resumed: { actions: [{ action: off }] } });
  expect(useSession.getState()).toMatchObject({ nowMs, speed: 1 });
  expect(await stateHash()).toBe(hash);
  expect(written).toHaveBeenLastCalledWith(null, '', `/#lesson=${first.id}`);
  expect(useLeft.getState().left, 'nothing was done in the other').toBeUndefined();
});

it('takes along what was done in the one that is left for it', async () => {
  await act(off).answer;
  await openScenario((second ?? first).scenario);
  await act(off).answer;
  await goBackToLeft();
  expect([useShell.getState().opened?.lesson?.id, titleOfLeft()]).toEqual([first.id, second?.id]);
  await goBackToLeft();
  expect([useShell.getState().opened?.lesson?.id, titleOfLeft()]).toEqual([second?.id, first.id]);
});

it('offers nothing where somebody only looked, and keeps an older offer then', async () => {
  await act({ type: 'kubectl', line: 'kubectl get pods' }).answer;
  await advance(10_000);
  await openScenario((second ?? first).scenario);
  expect(useLeft.getState().left).toBeUndefined();
  await act(off).answer;
  await openScenario(first.scenario);
  await openScenario((second ?? first).scenario);
  expect(titleOfLeft()).toBe(second?.id);
  closeOffer();
  expect(useLeft.getState().isOffered).toBe(false);
  expect(titleOfLeft(), 'the palette has it still').toBe(second?.id);
});

it('keeps all that was done, also what lies after the moment that is looked at', async () => {
  await act(off).answer;
  await advance(20_000);
  await lookBack(35_000);
  await openScenario((second ?? first).scenario);
  expect(useLeft.getState().left?.scenario.untilMs).toBe(50_000);
});

it('counts what was done since, also where another path was taken before the end of what was opened', async () => {
  await act(off).answer;
  await advance(5000);
  const opened = await currentScenario();
  expect(isTouched(opened, opened, useSession.getState().deeds)).toBe(false);
  await bringCluster({ ...opened, actions: [], untilMs: 30_000 });
  await act({ type: 'fault', fault: { type: 'power-off', node: 'node-2' } }).answer;
  expect(isTouched(opened, await currentScenario(), useSession.getState().deeds)).toBe(true);
});

it('says of the same thing that it was started over, and nothing of an exercise that was solved', async () => {
  await act(off).answer;
  await openScenario(first.scenario);
  expect(useLeft.getState()).toMatchObject({ isOffered: true, left: { isStartedOver: true } });
  await act(off).answer;
  useStanding.setState({ isSolved: true });
  await openScenario((second ?? first).scenario);
  useStanding.setState({ isSolved: false });
  expect(useLeft.getState()).toMatchObject({ isOffered: false, left: { isStartedOver: false } });
});

it('says no more of it once something is done in what took its place', async () => {
  await act(off).answer;
  await openScenario((second ?? first).scenario);
  await act({ type: 'kubectl', line: 'kubectl get pods' }).answer;
  await advance(1000);
  expect(useLeft.getState().isOffered, 'looking is not doing').toBe(true);
  await act(off).answer;
  await advance(1000);
  expect(useLeft.getState().isOffered).toBe(false);
  expect(titleOfLeft(), 'the palette has it still').toBe(first.id);
});

it('leaves time at rest where it stood still', async () => {
  await act(off).answer;
  await pause();
  await openScenario((second ?? first).scenario);
  await goBackToLeft();
  expect(useSession.getState().speed).toBe(0);
});
