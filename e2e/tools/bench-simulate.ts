import { Fleet, timed, type Spent } from './bench-fleet.ts';

interface Size {
  readonly nodes: number;
  /** Virtual seconds of a quiet cluster that are measured. */
  readonly steadySeconds: number;
}

const sizes: readonly Size[] = [{ nodes: 10, steadySeconds: 3600 }, { nodes: 100, steadySeconds: 1200 }, { nodes: 1000, steadySeconds: 120 }];
/** The update of everything is cut off after so much of the machine's own time; the table says how far it came. */
const rollingWallMaxMs = 120_000;

/** Virtual seconds for each wall second: in a quiet cluster with 30 pods a node, and while all of them are replaced. Tells of each size as soon as it is done. */
export function simulate(): readonly Record<string, number>[] {
  return sizes.map(({ nodes, steadySeconds }) => {
    const row = simulated(nodes, steadySeconds);
    console.log(Object.entries(row).map(([name, value]) => `${name}: ${String(Number(value.toPrecision(4)))}`).join(', '));
    return row;
  });
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
  const rolling = timed(() => { fleet.runUntilReady(3_600_000, rollingWallMaxMs); });
  const rollingSeconds = (clock.nowMs - beganMs) / 1000;
  return {
    nodes, pods: fleet.pods, 'all ready, wall s': start.wallMs / 1000,
    'steady, virtual s': steadySeconds, ...ratios('steady', steadySeconds, steady), 'tasks per virtual s': tasks / steadySeconds,
    'rolling, virtual s': rollingSeconds, 'pods updated, %': (fleet.updated / fleet.pods) * 100, ...ratios('rolling', rollingSeconds, rolling), 'ms cpu per pod updated': rolling.cpuMs / fleet.updated,
  };
}

const ratios = (name: string, seconds: number, { wallMs, cpuMs }: Spent): Record<string, number> => ({ [`${name}, x wall`]: (seconds * 1000) / wallMs, [`${name}, x cpu`]: (seconds * 1000) / cpuMs });
