import type { Timer } from '../sim/clock.ts';
import { runHook } from './hooks.ts';
import type { ContainerRecord } from './pod-record.ts';
import type { PodWorker } from './pod-worker.ts';

/** The least a program gets between SIGTERM and SIGKILL when its preStop hook has used up the grace period. */
const leastGraceMs = 2000;

export interface StopAll {
  readonly graceMs: number;
  /** How long it takes exactly, whatever the programs do. */
  readonly exactMs: number | undefined;
}

/** Ends containers as gently as their grace period allows: preStop hook, SIGTERM, SIGKILL. */
export class ContainerStopper {
  readonly #worker: PodWorker;
  #deadlines: { readonly record: ContainerRecord; timer: Timer }[] = [];

  constructor(worker: PodWorker) {
    this.#worker = worker;
  }

  /** Stops one container; `done` is told once it has ended. `why` is the text of the Killing event. */
  stop(record: ContainerRecord, why: string, graceMs: number, done: () => void): void {
    const worker = this.#worker;
    if (!record.handle?.running) {
      done();
      return;
    }
    record.stopping = true;
    record.onStopped = () => {
      record.stopping = false;
      worker.report();
      done();
    };
    worker.containerEvent(record, 'Normal', 'Killing', why);
    const beganMs = worker.node.context.clock.nowMs;
    const hook = record.spec.lifecycle?.preStop;
    if (!hook || graceMs === 0) {
      this.#signal(record, graceMs);
      return;
    }
    let signalled = false;
    const signal = (): void => {
      if (signalled) return;
      signalled = true;
      this.#signal(record, Math.max(leastGraceMs, graceMs - (worker.node.context.clock.nowMs - beganMs)));
    };
    worker.node.later(graceMs, signal);
    runHook(hook, record, worker, (problem) => {
      if (problem !== undefined && record.handle?.running) worker.containerEvent(record, 'Warning', 'FailedPreStopHook', 'PreStopHook failed');
      signal();
    });
  }

  /** Main containers together, then the sidecars one by one from the last to the first. */
  stopAll({ graceMs, exactMs }: StopAll, done: () => void): void {
    const { records, node } = this.#worker;
    if (exactMs !== undefined) {
      this.#stopExactly(exactMs, done);
      return;
    }
    const beganMs = node.context.clock.nowMs;
    const running = records.filter((record) => record.handle?.running);
    const sidecars = running.filter(({ role }) => role === 'sidecar').reverse();
    const leftMs = (): number => Math.max(leastGraceMs, graceMs - (node.context.clock.nowMs - beganMs));
    const stopSidecars = (): void => {
      const next = sidecars.shift();
      if (next) this.stop(next, `Stopping container ${next.spec.name}`, leftMs(), stopSidecars);
      else done();
    };
    this.#stopTogether(running.filter(({ role }) => role !== 'sidecar'), graceMs, stopSidecars);
  }

  /** The grace period was cut while containers are being stopped. */
  shorten(graceMs: number): void {
    const deadlines = this.#deadlines;
    this.#deadlines = [];
    for (const { record, timer } of deadlines) {
      timer.cancel();
      this.#killAfter(record, graceMs);
    }
  }

  #stopTogether(records: readonly ContainerRecord[], graceMs: number, done: () => void): void {
    let left = records.length;
    if (left === 0) done();
    for (const record of records) {
      this.stop(record, `Stopping container ${record.spec.name}`, graceMs, () => {
        left--;
        if (left === 0) done();
      });
    }
  }

  #stopExactly(exactMs: number, done: () => void): void {
    const { records, node } = this.#worker;
    const running = records.filter((record) => record.handle?.running);
    for (const record of running) this.#worker.containerEvent(record, 'Normal', 'Killing', `Stopping container ${record.spec.name}`);
    node.later(running.length === 0 ? 0 : exactMs, () => {
      for (const record of running) {
        record.onStopped = () => { this.#worker.report(); };
        record.handle?.kill(137);
      }
      done();
    });
  }

  #signal(record: ContainerRecord, graceMs: number): void {
    if (!record.handle?.running) return;
    this.#killAfter(record, graceMs);
    record.handle.terminate();
  }

  #killAfter(record: ContainerRecord, graceMs: number): void {
    const { handle } = record;
    const timer = this.#worker.node.later(graceMs, () => { handle?.kill(137); });
    this.#deadlines = this.#deadlines.filter((deadline) => deadline.record.handle?.running);
    this.#deadlines.push({ record, timer });
  }
}
