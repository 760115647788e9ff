import type { Timer } from '../sim/clock.ts';
import { isCritical } from './eviction.ts';
import type { ImageStore } from './image-store.ts';
import type { PodWorker } from './pod-worker.ts';
import { PressureCondition } from './pressure.ts';
import { diskBytes, diskEvictionMessage, diskThresholdBytes, passedLimit, rankForDisk, type StorageCandidate } from './storage-eviction.ts';

/** `evictionMonitoringPeriod` */
const lookMs = 10_000;
/** What a pod that is evicted at once gets to end by itself (`immediateEvictionGracePeriodSeconds`). */
const graceMs = 1000;

export interface DiskWatchSettings {
  readonly capacityBytes: number;
  readonly images: ImageStore;
  readonly workers: () => Iterable<PodWorker>;
  readonly later: (delayMs: number, task: () => void) => Timer;
  /** The node came under pressure, or is free of it again. */
  readonly pressureChanged: () => void;
  /** Writes an Event about the node. */
  readonly tell: (reason: string, message: string) => void;
}

interface Candidate extends StorageCandidate {
  readonly worker: PodWorker;
}

/**
 * Looks at what pods keep on the node's disk, ten seconds after something was written: pods that have passed a limit of their own go;
 * where less than a tenth of the disk is left, unused images go, and then one pod after another.
 *
 * @see Kubernetes 1.36, kubelet, eviction_manager.go, synchronize
 */
export class DiskWatch {
  readonly #settings: DiskWatchSettings;
  readonly #pressure: PressureCondition;
  #waiting: Timer | undefined;

  constructor(settings: DiskWatchSettings) {
    this.#settings = settings;
    this.#pressure = new PressureCondition(settings.later, settings.pressureChanged);
  }

  get pressure(): boolean {
    return this.#pressure.holds;
  }

  /** Something was written. */
  touched(): void {
    this.#waiting ??= this.#settings.later(lookMs, () => {
      this.#waiting = undefined;
      this.#look();
    });
  }

  /** The machine lost its power. */
  reset(): void {
    this.#waiting?.cancel();
    this.#waiting = undefined;
    this.#pressure.reset();
  }

  #look(): void {
    const passed = this.#candidates().map((candidate) => ({ ...candidate, message: passedLimit(candidate) })).filter(({ message }) => message !== undefined);
    for (const { worker, message = '' } of passed) this.#evict(worker, message);
    if (passed.length === 0) this.#weigh();
    else this.touched();
  }

  #evict(worker: PodWorker, message: string, isDisruption = false): void {
    worker.event('Warning', 'Evicted', message);
    worker.fail({ reason: 'Evicted', message, ...(isDisruption ? { isDisruption } : {}) }, graceMs);
  }

  #candidates(): readonly Candidate[] {
    return [...this.#settings.workers()].filter((worker) => !worker.isEnding && !isCritical(worker.pod)).map((worker) => ({ worker, pod: worker.pod, use: worker.storageUse() }));
  }

  #available(): number {
    const { capacityBytes, images, workers } = this.#settings;
    let used = images.bytes;
    for (const worker of workers()) used += diskBytes(worker.storageUse());
    return Math.max(0, capacityBytes - used);
  }

  #weigh(): void {
    const thresholdBytes = diskThresholdBytes(this.#settings.capacityBytes);
    if (this.#available() >= thresholdBytes) {
      this.#pressure.ease();
      return;
    }
    this.#settings.tell('EvictionThresholdMet', 'Attempting to reclaim ephemeral-storage');
    this.#pressure.begin();
    this.#reclaim(thresholdBytes);
    this.touched();
  }

  /** What nobody needs goes first, and where that is not enough, a pod. */
  #reclaim(thresholdBytes: number): void {
    this.#settings.images.keepOnly(new Set([...this.#settings.workers()].flatMap(({ records }) => records.map(({ image }) => image))));
    const availableBytes = this.#available();
    const [first] = availableBytes < thresholdBytes ? rankForDisk(this.#candidates()) : [];
    if (first) this.#evict(first.worker, diskEvictionMessage(first, { thresholdBytes, availableBytes }), true);
  }
}
