import { Fleet, timed, type Spent } from './bench-fleet.ts';

/** Virtual seconds of a quiet cluster that are measured. */
const sizes = [{ nodes: 10, steadySeconds: 3600 }, { nodes: 100, steadySeconds: 1200 }, { nodes: 1000, steadySeconds: 120 }] as const;

/** Virtual seconds for each wall second: in a quiet cluster with 30 pods a node, and while all of them are replaced. */
export function simulate(): readonly Record<string, number>[] {
  return sizes.map(({ nodes, steadySeconds }) => simulated(nodes, steadySeconds));
}

export function simulated(nodes: number, steadySeconds: number): Record<string, number> {
  const fleet = new Fleet(nodes);
  const start = timed(() => { fleet.runUntilReady(1_800_000); });
  const { session } = fleet;
  const { clock } = session.cluster;
  session.advanceTo(clock.nowMs + 60_000);
  const executed = clock.executed;
  const steady = timed(() => { session.advanceTo(clock.nowMs + steadySeconds * 1000); });
  const tasks = clock.executed - executed;
  const beganMs = clock.nowMs;
  fleet.restartAll();
  const rolling = timed(() => { fleet.runUntilReady(3_600_000); });
  const rollingSeconds = (clock.nowMs - beganMs) / 1000;
  return {
    nodes, pods: fleet.pods, 'all ready, wall s': start.wallMs / 1000,
    ...ratios('steady', steadySeconds, steady), 'tasks per virtual s': tasks / steadySeconds,
    'rolling update, virtual s': rollingSeconds, ...ratios('rolling', rollingSeconds, rolling),
  };
}

const ratios = (name: string, seconds: number, { wallMs, cpuMs }: Spent): Record<string, number> => ({ [`${name}, x wall`]: (seconds * 1000) / wallMs, [`${name}, x cpu`]: (seconds * 1000) / cpuMs });
