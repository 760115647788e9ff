import type { Timer } from '../sim/clock.ts';
import { evictionMessage, isCritical, memoryThresholdBytes, rankForEviction } from './eviction.ts';
import type { PodWorker } from './pod-worker.ts';
import { PressureCondition } from './pressure.ts';
import { usageOf } from './usage.ts';

/** From a change of usage to the look at the node's memory: at most one a second. */
const weighMs = 1000;

export interface MemoryWatchSettings {
  readonly capacityBytes: number;
  /** What the node and its pods hold now. */
  readonly usedBytes: () => number;
  readonly workers: () => Iterable<PodWorker>;
  readonly later: (delayMs: number, task: () => void) => Timer;
  /** The node came under pressure, or is free of it again. */
  readonly pressureChanged: () => void;
  /** Writes an Event about the node. */
  readonly tell: (reason: string, message: string) => void;
}

/**
 * Looks at the node's memory a second after its usage changed: where less than the threshold is left, the node is under pressure, and
 * one pod after another is evicted until there is enough again.
 *
 * @see Kubernetes 1.36, kubelet, eviction_manager.go, synchronize
 */
export class MemoryWatch {
  readonly #settings: MemoryWatchSettings;
  readonly #pressure: PressureCondition;
  #waiting = false;

  constructor(settings: MemoryWatchSettings) {
    this.#settings = settings;
    this.#pressure = new PressureCondition(settings.later, settings.pressureChanged);
  }

  get pressure(): boolean {
    return this.#pressure.holds;
  }

  /** The usage changed. */
  touched(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#settings.later(weighMs, () => {
      this.#waiting = false;
      this.#weigh();
    });
  }

  /** The machine lost its power. */
  reset(): void {
    this.#waiting = false;
    this.#pressure.reset();
  }

  #weigh(): void {
    const availableBytes = this.#settings.capacityBytes - this.#settings.usedBytes();
    if (availableBytes >= memoryThresholdBytes) {
      this.#pressure.ease();
      return;
    }
    this.#pressure.begin();
    this.#settings.tell('EvictionThresholdMet', 'Attempting to reclaim memory');
    this.#evictOne(availableBytes);
  }

  #evictOne(availableBytes: number): void {
    const candidates = [...this.#settings.workers()].filter((worker) => !worker.isEnding && !isCritical(worker.pod))
      .flatMap((worker) => { const usage = usageOf(worker); return usage ? [{ ...usage, pod: worker.pod, worker }] : []; });
    const [first] = rankForEviction(candidates);
    if (!first) return;
    const message = evictionMessage(first, availableBytes);
    first.worker.event('Warning', 'Evicted', message);
    first.worker.fail({ reason: 'Evicted', message, isDisruption: true }, 0);
  }
}
