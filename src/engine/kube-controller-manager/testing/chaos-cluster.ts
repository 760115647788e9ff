import type { V1DaemonSet, V1Deployment, V1Job, V1Pod, V1StatefulSet } from '../../../kube/generated/types.ts';
import { daemonSets, deployments, jobs, pods, replicaSets, replicationControllers, resourcePath, statefulSets, type Kind } from '../../../kube/kinds.ts';
import { keyOf, type KubeObject } from '../../../kube/object.ts';
import { isPodReady } from '../../../kube/pod-status.ts';
import { Client } from '../../client/index.ts';
import { administrator, Cluster, type Fault } from '../../index.ts';

export type Workload =
  | { readonly kind: 'Deployment'; readonly replicas: number; readonly surge: string; readonly minReadySeconds: number }
  | { readonly kind: 'ReplicaSet' | 'ReplicationController'; readonly replicas: number }
  | { readonly kind: 'StatefulSet'; readonly replicas: number; readonly parallel: boolean; readonly claims: boolean; readonly start: number }
  | { readonly kind: 'DaemonSet'; readonly maxSurge: number }
  | { readonly kind: 'Job'; readonly completions: number; readonly parallelism: number; readonly indexed: boolean; readonly seconds: number; readonly fails: boolean; readonly failedOnly: boolean };

export type Deed =
  | { readonly do: 'fault'; readonly fault: Fault }
  | { readonly do: 'delete-pod'; readonly pick: number; readonly force: boolean }
  | { readonly do: 'kill'; readonly pick: number }
  /** Takes the label off by which its owner finds it. */
  | { readonly do: 'release-pod'; readonly pick: number }
  | { readonly do: 'scale'; readonly pick: number; readonly replicas: number }
  | { readonly do: 'new-template'; readonly pick: number }
  | { readonly do: 'delete-owner'; readonly pick: number; readonly policy: 'Background' | 'Foreground' | 'Orphan' };

const capacity = { cpu: '8', memory: '16Gi', pods: '110', 'ephemeral-storage': '100Gi' };
const machines = [
  { name: 'cp-1', labels: { 'node-role.kubernetes.io/control-plane': '' }, taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }], capacity },
  ...['a', 'b', 'c'].map((zone, index) => ({ name: `node-${String(index + 1)}`, labels: { 'topology.kubernetes.io/zone': zone }, capacity })),
];
const namespace = 'default';
const workers = 3;
const kindOf: Readonly<Record<Workload['kind'], Kind>> = {
  Deployment: deployments, ReplicaSet: replicaSets, ReplicationController: replicationControllers, StatefulSet: statefulSets, DaemonSet: daemonSets, Job: jobs,
};
/** What goes on for ever: heartbeats, and Events that expire. */
const restless = new Set(['Lease', 'Node', 'Event']);

/** A whole cluster with random workloads, that random deeds are done to. */
export class ChaosCluster {
  hashBeforeRest = '';
  readonly #cluster: Cluster;
  readonly #client: Client;
  readonly #writes = new Map<string, number>();
  readonly #owners: { readonly kind: Kind; readonly name: string }[] = [];
  #templates = 0;

  constructor(seed: number, workloads: readonly Workload[]) {
    this.#cluster = new Cluster({ seed, startEpochMs: 1_767_258_000_000, machines });
    this.#client = new Client({ api: this.#cluster.api, clock: this.#cluster.clock, user: administrator, name: 'chaos' });
    const { store } = this.#cluster;
    store.watch('/registry/', store.revision, ({ value }) => {
      if (restless.has(value.kind ?? '')) return;
      const key = `${value.kind ?? ''} ${keyOf(value)} ${value.metadata?.uid ?? ''}`;
      this.#writes.set(key, (this.#writes.get(key) ?? 0) + 1);
    });
    this.after(2000);
    workloads.forEach((workload, index) => { this.#create(workload, `w${String(index)}`); });
  }

  get hash(): string {
    return this.#cluster.stateHash();
  }

  after(ms: number): this {
    this.#cluster.clock.runUntil(this.#cluster.clock.nowMs + ms);
    return this;
  }

  #create(workload: Workload, name: string): void {
    const kind = kindOf[workload.kind];
    const made = this.#client.create(kind, { metadata: { name, namespace }, spec: specOf(workload, name) } as KubeObject);
    if (!made.ok) throw new Error(`${workload.kind}: ${made.status.message ?? ''}`);
    this.#owners.push({ kind, name });
  }

  act(deed: Deed): void {
    switch (deed.do) {
      case 'fault':
        this.#cluster.inflict(deed.fault);
        return;
      case 'scale':
      case 'new-template':
      case 'delete-owner':
        this.#actOnOwner(deed);
        return;
      default:
        this.#actOnPod(deed);
    }
  }

  #actOnPod(deed: Extract<Deed, { do: 'delete-pod' | 'kill' | 'release-pod' }>): void {
    const all = this.#list<V1Pod>(pods);
    const pod = all[deed.pick % Math.max(1, all.length)];
    const name = pod?.metadata?.name;
    if (name === undefined) return;
    /** A StatefulSet waits for ever for the name of a pod that it had to let go, in Kubernetes too. */
    if (deed.do === 'release-pod' && pod?.metadata?.ownerReferences?.[0]?.kind === 'StatefulSet') return;
    if (deed.do === 'kill') this.#cluster.inflict({ type: 'kill-container', namespace, pod: name, container: 'main', exitCode: 137 });
    else if (deed.do === 'delete-pod') this.#client.delete(pods, namespace, name, deed.force ? { gracePeriodSeconds: 0 } : {});
    else this.#client.patch(pods, { namespace, name, type: 'application/merge-patch+json' }, { metadata: { labels: { app: null } } });
  }

  #actOnOwner(deed: Extract<Deed, { do: 'scale' | 'new-template' | 'delete-owner' }>): void {
    const owner = this.#owners[deed.pick % this.#owners.length];
    if (!owner) return;
    const patch = (spec: unknown): void => { this.#client.patch(owner.kind, { namespace, name: owner.name, type: 'application/merge-patch+json' }, { spec }); };
    if (deed.do === 'delete-owner') this.#client.delete(owner.kind, namespace, owner.name, { propagationPolicy: deed.policy });
    else if (deed.do === 'scale') patch(owner.kind === jobs ? { parallelism: deed.replicas } : { replicas: deed.replicas });
    else if (owner.kind !== jobs) patch({ template: { metadata: { annotations: { version: String(++this.#templates) } } } });
  }

  /** Everything is whole again. A Job that was told to do nothing may work again. */
  mend(): void {
    for (const { name } of machines) this.#cluster.inflict({ type: 'power-on', node: name });
    this.#cluster.inflict({ type: 'api-refusals', percent: 0 });
    this.#cluster.inflict({ type: 'etcd-leader-elected' });
    this.after(30_000);
    for (const { kind, name } of this.#owners) if (kind === jobs) this.#client.patch(jobs, { namespace, name, type: 'application/merge-patch+json' }, { spec: { parallelism: 2 } });
  }

  /** A sentence about everything that is not as its spec says. */
  unfinished(): readonly string[] {
    this.hashBeforeRest = this.hash;
    const all = this.#list<V1Pod>(pods);
    const problems = all.filter(({ metadata }) => metadata?.deletionTimestamp).map((pod) => `pod ${keyOf(pod)} is still ending`);
    for (const { kind, name } of this.#owners) {
      const found = this.#client.get(kind, namespace, name);
      if (!found.ok) continue;
      const owned = all.filter(({ metadata }) => metadata?.name?.startsWith(`${name}-`) && metadata.ownerReferences?.some(({ controller }) => controller));
      const problem = found.value.metadata?.deletionTimestamp ? 'is still being deleted' : problemOf(kind, found.value, owned);
      if (problem !== undefined) problems.push(`${kind.kind} ${name} ${problem}`);
    }
    return problems;
  }

  /** Objects whose every owner is gone. */
  orphans(): readonly string[] {
    const everything = this.#everything();
    const living = new Set(everything.map(({ metadata }) => metadata?.uid));
    return everything
      .filter(({ metadata }) => (metadata?.ownerReferences?.length ?? 0) > 0 && !metadata?.ownerReferences?.some(({ uid }) => living.has(uid)))
      .map((object) => `${object.kind ?? ''} ${keyOf(object)} of ${object.metadata?.ownerReferences?.map(({ kind, name }) => `${kind} ${name}`).join(', ') ?? ''}`);
  }

  /** How often the object that was written most often was written. */
  busiest(): number {
    return Math.max(0, ...this.#writes.values());
  }

  /** Which objects are written, and how often, while nothing happens for so long. */
  writesDuring(ms: number): readonly string[] {
    this.#writes.clear();
    this.after(ms);
    return [...this.#writes].map(([key, count]) => `${key}: ${String(count)}`);
  }

  #everything(): readonly KubeObject[] {
    const all = this.#cluster.store.range('/registry/');
    return all === 'compacted' ? [] : all.values;
  }

  #list<T extends KubeObject>(kind: Kind<T>): readonly T[] {
    const answer = this.#client.request('GET', resourcePath(kind, namespace));
    return answer.code === 200 ? (answer.body as { readonly items: readonly T[] }).items : [];
  }
}

function specOf(workload: Workload, name: string): unknown {
  const labels = { app: name };
  const sleeper = { name: 'main', image: 'busybox:1.36', command: ['sleep', '100000'] };
  const template = { metadata: { labels }, spec: { terminationGracePeriodSeconds: 5, containers: [sleeper] } };
  const common = { selector: { matchLabels: labels }, template };
  switch (workload.kind) {
    case 'Deployment': return { ...common, replicas: workload.replicas, minReadySeconds: workload.minReadySeconds, strategy: strategyOf(workload.surge) };
    case 'ReplicaSet': return { ...common, replicas: workload.replicas };
    case 'ReplicationController': return { replicas: workload.replicas, selector: labels, template };
    case 'DaemonSet': return { ...common, updateStrategy: { type: 'RollingUpdate', rollingUpdate: workload.maxSurge ? { maxSurge: 1, maxUnavailable: 0 } : { maxUnavailable: 1 } } };
    case 'StatefulSet': return {
      ...common, serviceName: name, replicas: workload.replicas, podManagementPolicy: workload.parallel ? 'Parallel' : 'OrderedReady', ordinals: { start: workload.start },
      ...(workload.claims ? { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }] } : {}),
    };
    case 'Job': return {
      completions: workload.completions, parallelism: workload.parallelism, completionMode: workload.indexed ? 'Indexed' : 'NonIndexed', backoffLimit: 2, ...(workload.failedOnly ? { podReplacementPolicy: 'Failed' } : {}),
      template: { metadata: { labels }, spec: { restartPolicy: 'Never', terminationGracePeriodSeconds: 5, containers: [{ ...sleeper, command: ['sh', '-c', `sleep ${String(workload.seconds)}; exit ${workload.fails ? '1' : '0'}`] }] } },
    };
  }
}

function strategyOf(surge: string): unknown {
  const [maxSurge = '', maxUnavailable] = surge.split('/').map((part) => (part.endsWith('%') || part === 'Recreate' ? part : Number(part)));
  return maxUnavailable === undefined ? { type: 'Recreate' } : { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } };
}

function problemOf(kind: Kind, object: KubeObject, owned: readonly V1Pod[]): string | undefined {
  if (kind === jobs) return jobProblem(object as V1Job, owned);
  const wanted = kind === daemonSets ? workers : ((object as V1Deployment).spec?.replicas ?? 1);
  const ready = owned.filter(isPodReady).length;
  if (owned.length !== wanted || ready !== wanted) return `wants ${String(wanted)} pods, has ${String(owned.length)}, ${String(ready)} of them ready`;
  return statusProblem(kind, object, wanted) ?? (kind === statefulSets ? ordinalProblem(object as V1StatefulSet, owned) : undefined);
}

function statusProblem(kind: Kind, object: KubeObject, wanted: number): string | undefined {
  const status = (object as V1Deployment).status ?? {};
  if (status.observedGeneration !== object.metadata?.generation) return 'has not seen its newest spec';
  const daemons = (object as V1DaemonSet).status;
  const counts = kind === daemonSets
    ? [daemons?.desiredNumberScheduled, daemons?.currentNumberScheduled, daemons?.numberReady, daemons?.updatedNumberScheduled, daemons?.numberAvailable]
    : [status.replicas ?? 0, status.readyReplicas ?? 0, ...(kind === deployments || kind === statefulSets ? [status.updatedReplicas ?? 0, status.availableReplicas ?? 0] : [])];
  return counts.every((count) => count === wanted) ? undefined : `wants ${String(wanted)}, counts ${counts.join(', ')}`;
}

function ordinalProblem({ spec, status }: V1StatefulSet, owned: readonly V1Pod[]): string | undefined {
  const start = spec?.ordinals?.start ?? 0;
  const numbers = owned.map(({ metadata }) => Number(metadata?.name?.split('-').at(-1))).sort((a, b) => a - b);
  if (numbers.some((number, index) => number !== start + index)) return `has the numbers ${numbers.join(', ')}`;
  return status?.currentRevision === status?.updateRevision ? undefined : 'has not finished its update';
}

function jobProblem({ spec, status }: V1Job, owned: readonly V1Pod[]): string | undefined {
  const done = status?.conditions?.find(({ type, status: value }) => (type === 'Complete' || type === 'Failed') && value === 'True');
  if (!done) return `has not ended: ${JSON.stringify(status)}`;
  if (done.type === 'Complete' && status?.succeeded !== spec?.completions) return `is complete with ${String(status?.succeeded)} of ${String(spec?.completions)}`;
  if (status?.active || owned.some((pod) => pod.status?.phase === 'Running' || pod.status?.phase === 'Pending')) return 'has ended and still runs pods';
  return owned.some(({ metadata }) => metadata?.finalizers?.length) ? 'has ended and holds its pods' : undefined;
}
