import { systemMemoryBytes } from './eviction.ts';
import type { PodWorker } from './pod-worker.ts';

export interface PodUsage {
  readonly namespace: string;
  readonly name: string;
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly containers: readonly { readonly name: string; readonly cpuMilli: number; readonly memoryBytes: number }[];
}

export interface NodeUsage {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  /** By uid. */
  readonly pods: ReadonlyMap<string, PodUsage>;
}

/** What a node itself uses of its processor. */
const systemCpuMilli = 30;

/** What the containers of a pod that run use now; undefined where none runs. */
export function usageOf(worker: PodWorker): PodUsage | undefined {
  let cpuMilli = 0;
  let memoryBytes = 0;
  const containers: { name: string; cpuMilli: number; memoryBytes: number }[] = [];
  for (const { handle, spec } of worker.records) {
    if (!handle?.running) continue;
    const usage = handle.usage();
    cpuMilli += usage.cpuMilli;
    memoryBytes += usage.memoryBytes;
    containers.push({ name: spec.name, ...usage });
  }
  if (containers.length === 0) return undefined;
  return { namespace: worker.pod.metadata?.namespace ?? '', name: worker.pod.metadata?.name ?? '', cpuMilli, memoryBytes, containers };
}

/** Measures a node, and remembers what it measured for as long as nothing changes it. */
export class UsageMeter {
  readonly #workers: () => Iterable<PodWorker>;
  readonly #isOn: () => boolean;
  readonly #cpuMilli: () => number;
  #known: NodeUsage | undefined;

  /** `cpuMilli`: what the node's processor has; nobody uses more. */
  constructor({ workers, isOn, cpuMilli }: { readonly workers: () => Iterable<PodWorker>; readonly isOn: () => boolean; readonly cpuMilli: () => number }) {
    this.#workers = workers;
    this.#isOn = isOn;
    this.#cpuMilli = cpuMilli;
  }

  /** Something changed. */
  forget(): void {
    this.#known = undefined;
  }

  now(): NodeUsage {
    return this.#known ?? this.#measure();
  }

  #measure(): NodeUsage {
    const pods = new Map<string, PodUsage>();
    let cpuMilli = this.#isOn() ? systemCpuMilli : 0;
    let memoryBytes = this.#isOn() ? systemMemoryBytes : 0;
    let moves = false;
    for (const worker of this.#workers()) {
      const usage = usageOf(worker);
      if (!usage) continue;
      moves ||= worker.records.some(({ handle }) => handle?.usageMoves === true);
      cpuMilli += usage.cpuMilli;
      memoryBytes += usage.memoryBytes;
      pods.set(worker.pod.metadata?.uid ?? worker.uid, usage);
    }
    const usage = { cpuMilli: Math.min(cpuMilli, this.#cpuMilli()), memoryBytes, pods };
    if (!moves) this.#known = usage;
    return usage;
  }
}
