import { describe, expect, it } from 'vitest';
import { gallery } from '../lessons/gallery.ts';
import type { Chain, TracedRequest, Traces } from '../protocol/requests.ts';
import type { Command, Frame, WorkerMessage } from '../protocol/messages.ts';
import { EngineHost } from './host.ts';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  replicas: 1
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: app, image: nginx}]}
`;

/** A page with a cluster that has run for half a minute, and what it has been told. */
function opened() {
  const messages: WorkerMessage[] = [];
  const host = new EngineHost((message) => messages.push(message), () => 0);
  let id = 0;
  const ask = <T>(command: Command): T => {
    host.receive({ id: ++id, command });
    const reply = messages.find((message) => message.type === 'reply' && message.id === id);
    return (reply?.type === 'reply' && reply.ok ? reply.value : undefined) as T;
  };
  ask({ type: 'load', scenario: gallery[0].scenario });
  const traced = (): readonly TracedRequest[] => messages.filter((message): message is Frame => message.type === 'frame').flatMap(({ traces }) => traces?.requests ?? []);
  return { ask, traced, apply: (yaml: string) => ask({ type: 'act', action: { type: 'apply', yaml } }) };
}

const words = ({ method, path, user, code }: TracedRequest): string => `${method} ${path.split('?')[0]?.split('/').slice(-2).join('/') ?? ''} ${user.split(':').at(-1) ?? ''} ${String(code)}`;

describe('traced requests', () => {
  it('are not sent to a page that does not want them', () => {
    const { apply, traced } = opened();
    apply(deployment);
    expect(traced()).toEqual([]);
  });

  it('tell an apply from the person to the scheduler', () => {
    const { ask, apply, traced } = opened();
    ask({ type: 'trace', on: true });
    apply(deployment);
    ask({ type: 'advance', ms: 1000 });
    const told = traced().filter(({ verb, kind }) => verb === 'create' && kind !== 'Event').map(words);
    expect(told.slice(0, 3)).toEqual(['POST default/deployments kubernetes-admin 201', 'POST default/replicasets deployment-controller 201', 'POST default/pods replicaset-controller 201']);
    expect(told[3]).toMatch(/^POST api-\S+\/binding kube-scheduler 201$/);
  });

  it('change nothing in the cluster', () => {
    const hashes = [true, false].map((on) => {
      const { ask, apply } = opened();
      ask({ type: 'trace', on });
      apply(deployment);
      ask({ type: 'advance', ms: 20_000 });
      return ask<string>({ type: 'state-hash' });
    });
    expect(hashes[0]).toBe(hashes[1]);
  });

  it('begin with what etcd remembers, as the same requests', () => {
    const { ask, apply, traced } = opened();
    ask({ type: 'trace', on: true });
    apply(deployment);
    ask({ type: 'advance', ms: 5000 });
    const seen = traced().filter(({ revision, kind }) => revision > 0 && kind !== 'Lease');
    const { requests } = ask<Traces>({ type: 'trace', on: true });
    const line = ({ method, path, revision, code, causeRevision, causeAction, kind, name, uid }: TracedRequest) => ({ method, path: path.split('?')[0], revision, code, causeRevision, causeAction, kind, name, uid });
    expect(requests.slice(-seen.length).map(line)).toEqual(seen.map(line));
    expect(requests.every(({ fromLog }) => fromLog)).toBe(true);
  });

  it('count what is too much for one frame', () => {
    const frames: Frame[] = [];
    const host = new EngineHost((message) => { if (message.type === 'frame') frames.push(message); }, () => 0);
    host.receive({ id: 1, command: { type: 'load', scenario: gallery[0].scenario } });
    host.receive({ id: 2, command: { type: 'trace', on: true } });
    host.receive({ id: 3, command: { type: 'advance', ms: 600_000 } });
    const traces = frames.at(-1)?.traces;
    expect(traces?.requests.length).toBeLessThanOrEqual(300);
    expect(traces?.more).toBeGreaterThan(0);
  });

  it('tell how many objects etcd holds', () => {
    const { ask, apply } = opened();
    const { stored } = ask<Traces>({ type: 'trace', on: true });
    apply(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n`);
    expect(ask<Traces>({ type: 'trace', on: true }).stored).toBe(stored + 1);
  });

  it('do not count the page’s own reads', () => {
    const { ask, traced } = opened();
    ask({ type: 'trace', on: true });
    ask({ type: 'get', path: '/api/v1/pods' });
    expect(traced()).toEqual([]);
  });

  it('of one object are found by its uid', () => {
    const { ask, apply } = opened();
    apply(deployment);
    ask({ type: 'advance', ms: 5000 });
    const { items } = ask<{ items: { metadata: { uid: string; labels?: Record<string, string> } }[] }>({ type: 'get', path: '/api/v1/namespaces/default/pods?labelSelector=app%3Dapi' });
    const writes = ask<readonly TracedRequest[]>({ type: 'writes', uid: items[0]?.metadata.uid ?? '' });
    expect(writes.slice(0, 3).map(({ verb, subresource, user }) => `${verb}/${subresource} ${user.split(':').at(-1) ?? ''}`)).toEqual([
      'create/ replicaset-controller', 'create/binding kube-scheduler', expect.stringMatching(/^update\/status node-\d$/),
    ]);
  });
});

describe('a chain of causes', () => {
  const asked = () => {
    const page = opened();
    page.ask({ type: 'trace', on: true });
    page.apply(deployment);
    page.ask({ type: 'advance', ms: 10_000 });
    const bound = page.traced().find(({ subresource }) => subresource === 'binding');
    return { ...page, bound, chain: page.ask<{ chain: Chain }>({ type: 'chain', revision: bound?.revision ?? 0 }).chain };
  };

  it('goes back to the person’s apply and on to the kubelet', () => {
    const { chain, bound } = asked();
    expect(chain.origin).toEqual({ type: 'action', number: 0, action: 'apply', line: '' });
    const self = chain.hops.findIndex(({ revision }) => revision === bound?.revision);
    expect(chain.hops.slice(0, self + 1).map(({ kind, verb, depth }) => `${String(depth)} ${verb} ${kind}`)).toEqual(['0 create Deployment', '1 create ReplicaSet', '2 create Pod', '3 create/binding Pod']);
    expect(chain.hops.slice(self + 1).some(({ writer, verb, kind }) => writer.startsWith('system:node:') && verb === 'update/status' && kind === 'Pod')).toBe(true);
  });

  it('puts each write below the one that caused it', () => {
    const { chain } = asked();
    const byRevision = new Map(chain.hops.map((hop) => [hop.revision, hop]));
    for (const { depth, causeRevision } of chain.hops.slice(1)) expect(byRevision.get(causeRevision)?.depth).toBe(depth - 1);
  });

  it('begins with the clock where nobody did anything', () => {
    const { ask } = asked();
    const { items } = ask<{ items: { metadata: { resourceVersion: string } }[] }>({ type: 'get', path: '/apis/coordination.k8s.io/v1/leases' });
    expect(ask<{ chain: Chain }>({ type: 'chain', revision: Number(items[0]?.metadata.resourceVersion) }).chain.origin).toEqual({ type: 'clock' });
  });

  it('is nothing for a revision that never was', () => {
    const { ask } = asked();
    expect(ask<object>({ type: 'chain', revision: 999_999 })).toEqual({ chain: undefined, write: undefined });
  });
});
