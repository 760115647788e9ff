import { describe, expect, it } from 'vitest';
import type { ApiResponse, Method, WatchEvent } from '../../kube/api.ts';
import type { V1Namespace, V1Pod, V1Service, V1Status } from '../../kube/generated/types.ts';
import { createStore } from '../etcd/store.ts';
import { EventQueue } from '../sim/clock.ts';
import { RandomStreams } from '../sim/random.ts';
import { createApiServer } from './create-api-server.ts';

const person = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

export function freshServer() {
  const clock = new EventQueue(Date.UTC(2026, 0, 1));
  const store = createStore({ clock });
  const server = createApiServer({ clock, store, random: new RandomStreams(1).stream('apiserver') });
  server.bootstrap();
  const ask = (method: Method, path: string, body?: unknown, contentType?: 'application/merge-patch+json'): ApiResponse =>
    server.handle({ method, path, body, user: person, cause: { action: 1 }, ...(contentType ? { contentType } : {}) });
  ask('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  return { clock, store, server, ask };
}

const pod = (name: string, extra: object = {}): object => ({ metadata: { name }, spec: { containers: [{ name: 'app', image: 'nginx' }], ...extra } });

describe('an API server', () => {
  it('starts with namespaces and the Service kubernetes', () => {
    const { ask } = freshServer();
    const listed = ask('GET', '/api/v1/namespaces').body as { items: V1Namespace[] };
    expect(listed.items.map(({ metadata }) => metadata?.name)).toEqual(['default', 'kube-node-lease', 'kube-public', 'kube-system']);
    expect((ask('GET', '/api/v1/namespaces/default/services/kubernetes').body as V1Service).spec?.clusterIP).toBe('10.96.0.1');
  });

  it('creates, finds, refuses twice and deletes', () => {
    const { ask } = freshServer();
    const path = '/api/v1/namespaces/default/pods';
    const made = ask('POST', path, pod('web'));
    expect(made.code).toBe(201);
    expect((made.body as V1Pod).status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
    expect((ask('POST', path, pod('web')).body as V1Status).message).toBe('pods "web" already exists');
    expect(ask('DELETE', `${path}/web`).code).toBe(200);
    expect((ask('GET', `${path}/web`).body as V1Status).message).toBe('pods "web" not found');
  });

  it('tells watches of what concerns them, and shows what leaves a selection as deleted', () => {
    const { ask, server } = freshServer();
    const seen: WatchEvent[] = [];
    server.watch({ method: 'GET', path: '/api/v1/pods?watch=1&fieldSelector=spec.nodeName%3Dnode-1', user: person, cause: { clock: true } }, (event) => { seen.push(event); });
    ask('POST', '/api/v1/namespaces/default/pods', pod('web'));
    expect(seen).toEqual([]);
    ask('POST', '/api/v1/namespaces/default/pods/web/binding', { target: { kind: 'Node', name: 'node-1' } });
    expect(seen.map(({ type }) => type)).toEqual(['ADDED']);
    ask('DELETE', '/api/v1/namespaces/default/pods/web?gracePeriodSeconds=0');
    expect(seen.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
  });
});
