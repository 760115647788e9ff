import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Fleet, timed } from './bench-fleet.ts';

/** What the largest fleet of the design needs: heap once garbage is gone, time until all its pods are ready. */
export function size(): readonly Record<string, number>[] {
  return [measured(1000), measured(5000)];
}

export function measured(nodes: number): Record<string, number> {
  const emptyMiB = heapMiB();
  const fleet = new Fleet(nodes);
  const { clock } = fleet.session.cluster;
  const start = timed(() => { fleet.runUntilReady(3_600_000); });
  const virtualSeconds = (clock.nowMs - 15_000) / 1000;
  const readyMiB = heapMiB() - emptyMiB;
  fleet.session.advanceTo(clock.nowMs + 60_000);
  const laterMiB = heapMiB() - emptyMiB;
  return {
    nodes, pods: fleet.pods, 'all ready, wall s': start.wallMs / 1000, 'cpu s': start.cpuMs / 1000, 'virtual s': virtualSeconds,
    'heap when ready, MiB': readyMiB, 'a minute later, MiB': laterMiB, 'KiB a pod': (laterMiB * 1024) / fleet.pods,
  };
}

/** Heap in use after a full collection. */
function heapMiB(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
