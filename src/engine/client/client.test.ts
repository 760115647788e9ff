import { describe, expect, it } from 'vitest';
import type { ApiRequest, ApiResponse, ApiServer, WatchEvent } from '../../kube/api.ts';
import type { V1ConfigMap, V1Status } from '../../kube/generated/types.ts';
import { configMaps } from '../../kube/kinds.ts';
import { EventQueue, RandomStreams } from '../sim/index.ts';
import { Client, Controller, EventRecorder } from './index.ts';

/** A server of ConfigMaps in memory: just enough for a client. */
class SmallServer implements ApiServer {
  readonly requests: ApiRequest[] = [];
  readonly objects = new Map<string, V1ConfigMap>();
  readonly #sinks = new Set<(event: WatchEvent) => void>();
  revision = 1;
  failing = false;

  handle(request: ApiRequest): ApiResponse {
    this.requests.push(request);
    if (this.failing) return { code: 500, body: { kind: 'Status', code: 500 } satisfies V1Status };
    if (request.method === 'GET') return { code: 200, body: { items: [...this.objects.values()], metadata: { resourceVersion: String(this.revision) } } };
    return { code: 201, body: request.body };
  }

  watch(_request: ApiRequest, sink: (event: WatchEvent) => void): { stop(): void } {
    this.#sinks.add(sink);
    return { stop: () => this.#sinks.delete(sink) };
  }

  write(name: string, type: 'ADDED' | 'MODIFIED' | 'DELETED', labels: Record<string, string> = {}): void {
    const object: V1ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default', labels, resourceVersion: String(++this.revision) } };
    if (type === 'DELETED') this.objects.delete(name);
    else this.objects.set(name, object);
    for (const sink of this.#sinks) sink({ type, object });
  }

  /** Ends every watch with an error, as after a compaction. */
  compact(): void {
    for (const sink of [...this.#sinks]) sink({ type: 'ERROR', object: {} });
  }
}

function fixture(): { readonly clock: EventQueue; readonly server: SmallServer; readonly client: Client } {
  const clock = new EventQueue(0);
  const server = new SmallServer();
  const client = new Client({ api: server, clock, name: 'tester', user: { name: 'tester', groups: [] }, watchLatencyMs: 5, callMs: 3 });
  return { clock, server, client };
}

describe('an informer', () => {
  it('tells what is there, then what changes, a watch latency later', () => {
    const { clock, server, client } = fixture();
    server.write('a', 'ADDED');
    const told: string[] = [];
    client.informer(configMaps).subscribe({
      added: (o) => told.push(`${String(clock.nowMs)} +${o.metadata?.name ?? ''}`),
      updated: (o, old) => told.push(`${String(clock.nowMs)} ${old.metadata?.resourceVersion ?? ''}→${o.metadata?.resourceVersion ?? ''}`),
      deleted: (o) => told.push(`${String(clock.nowMs)} -${o.metadata?.name ?? ''}`),
    });
    server.write('a', 'MODIFIED');
    clock.runUntil(2);
    server.write('b', 'ADDED');
    server.write('a', 'DELETED');
    expect(client.informer(configMaps).get('default', 'b'), 'the cache lags').toBeUndefined();
    clock.runUntil(20);
    expect(told).toEqual(['0 +a', '5 2→3', '7 +b', '7 -a']);
  });

  it('keeps its indices with every change', () => {
    const { clock, server, client } = fixture();
    const informer = client.informer(configMaps);
    informer.addIndex('app', (o) => [o.metadata?.labels?.['app'] ?? '']);
    server.write('a', 'ADDED', { app: 'x' });
    server.write('b', 'ADDED', { app: 'x' });
    server.write('a', 'MODIFIED', { app: 'y' });
    server.write('b', 'DELETED');
    clock.runUntil(10);
    expect(informer.byIndex('app', 'x')).toEqual([]);
    expect(informer.byIndex('app', 'y').map((o) => o.metadata?.name)).toEqual(['a']);
  });

  it('lists again after its watch has ended, and notices what it missed', () => {
    const { clock, server, client } = fixture();
    server.write('gone', 'ADDED');
    const told: string[] = [];
    client.informer(configMaps).subscribe({ added: (o) => told.push(`+${o.metadata?.name ?? ''}`), deleted: (o) => told.push(`-${o.metadata?.name ?? ''}`) });
    server.compact();
    clock.runUntil(10);
    server.objects.clear();
    server.objects.set('new', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'new', namespace: 'default', resourceVersion: '99' } });
    clock.runUntil(2000);
    expect(told).toEqual(['+gone', '-gone', '+new']);
  });
});

describe('a cause', () => {
  it('is the revision that woke the handler, and travels through the queue to the request', () => {
    const { clock, server, client } = fixture();
    const random = new RandomStreams(1).stream('r');
    const controller = new Controller({ context: { clock, random, client }, reconcile: () => { client.get(configMaps, 'default', 'a'); } });
    client.informer(configMaps).subscribe({ added: (o) => { controller.add(o.metadata?.name ?? ''); } });
    server.write('a', 'ADDED');
    clock.runUntil(100);
    expect(server.requests.at(-1)).toMatchObject({ method: 'GET', cause: { revision: 2 }, user: { name: 'tester' } });
    expect(client.cause, 'and is gone afterwards').toEqual({ clock: true });
  });
});

describe('a work queue', () => {
  const settings = (reconcile: (key: string) => undefined | { retry: V1Status }) => {
    const { clock, client } = fixture();
    return { clock, client, controller: new Controller({ context: { clock, random: new RandomStreams(1).stream('q'), client }, workers: 1, reconcile }) };
  };

  it('holds a key once, and runs it again where it was added meanwhile', () => {
    const ran: string[] = [];
    const world = settings((key) => {
      ran.push(key);
      world.client.get(configMaps, 'default', key);
      if (ran.length === 1) world.controller.add(key);
      return undefined;
    });
    world.controller.add('a');
    world.controller.add('a');
    world.clock.runUntil(100);
    expect(ran).toEqual(['a', 'a']);
  });

  it('makes a worker busy for as long as its calls take', () => {
    const ran: string[] = [];
    const world = settings((key) => {
      ran.push(`${key} at ${String(world.clock.nowMs)}`);
      world.client.get(configMaps, 'default', key);
      return undefined;
    });
    for (const key of ['a', 'b', 'c']) world.controller.add(key);
    world.clock.runUntil(100);
    expect(ran).toEqual(['a at 0', 'b at 3', 'c at 6']);
  });

  it('tries a refused key again after 5, 10, 20 … ms', () => {
    const at: number[] = [];
    const world = settings(() => {
      at.push(world.clock.nowMs);
      return at.length < 5 ? { retry: {} } : undefined;
    });
    world.controller.add('a');
    world.clock.runUntil(1000);
    expect(at).toEqual([0, 5, 15, 35, 75]);
  });
});

describe('the event recorder', () => {
  it('raises the count of what it has said before, and stops after 25 about one object', () => {
    const { clock, server, client } = fixture();
    const recorder = new EventRecorder({ clock, random: new RandomStreams(1).stream('e'), client }, { component: 'tester' });
    const about = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default', uid: 'u' } };
    for (let i = 0; i < 30; i++) recorder.event(about, { type: 'Normal', reason: 'Again', message: 'the same' });
    const methods = server.requests.map(({ method }) => method);
    expect(methods).toEqual(['POST', ...Array<string>(24).fill('PATCH')]);
    expect(server.requests.at(-1)?.body).toMatchObject({ count: 25 });
    clock.runUntil(300_000);
    recorder.event(about, { type: 'Normal', reason: 'Again', message: 'the same' });
    expect(server.requests).toHaveLength(26);
  });
});
