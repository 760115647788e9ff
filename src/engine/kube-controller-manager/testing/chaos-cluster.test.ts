import { expect, it } from 'vitest';
import { ChaosCluster } from './chaos-cluster.ts';

it('a cluster that nobody touches comes to rest', () => {
  const cluster = new ChaosCluster(1, [{ kind: 'ReplicaSet', replicas: 2 }, { kind: 'DaemonSet', maxSurge: 0 }]).after(60_000);
  expect([...cluster.unfinished(), ...cluster.orphans(), ...cluster.writesDuring(60_000)]).toEqual([]);
});
