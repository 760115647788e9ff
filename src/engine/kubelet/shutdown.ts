import type { Timer } from '../sim/clock.ts';
import type { Refusal } from './admission.ts';
import type { Machine } from './node-object.ts';
import type { PodWorker } from './pod-worker.ts';

/** Pods of one range of priorities, and how long they have to end. */
export interface ShutdownGroup {
  /** The least priority of the range. */
  readonly priority: number;
  readonly seconds: number;
}

const systemCritical = 2_000_000_000;
/** How often it is looked whether a group has ended. */
const lookMs = 100;

export const shutdownRefusal: Refusal = { reason: 'NodeShutdown', message: 'Pod was rejected as the node is shutting down.' };
const verdict = { reason: 'Terminated', message: 'Pod was terminated in response to imminent node shutdown.', isDisruption: true } as const;

/**
 * The groups in which a machine's pods end when it is shut down, in this order: none where it has no grace period, as by default.
 *
 * Example: 30 s in all, 10 s of them for critical pods: 20 s for all others first, then 10 s.
 *
 * @see Kubernetes 1.36, kubelet, nodeshutdown, migrateConfig
 */
export function shutdownGroups({ shutdownGracePeriodSeconds: all = 0, shutdownGracePeriodCriticalPodsSeconds: critical = 0 }: Pick<Machine, 'shutdownGracePeriodSeconds' | 'shutdownGracePeriodCriticalPodsSeconds'>): readonly ShutdownGroup[] {
  if (all <= 0 || critical > all) return [];
  return [{ priority: 0, seconds: all - critical }, { priority: systemCritical, seconds: critical }];
}

/** In which group a pod of that priority is: the last one that begins at or below it, or the first. */
export function groupOf(priority: number, groups: readonly ShutdownGroup[]): number {
  return Math.max(0, groups.findLastIndex((group) => group.priority <= priority));
}

export interface ShutdownSettings {
  readonly groups: readonly ShutdownGroup[];
  readonly workers: () => readonly PodWorker[];
  readonly later: (delayMs: number, task: () => void) => Timer;
  /** The machine may go. */
  readonly done: () => void;
}

/**
 * Ends the pods of a machine that is being shut down, group by group: each has until its group's time is up, or less where its own
 * grace period is shorter.
 *
 * @see Kubernetes 1.36, kubelet, nodeshutdown, killPods
 */
export function endPods({ groups, workers, later, done }: ShutdownSettings): void {
  const all = workers().filter((worker) => !worker.isOver);
  const next = (index: number): void => {
    const group = groups[index];
    if (!group) {
      done();
      return;
    }
    const members = all.filter((worker) => groupOf(worker.pod.spec?.priority ?? 0, groups) === index);
    for (const worker of members) worker.fail(verdict, Math.min(group.seconds, worker.pod.spec?.terminationGracePeriodSeconds ?? 30) * 1000);
    waitFor(members, group.seconds * 1000, () => { next(index + 1); });
  };
  const waitFor = (members: readonly PodWorker[], leftMs: number, then: () => void): void => {
    if (leftMs <= 0 || members.every((worker) => worker.isOver)) then();
    else later(lookMs, () => { waitFor(members, leftMs - lookMs, then); });
  };
  next(0);
}
