import type { V1Pod } from '../../kube/generated/types.ts';
import { qosClassOf } from '../../kube/qos.ts';
import type { Timer } from '../sim/clock.ts';
import { podRequests } from './admission.ts';
import type { PodWorker } from './pod-worker.ts';

/** Resizes that had to be put off are looked at again after this long, even where nothing has happened (`retryDelay`). */
const retryMs = 180_000;

/** What decides which of two waiting resizes is looked at first. */
export interface WaitingResize {
  readonly pod: V1Pod;
  /** The pod with what it has been granted so far. */
  readonly allocated: V1Pod;
  readonly deferredSince: string | undefined;
}

const increases = ({ pod, allocated }: WaitingResize): boolean => {
  const [wanted, had] = [podRequests(pod), podRequests(allocated)];
  return ['cpu', 'memory'].some((name) => (wanted.get(name) ?? 0) > (had.get(name) ?? 0));
};
const isGuaranteed = ({ pod }: WaitingResize): boolean => qosClassOf(pod) === 'Guaranteed';
/** One that was never put off comes last: it has waited for no time at all. */
const since = ({ deferredSince }: WaitingResize): string => deferredSince ?? '~';

/**
 * The order of waiting resizes: those that ask for no more, then by priority, then Guaranteed pods, then who has waited longest.
 *
 * @see Kubernetes 1.36, kubelet, allocation manager, sortPendingResizes
 */
export function compareResizes(a: WaitingResize, b: WaitingResize): number {
  return Number(increases(a)) - Number(increases(b))
    || (b.pod.spec?.priority ?? 0) - (a.pod.spec?.priority ?? 0)
    || Number(isGuaranteed(b)) - Number(isGuaranteed(a))
    || (since(a) < since(b) ? -1 : Number(since(a) > since(b)));
}

/** The resizes of one node's pods that wait for their turn. */
export class ResizeQueue {
  readonly #workers: () => Iterable<PodWorker>;
  readonly #later: (delayMs: number, task: () => void) => Timer;
  #timer: Timer | undefined;

  constructor(workers: () => Iterable<PodWorker>, later: (delayMs: number, task: () => void) => Timer) {
    this.#workers = workers;
    this.#later = later;
  }

  /** Looks at all of them: a spec changed, or a pod has gone. */
  retry(): void {
    this.#timer?.cancel();
    const waiting = this.#waiting().map((worker) => ({ worker, pod: worker.pod, allocated: worker.allocatedPod(), deferredSince: worker.resize.deferredSince }));
    for (const { worker } of waiting.sort(compareResizes)) worker.resize.evaluate();
    this.#timer = this.#waiting().length > 0 ? this.#later(retryMs, () => { this.retry(); }) : undefined;
  }

  #waiting(): PodWorker[] {
    const waiting: PodWorker[] = [];
    for (const worker of this.#workers()) if (worker.resize.waits && !worker.isEnding) waiting.push(worker);
    return waiting;
  }
}
