import type { V1Deployment, V1Pod, V1PodDisruptionBudget, V2HorizontalPodAutoscaler } from '../../../kube/generated/types.ts';
import { cronJobs, deployments, horizontalPodAutoscalers, jobs, nodes, podDisruptionBudgets, pods, resourcePath, type Kind } from '../../../kube/kinds.ts';
import { keyOf, type KubeObject } from '../../../kube/object.ts';
import { Client } from '../../client/index.ts';
import { administrator, Cluster, type Fault } from '../../index.ts';
import { budgetOf, budgetProblem } from './chaos-budgets.ts';
import { autoscalerOf, autoscalerProblem, queue } from './chaos-autoscalers.ts';
import { kindOf, problemOf, specOf, wasShutDown, type Workload } from './chaos-workloads.ts';

export type Deed =
  | { readonly do: 'fault'; readonly fault: Fault }
  | { readonly do: 'delete-pod'; readonly pick: number; readonly force: boolean }
  | { readonly do: 'kill'; readonly pick: number }
  /** Takes the label off by which its owner finds it. */
  | { readonly do: 'release-pod'; readonly pick: number }
  | { readonly do: 'scale'; readonly pick: number; readonly replicas: number }
  | { readonly do: 'new-template'; readonly pick: number }
  /** Cordons a machine and evicts its pods, once each. */
  | { readonly do: 'drain'; readonly node: string }
  /** How long the queue is that autoscalers look at. */
  | { readonly do: 'queue'; readonly length: number }
  | { readonly do: 'delete-owner'; readonly pick: number; readonly policy: 'Background' | 'Foreground' | 'Orphan' };

const capacity = { cpu: '8', memory: '16Gi', pods: '110', 'ephemeral-storage': '100Gi' };
const machines = [
  { name: 'cp-1', labels: { 'node-role.kubernetes.io/control-plane': '' }, taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }], capacity },
  ...['a', 'b', 'c'].map((zone, index) => ({ name: `node-${String(index + 1)}`, labels: { 'topology.kubernetes.io/zone': zone }, capacity, ...(zone === 'c' ? { shutdownGracePeriodSeconds: 20, shutdownGracePeriodCriticalPodsSeconds: 5 } : {}) })),
];
const namespace = 'default';
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
    this.#cluster.setMetric(queue(20));
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
    if (workload.kind !== 'Deployment') return;
    if (workload.autoscaled) this.#must(this.#client.create(horizontalPodAutoscalers, autoscalerOf(name)));
    if (workload.budget !== undefined) this.#must(this.#client.create(podDisruptionBudgets, budgetOf(name, workload.budget)));
  }

  #must(made: { readonly ok: boolean }): void {
    if (!made.ok) throw new Error(`the story cannot begin: ${JSON.stringify(made)}`);
  }

  act(deed: Deed): void {
    switch (deed.do) {
      case 'fault':
        this.#cluster.inflict(deed.fault);
        return;
      case 'drain':
        this.#drain(deed.node);
        return;
      case 'queue':
        this.#cluster.setMetric(queue(deed.length));
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

  #drain(node: string): void {
    this.#cordon(node, true);
    for (const { metadata, spec } of this.#list<V1Pod>(pods)) {
      if (spec?.nodeName !== node || metadata?.ownerReferences?.[0]?.kind === 'DaemonSet') continue;
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: metadata?.name, namespace } };
      this.#client.request('POST', `${resourcePath(pods, namespace)}/${metadata?.name ?? ''}/eviction`, eviction);
    }
  }

  #cordon(node: string, unschedulable: boolean): void {
    this.#client.patch(nodes, { namespace: '', name: node, type: 'application/merge-patch+json' }, { spec: { unschedulable } });
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
    else if (owner.kind === cronJobs) patch({ suspend: deed.do === 'scale' && deed.replicas % 2 === 1 });
    else if (deed.do === 'scale') patch(owner.kind === jobs ? { parallelism: deed.replicas } : { replicas: deed.replicas });
    else if (owner.kind !== jobs) patch({ template: { metadata: { annotations: { version: String(++this.#templates) } } } });
  }

  /** Everything is whole again. A Job that was told to do nothing may work again, a CronJob begins no more of them. */
  mend(): void {
    // A machine that is being shut down goes before it can be started again.
    this.after(30_000);
    for (const { name } of machines) this.#cluster.inflict({ type: 'power-on', node: name });
    this.#cluster.inflict({ type: 'api-refusals', percent: 0 });
    this.#cluster.inflict({ type: 'etcd-leader-elected' });
    this.after(30_000);
    for (const { name } of machines) this.#cordon(name, false);
    for (const { kind, name } of this.#owners) if (kind === cronJobs) this.#client.patch(cronJobs, { namespace, name, type: 'application/merge-patch+json' }, { spec: { suspend: true } });
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
      const made = kind === cronJobs ? this.#list(jobs).filter(({ metadata }) => metadata?.ownerReferences?.some(({ uid }) => uid === found.value.metadata?.uid)) : owned;
      const problem = found.value.metadata?.deletionTimestamp ? 'is still being deleted' : problemOf(kind, found.value, made);
      if (problem !== undefined) problems.push(`${kind.kind} ${name} ${problem}`);
      else if (kind === deployments) problems.push(...this.#keepersOf(name, found.value as V1Deployment, owned.filter((pod) => !wasShutDown(pod))));
    }
    return problems;
  }

  /** What is wrong with the autoscaler and the budget of a Deployment. */
  #keepersOf(name: string, deployment: V1Deployment, owned: readonly V1Pod[]): readonly string[] {
    const autoscaler = this.#client.get<V2HorizontalPodAutoscaler>(horizontalPodAutoscalers, namespace, name);
    const budget = this.#client.get<V1PodDisruptionBudget>(podDisruptionBudgets, namespace, name);
    const problems = [autoscaler.ok ? autoscalerProblem(autoscaler.value, deployment) : undefined, budget.ok ? budgetProblem(budget.value, owned) : undefined];
    return problems.flatMap((problem) => (problem === undefined ? [] : [`${name}: ${problem}`]));
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
