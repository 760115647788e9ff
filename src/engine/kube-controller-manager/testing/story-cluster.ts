import type { ApiServer, Method, PatchType } from '../../../kube/api.ts';
import type { CoreV1Event, V1Node, V1Pod } from '../../../kube/generated/types.ts';
import { coreEvents, leases, nodes, pods, resourcePath, type Kind } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { rfc3339, rfc3339Micro } from '../../../kube/time.ts';
import { Client } from '../../client/index.ts';
import { RandomStreams, type EventQueue } from '../../sim/index.ts';
import type { ControllerDefinition, ControllerManagerOptions, Running } from '../context.ts';
import { controllers } from '../controllers.ts';
import { startControllers } from '../manager.ts';

const person = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

export interface StorySettings {
  readonly clock: EventQueue;
  readonly server: ApiServer;
  readonly definitions?: readonly ControllerDefinition[];
  readonly options?: Partial<ControllerManagerOptions>;
  readonly nodes?: readonly Partial<V1Node>[];
}

/**
 * A cluster for story tests of controllers: an API server that the test hands over, the controllers, and stand-ins for the
 * scheduler (nodes in turn) and the kubelets (a pod is ready 0.1 s after it was bound and gone 0.3 s after it was deleted).
 */
export class StoryCluster {
  readonly clock: EventQueue;
  readonly client: Client;
  readonly controllers: Running;
  readonly down = new Set<string>();
  /** Pods whose name is here never get ready. */
  readonly unready = new Set<string>();
  readonly #server: ApiServer;
  #turn = 0;

  constructor({ clock, server, definitions = controllers, options, nodes: machines = [{}, {}, {}] }: StorySettings) {
    this.clock = clock;
    this.#server = server;
    this.client = new Client({ api: server, clock, user: person, name: 'story' });
    machines.forEach((machine, index) => { this.addNode(`node-${String(index + 1)}`, machine); });
    const user = { name: 'system:kube-controller-manager', groups: ['system:masters', 'system:authenticated'] };
    const client = new Client({ api: server, clock, user, name: 'kube-controller-manager' });
    this.controllers = startControllers(definitions, { clock, random: new RandomStreams(1), client, ...(options ? { options } : {}) });
    this.client.informer(pods).subscribe({ added: (pod) => { this.#podSeen(pod); }, updated: (pod) => { this.#podSeen(pod); } });
    this.#heartbeat();
  }

  /** Lets virtual time pass. */
  run(seconds: number): void {
    this.clock.runUntil(this.clock.nowMs + seconds * 1000);
  }

  /** One request as the administrator; throws where it is refused. */
  ask<T>(method: Method, path: string, body?: unknown, contentType?: PatchType): T {
    const answer = this.#server.handle({ method, path, body, user: person, cause: { action: 1 }, ...(contentType ? { contentType } : {}) });
    if (answer.code >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  }

  create<T extends KubeObject>(kind: Kind<T>, object: unknown, namespace = 'default'): T {
    return this.ask('POST', resourcePath(kind, namespace), object);
  }

  get<T extends KubeObject>(kind: Kind<T>, name: string, namespace = 'default'): T {
    return this.ask('GET', resourcePath(kind, namespace, name));
  }

  find<T extends KubeObject>(kind: Kind<T>, name: string, namespace = 'default'): T | undefined {
    const answer = this.client.get(kind, namespace, name);
    return answer.ok ? answer.value : undefined;
  }

  list<T extends KubeObject>(kind: Kind<T>, namespace = 'default'): readonly T[] {
    return this.ask<{ items: readonly T[] }>('GET', resourcePath(kind, namespace)).items;
  }

  merge<T extends KubeObject>(kind: Kind<T>, name: string, patch: unknown, subresource?: 'status', namespace = 'default'): T {
    return this.ask('PATCH', resourcePath(kind, namespace, name, subresource), patch, 'application/merge-patch+json');
  }

  remove(kind: Kind, name: string, body: unknown = {}, namespace = 'default'): void {
    this.ask('DELETE', resourcePath(kind, namespace, name), body);
  }

  /** `TYPE REASON MESSAGE` of the Events about objects of one kind, repeated ones once for each time. */
  events(kind: string, namespace = 'default'): readonly string[] {
    return this.list(coreEvents, namespace).filter(({ involvedObject }) => involvedObject.kind === kind)
      .flatMap((event: CoreV1Event) => Array.from({ length: event.count ?? 1 }, () => `${event.type ?? ''} ${event.reason ?? ''} ${event.message ?? ''}`));
  }

  addNode(name: string, machine: Partial<V1Node> = {}): void {
    const labels = { 'kubernetes.io/hostname': name, ...machine.metadata?.labels };
    this.ask('POST', resourcePath(nodes), { ...machine, apiVersion: 'v1', kind: 'Node', metadata: { ...machine.metadata, name, labels } });
    const conditions = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map((type) => ({
      type, status: type === 'Ready' ? 'True' : 'False', lastHeartbeatTime: rfc3339(this.clock.epochMs), lastTransitionTime: rfc3339(this.clock.epochMs), reason: 'Kubelet', message: 'kubelet',
    }));
    this.ask('PATCH', resourcePath(nodes, undefined, name, 'status'), { status: { conditions, capacity: { cpu: '4', memory: '8Gi', pods: '110' }, allocatable: { cpu: '4', memory: '8Gi', pods: '110' } } }, 'application/merge-patch+json');
    this.ask('POST', resourcePath(leases, 'kube-node-lease'), { metadata: { name }, spec: { holderIdentity: name, renewTime: rfc3339Micro(this.clock.epochMs) } });
  }

  #heartbeat(): void {
    this.clock.after(10_000, () => {
      for (const { metadata } of this.list(nodes)) {
        const name = metadata?.name ?? '';
        if (this.down.has(name)) continue;
        this.merge(leases, name, { spec: { renewTime: rfc3339Micro(this.clock.epochMs) } }, undefined, 'kube-node-lease');
        const node = this.get(nodes, name);
        const ready = node.status?.conditions?.find(({ type }) => type === 'Ready');
        if (ready?.status !== 'True') this.#nodeIsBack(node);
      }
      this.#heartbeat();
    });
  }

  #nodeIsBack(node: V1Node): void {
    const conditions = node.status?.conditions?.map((condition) => ({ ...condition, status: condition.type === 'Ready' ? 'True' : 'False', lastHeartbeatTime: rfc3339(this.clock.epochMs) }));
    this.merge(nodes, node.metadata?.name ?? '', { status: { conditions } }, 'status');
  }

  #podSeen(pod: V1Pod): void {
    const { name = '', namespace = '' } = pod.metadata ?? {};
    if (!pod.spec?.nodeName) this.clock.after(10, () => { this.#bind(pod); });
    else if (this.down.has(pod.spec.nodeName)) return;
    else if (pod.metadata?.deletionTimestamp) this.clock.after(300, () => { if (this.find(pods, name, namespace)?.metadata?.uid === pod.metadata?.uid) this.client.delete(pods, namespace, name, { gracePeriodSeconds: 0 }); });
    else if (pod.status?.phase === 'Pending') this.clock.after(100, () => { this.#start(pod); });
  }

  #bind(pod: V1Pod): void {
    if (pod.metadata?.deletionTimestamp || pod.spec?.schedulingGates?.length) return;
    const { name = '', namespace = '' } = pod.metadata ?? {};
    const wanted = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms[0]?.matchFields?.[0]?.values?.[0];
    const all = this.list(nodes).filter(({ metadata, spec }) => (wanted === undefined || metadata?.name === wanted) && !spec?.unschedulable && !spec?.taints?.some(({ effect }) => effect !== 'PreferNoSchedule'));
    const node = all[this.#turn++ % Math.max(1, all.length)];
    if (!node) return;
    const target = { kind: 'Node', name: node.metadata?.name };
    this.client.request('POST', resourcePath(pods, namespace, name, 'binding'), { metadata: { name }, target });
  }

  #start(pod: V1Pod): void {
    const { name = '', namespace = '' } = pod.metadata ?? {};
    const at = rfc3339(this.clock.epochMs);
    const ready = !this.unready.has(name) && !pod.spec?.containers.some(({ image }) => image?.includes('nonexistent'));
    const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: at }];
    const podIP = `10.244.9.${String((this.#turn % 250) + 1)}`;
    this.client.patch(pods, { namespace, name, type: 'application/merge-patch+json' }, { status: { phase: ready ? 'Running' : 'Pending', podIP: ready ? podIP : undefined, startTime: at, conditions } }, { subresource: 'status' });
  }

  /** Ends a pod's containers: `Succeeded` or `Failed` with an exit code. */
  finish(name: string, exitCode: number, namespace = 'default'): void {
    const pod = this.get(pods, name, namespace);
    const at = rfc3339(this.clock.epochMs);
    const containerStatuses = pod.spec?.containers.map((container) => ({ name: container.name, image: '', imageID: '', ready: false, restartCount: 0, state: { terminated: { exitCode, finishedAt: at, startedAt: at } } }));
    this.merge(pods, name, { status: { phase: exitCode === 0 ? 'Succeeded' : 'Failed', containerStatuses, conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: at }] } }, 'status', namespace);
  }
}
