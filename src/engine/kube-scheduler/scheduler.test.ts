import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiRequest, ApiResponse, ApiServer, WatchEvent, WatchHandle } from '../../kube/api.ts';
import type { CoreV1Event, V1Pod } from '../../kube/generated/types.ts';
import type { KubeObject } from '../../kube/object.ts';
import { Client } from '../client/index.ts';
import { EventQueue } from '../sim/clock.ts';
import { RandomStreams } from '../sim/random.ts';
import type { DecisionRecord } from './decision.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { aNode, aPod, type PodOptions } from './testing.ts';

type Stored = Record<string, unknown> & KubeObject;

/** As much of an API server as a scheduler needs: objects by path, watches, bindings, merge patches of status. */
class FakeApi implements ApiServer {
  readonly objects = new Map<string, Stored>();
  readonly #sinks: { readonly collection: string; readonly sink: (event: WatchEvent) => void }[] = [];
  #revision = 0;
  /** Bindings are refused with this message while it is set. */
  refusal: string | undefined;

  handle({ method, path, body }: ApiRequest): ApiResponse {
    const [bare = ''] = path.split('?');
    if (method === 'GET') return { code: 200, body: { items: [...this.objects].filter(([key]) => collectionOf(key) === bare || collectionOf(key).endsWith(bare.replace('/api/v1', ''))).map(([, object]) => object), metadata: { resourceVersion: String(this.#revision) } } };
    if (method === 'DELETE') return this.#delete(bare);
    if (bare.endsWith('/binding')) return this.#bind(bare.slice(0, -'/binding'.length), body as { target: { name: string } });
    if (method === 'PATCH') return this.#patch(bare, body as Stored);
    return { code: 201, body: this.put(`${bare}/${(body as Stored).metadata?.name ?? ''}`, body as Stored) };
  }

  watch({ path }: ApiRequest, sink: (event: WatchEvent) => void): WatchHandle {
    const entry = { collection: path.split('?')[0] ?? '', sink };
    this.#sinks.push(entry);
    return { stop: () => { this.#sinks.splice(this.#sinks.indexOf(entry), 1); } };
  }

  put(path: string, object: KubeObject): Stored {
    const known = this.objects.get(path);
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.#revision) } } as Stored;
    this.objects.set(path, stored);
    this.#tell(path, { type: known ? 'MODIFIED' : 'ADDED', object: stored });
    return stored;
  }

  #delete(path: string): ApiResponse {
    const object = this.objects.get(path);
    if (!object) return { code: 404, body: { message: 'not found' } };
    this.objects.delete(path);
    this.#tell(path, { type: 'DELETED', object: { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.#revision) } } });
    return { code: 200, body: object };
  }

  #bind(path: string, { target }: { target: { name: string } }): ApiResponse {
    const pod = this.objects.get(path) as V1Pod | undefined;
    if (!pod || this.refusal !== undefined) return { code: pod ? 500 : 404, body: { message: this.refusal ?? 'pods not found' } };
    return { code: 201, body: this.put(path, { ...pod, spec: { ...pod.spec, nodeName: target.name } } as KubeObject) };
  }

  #patch(fullPath: string, { metadata, spec, status }: Stored): ApiResponse {
    const path = fullPath.replace(/\/status$/, '');
    const object = this.objects.get(path);
    if (!object) return { code: 404, body: { message: 'not found' } };
    const merged = {
      ...object,
      metadata: { ...object.metadata, annotations: { ...object.metadata?.annotations, ...metadata?.annotations } },
      spec: { ...(object['spec'] as object | undefined), ...(spec as object | undefined) },
      status: { ...(object['status'] as object | undefined), ...(status as object | undefined) },
    };
    return { code: 200, body: this.put(path, merged as KubeObject) };
  }

  #tell(path: string, event: WatchEvent): void {
    for (const { collection, sink } of [...this.#sinks]) if (collectionOf(path) === collection) sink(event);
  }
}

/** `/api/v1/namespaces/default/pods/a` → `/api/v1/pods` */
function collectionOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')).replace(/\/namespaces\/[^/]+(?=\/)/, '');
}

const podPath = (name: string): string => `/api/v1/namespaces/default/pods/${name}`;

let api: FakeApi;
let clock: EventQueue;
let scheduler: Scheduler;
let decisions: DecisionRecord[];

function start(): void {
  const client = new Client({ api, clock, user: { name: 'system:kube-scheduler', groups: [] }, name: 'kube-scheduler' });
  scheduler = createScheduler({ context: { clock, client, random: new RandomStreams(1).stream('kube-scheduler') }, onDecision: (record) => decisions.push(record) });
}

const addNode = (...args: Parameters<typeof aNode>): void => { api.put(`/api/v1/nodes/${args[0]}`, aNode(...args)); };
const addPod = (name: string, options: PodOptions = {}): void => { api.put(podPath(name), aPod(name, options)); };
const podOf = (name: string): V1Pod | undefined => api.objects.get(podPath(name)) as V1Pod | undefined;
const nodeOf = (name: string): string | undefined => podOf(name)?.spec?.nodeName;
const runFor = (ms: number): void => { clock.runUntil(clock.nowMs + ms); };
const eventsAbout = (name: string): readonly string[] =>
  [...api.objects.values()].filter((object) => object.kind === 'Event' && (object as unknown as CoreV1Event).involvedObject.name === name).map((event) => `${(event as unknown as CoreV1Event).reason ?? ''}: ${(event as unknown as CoreV1Event).message ?? ''}`);

beforeEach(() => {
  api = new FakeApi();
  clock = new EventQueue(0);
  decisions = [];
});

describe('a running scheduler', () => {
  it('binds a pod and says so', () => {
    addNode('a');
    start();
    addPod('web');
    runFor(100);
    expect(nodeOf('web')).toBe('a');
    expect(eventsAbout('web')).toEqual(['Scheduled: Successfully assigned default/web to a']);
    expect(decisions).toMatchObject([{ pod: 'default/web', chosen: 'a', feasible: ['a'] }]);
  });

  it('tells why a pod does not fit, and places it when a node comes that it fits', () => {
    addNode('small', { cpu: '1' });
    start();
    addPod('big', { cpu: '3' });
    runFor(100);
    const message = '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.';
    expect(podOf('big')?.status?.conditions).toMatchObject([{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }]);
    expect(eventsAbout('big')).toEqual([`FailedScheduling: ${message}`]);
    addNode('large');
    runFor(11_000);
    expect(nodeOf('big')).toBe('large');
  });

  it('does not look again at a pod that a new node cannot help', () => {
    addNode('small', { cpu: '1' });
    start();
    addPod('big', { cpu: '3' });
    runFor(100);
    addNode('small-2', { cpu: '2' });
    runFor(20_000);
    expect(decisions).toHaveLength(1);
    expect(scheduler.queueSizes.unschedulable).toBe(1);
  });

  it('keeps a gated pod back until its gates are gone', () => {
    addNode('a');
    start();
    addPod('gated', { schedulingGates: [{ name: 'example.com/wait' }] });
    runFor(1000);
    expect(nodeOf('gated')).toBeUndefined();
    addPod('gated');
    runFor(1000);
    expect(nodeOf('gated')).toBe('a');
  });

  it('takes a less important pod off the node and waits until it is gone', () => {
    addNode('a', { cpu: '2' });
    addPod('low', { cpu: '2', priority: 0, nodeName: 'a' });
    start();
    addPod('high', { cpu: '2', priority: 10 });
    runFor(15_000);
    expect(podOf('low')).toBeUndefined();
    expect(eventsAbout('low')).toEqual(['Preempted: Preempted by pod uid-high on node a']);
    expect(nodeOf('high')).toBe('a');
  });

  it('does not fill a node beyond what it has, however late the bindings come', () => {
    addNode('a', { cpu: '1' });
    addNode('b', { cpu: '1' });
    start();
    for (let index = 0; index < 30; index++) addPod(`p-${String(index)}`, { cpu: '100m' });
    runFor(5000);
    const placed = Array.from({ length: 30 }, (_, index) => nodeOf(`p-${String(index)}`));
    expect(placed.filter((node) => node === 'a')).toHaveLength(10);
    expect(placed.filter((node) => node === 'b')).toHaveLength(10);
  });

  it('tries again after a binding that was refused', () => {
    addNode('a');
    start();
    api.refusal = 'etcd has no leader';
    addPod('web');
    runFor(500);
    expect(podOf('web')?.status?.conditions?.[0]).toMatchObject({ reason: 'SchedulerError', message: 'etcd has no leader' });
    api.refusal = undefined;
    runFor(15_000);
    expect(nodeOf('web')).toBe('a');
  });

  it('gives a claim its volume first and binds the pod when the claim is bound', () => {
    addNode('a');
    addNode('b');
    const reaches = (host: string): object => ({ required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [host] }] }] } });
    api.put('/apis/storage.k8s.io/v1/storageclasses/local', { metadata: { name: 'local' }, provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' } as KubeObject);
    api.put('/api/v1/persistentvolumes/pv', { metadata: { name: 'pv' }, spec: { storageClassName: 'local', capacity: { storage: '2Gi' }, accessModes: ['ReadWriteOnce'], nodeAffinity: reaches('b') }, status: { phase: 'Available' } } as KubeObject);
    const claimPath = '/api/v1/namespaces/default/persistentvolumeclaims/data';
    const claim = { metadata: { name: 'data', namespace: 'default', uid: 'c' }, spec: { storageClassName: 'local', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } };
    api.put(claimPath, claim as KubeObject);
    start();
    addPod('db', { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] });
    runFor(1000);
    expect(api.objects.get('/api/v1/persistentvolumes/pv')).toMatchObject({ spec: { claimRef: { namespace: 'default', name: 'data', uid: 'c' } } });
    expect(nodeOf('db')).toBeUndefined();
    api.put(claimPath, { ...claim, metadata: { ...claim.metadata, annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } }, spec: { ...claim.spec, volumeName: 'pv' } } as KubeObject);
    runFor(1000);
    expect(nodeOf('db')).toBe('b');
  });

  it('leaves pods of other schedulers alone and forgets deleted ones', () => {
    start();
    addPod('mine');
    addPod('theirs', { schedulerName: 'other' });
    runFor(100);
    api.handle({ method: 'DELETE', path: podPath('mine'), user: { name: '', groups: [] }, cause: { clock: true } });
    addNode('a');
    runFor(20_000);
    expect(nodeOf('theirs')).toBeUndefined();
    expect(scheduler.queueSizes).toEqual({ active: 0, backoff: 0, unschedulable: 0 });
  });
});
