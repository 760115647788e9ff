import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../index.ts';
import { ChaosCluster, type Deed } from './testing/chaos-cluster.ts';
import type { Workload } from './testing/chaos-workloads.ts';

/** More runs, and other ones: `CHAOS_RUNS=200 CHAOS_SEED=7`. */
const env = (globalThis as { readonly process?: { readonly env: Readonly<Record<string, string | undefined>> } }).process?.env ?? {};
const runs = Number(env['CHAOS_RUNS'] ?? 2);
const seed = Number(env['CHAOS_SEED'] ?? 20_260_101);

const machines = ['node-1', 'node-2', 'node-3'];
const size = fc.nat(5);
const anyWorkload: fc.Arbitrary<Workload> = fc.oneof(
  fc.record({ kind: fc.constant('Deployment' as const), replicas: size, surge: fc.constantFrom('Recreate', '25%/25%', '0/1', '2/0'), minReadySeconds: fc.constantFrom(0, 5), autoscaled: fc.boolean(), budget: fc.constantFrom(undefined, 0, 1, '30%') }),
  fc.record({ kind: fc.constant('ReplicaSet' as const), replicas: size }),
  fc.record({ kind: fc.constant('ReplicationController' as const), replicas: size }),
  fc.record({ kind: fc.constant('StatefulSet' as const), replicas: fc.nat(3), parallel: fc.boolean(), claims: fc.boolean(), start: fc.constantFrom(0, 2) }),
  fc.record({ kind: fc.constant('DaemonSet' as const), maxSurge: fc.constantFrom(0, 1) }),
  fc.record({ kind: fc.constant('CronJob' as const), concurrency: fc.constantFrom('Allow' as const, 'Forbid' as const, 'Replace' as const), keeps: fc.nat(2), seconds: fc.constantFrom(2, 90), fails: fc.boolean() }),
  fc.record({ kind: fc.constant('Job' as const), completions: fc.integer({ min: 1, max: 4 }), parallelism: fc.integer({ min: 1, max: 3 }), indexed: fc.boolean(), seconds: fc.constantFrom(2, 40), fails: fc.boolean(), failedOnly: fc.boolean() }),
);

const power = (node: string, type: 'power-off' | 'power-on' | 'shut-down'): Fault => ({ type, node });
const anyDeed: fc.Arbitrary<Deed> = fc.oneof(
  fc.constantFrom(...machines).chain((node) => fc.constantFrom('power-off' as const, 'power-on' as const, 'shut-down' as const).map((type): Deed => ({ do: 'fault', fault: power(node, type) }))),
  fc.constantFrom('etcd-leader-lost' as const, 'etcd-leader-elected' as const).map((type): Deed => ({ do: 'fault', fault: { type } })),
  /** The API server and everything behind it: nobody answers until it is on again. */
  fc.constantFrom('power-off' as const, 'power-on' as const).map((type): Deed => ({ do: 'fault', fault: power('cp-1', type) })),
  fc.constantFrom(0, 30, 60).map((percent): Deed => ({ do: 'fault', fault: { type: 'api-refusals', percent } })),
  fc.constantFrom(...machines).map((node): Deed => ({ do: 'drain', node })),
  fc.constantFrom(0, 7, 25, 38, 90).map((length): Deed => ({ do: 'queue', length })),
  fc.record({ do: fc.constant('delete-pod' as const), pick: fc.nat(50), force: fc.boolean() }),
  fc.record({ do: fc.constant('kill' as const), pick: fc.nat(50) }),
  fc.record({ do: fc.constant('release-pod' as const), pick: fc.nat(50) }),
  fc.record({ do: fc.constant('scale' as const), pick: fc.nat(5), replicas: size }),
  fc.record({ do: fc.constant('new-template' as const), pick: fc.nat(5) }),
  fc.record({ do: fc.constant('delete-owner' as const), pick: fc.nat(5), policy: fc.constantFrom('Background' as const, 'Foreground' as const, 'Orphan' as const) }),
);
const anyStory = fc.array(fc.record({ waitMs: fc.oneof(fc.nat(3000), fc.nat(120_000)), deed: anyDeed }), { minLength: 4, maxLength: 16 });

/** A story that has a bit of everything, told at every run before the random ones. */
const workloads: readonly Workload[] = [
  { kind: 'Deployment', replicas: 3, surge: '25%/25%', minReadySeconds: 5, autoscaled: true, budget: 1 },
  { kind: 'StatefulSet', replicas: 2, parallel: false, claims: true, start: 2 },
  { kind: 'Job', completions: 3, parallelism: 2, indexed: true, seconds: 40, fails: false, failedOnly: true },
  { kind: 'Job', completions: 2, parallelism: 2, indexed: false, seconds: 40, fails: false, failedOnly: false },
  { kind: 'DaemonSet', maxSurge: 1 },
  { kind: 'CronJob', concurrency: 'Replace', keeps: 1, seconds: 90, fails: false },
];
const everything: readonly { readonly waitMs: number; readonly deed: Deed }[] = [
  { waitMs: 20_000, deed: { do: 'fault', fault: { type: 'power-off', node: 'node-2' } } },
  { waitMs: 1000, deed: { do: 'fault', fault: { type: 'api-refusals', percent: 60 } } },
  { waitMs: 0, deed: { do: 'queue', length: 38 } },
  { waitMs: 500, deed: { do: 'new-template', pick: 0 } },
  { waitMs: 0, deed: { do: 'new-template', pick: 1 } },
  { waitMs: 0, deed: { do: 'new-template', pick: 4 } },
  { waitMs: 3000, deed: { do: 'delete-owner', pick: 3, policy: 'Background' } },
  { waitMs: 5000, deed: { do: 'release-pod', pick: 0 } },
  { waitMs: 0, deed: { do: 'fault', fault: { type: 'etcd-leader-lost' } } },
  { waitMs: 100_000, deed: { do: 'fault', fault: { type: 'etcd-leader-elected' } } },
  { waitMs: 30_000, deed: { do: 'scale', pick: 1, replicas: 1 } },
  { waitMs: 20_000, deed: { do: 'drain', node: 'node-1' } },
  { waitMs: 10_000, deed: { do: 'queue', length: 12 } },
  { waitMs: 5000, deed: { do: 'fault', fault: { type: 'shut-down', node: 'node-3' } } },
];

describe('whatever breaks', () => {
  it('everything converges to what the specs say once the faults stop, and then nobody writes any more', () => {
    fc.assert(fc.property(fc.array(anyWorkload, { minLength: 2, maxLength: 5 }), anyStory, fc.nat(1000), (workloads, story, number) => {
      const play = (): ChaosCluster => {
        const cluster = new ChaosCluster(number, workloads);
        for (const { waitMs, deed } of story) cluster.after(waitMs).act(deed);
        cluster.mend();
        return cluster.after(1_200_000);
      };
      const cluster = play();
      expect(cluster.unfinished(), 'as the specs say').toEqual([]);
      expect(cluster.orphans(), 'dependants of nobody').toEqual([]);
      expect(cluster.busiest(), 'writes of one object').toBeLessThan(400);
      expect(cluster.writesDuring(300_000), 'writes while nothing happens').toEqual([]);
      if (number % 4 !== 0) return;
      expect(play().hash, 'replayed from its seed').toBe(cluster.hashBeforeRest);
    }), { numRuns: runs, seed, examples: [[[...workloads], [...everything], 4]], endOnFailure: env['CHAOS_SHRINK'] === undefined });
  }, 60_000 + runs * 20_000);
});
