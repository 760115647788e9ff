import type { Json } from '../../../kube/object.ts';
import type { CoreV1Event, V1Lease, V1Node, V1Pod } from '../../../kube/generated/types.ts';
import { coreEvents, leases, nodes, pods, resourcePath } from '../../../kube/kinds.ts';
import { Client } from '../../client/client.ts';
import { createContainerRuntime } from '../../container-runtime/index.ts';
import { createStore } from '../../etcd/index.ts';
import { createApiServer } from '../../kube-apiserver/index.ts';
import type { NetworkReply, PodNetwork, Receiver } from '../../network/interface.ts';
import { EventQueue } from '../../sim/clock.ts';
import { RandomStreams } from '../../sim/random.ts';
import { createKubelet, type KubeletOptions, type Machine } from '../index.ts';

const person = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

/** A wire with no rules: every address reaches its pod. */
class Wire implements PodNetwork {
  readonly receivers = new Map<string, Receiver>();
  readonly addresses = new Map<string, string>();
  #next = 2;
  attach(pod: { readonly uid: string }, receive: Receiver): string {
    const address = `10.244.0.${String(this.#next++)}`;
    this.receivers.set(address, receive);
    this.addresses.set(pod.uid, address);
    return address;
  }
  detach(uid: string): void {
    this.receivers.delete(this.addresses.get(uid) ?? '');
    this.addresses.delete(uid);
  }
  send(_from: string, to: Parameters<PodNetwork['send']>[1]): NetworkReply {
    return this.receivers.get(to.host)?.(to) ?? { ok: false, reason: 'no route to host', latencyMs: 1 };
  }
}

/** One node, an API server, and nobody else. */
export function nodeStory(options: KubeletOptions = {}, machine: Partial<Machine> = {}) {
  const clock = new EventQueue(Date.UTC(2026, 0, 1));
  const random = new RandomStreams(7);
  const api = createApiServer({ clock, store: createStore({ clock }), random: random.stream('api'), kubelet: () => kubelet.api });
  api.bootstrap();
  const admin = new Client({ api, clock, name: 'kubectl', user: person });
  const ask = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: Json) => admin.request(method, path, body, method === 'PATCH' ? { contentType: 'application/merge-patch+json' } : {});
  ask('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  const network = new Wire();
  const kubelet = createKubelet({
    context: { clock, random: random.stream('kubelet'), client: new Client({ api, clock, name: 'kubelet', user: { name: 'system:node:node-1', groups: ['system:nodes', 'system:authenticated'] } }) },
    machine: { name: 'node-1', capacity: { cpu: '4', memory: '8Gi' }, ...machine }, network, runtime: createContainerRuntime({ clock, random: random.stream('runtime') }), options,
  });
  ask('PATCH', '/api/v1/nodes/node-1', { spec: { podCIDR: '10.244.0.0/24', podCIDRs: ['10.244.0.0/24'] } });
  const pod = (name = 'app'): V1Pod => { const found = admin.get(pods, 'default', name); if (!found.ok) throw new Error(found.status.message); return found.value; };
  return {
    clock, admin, ask, network, kubelet, pod,
    run: (seconds: number) => { clock.runUntil(clock.nowMs + seconds * 1000); },
    exists: (name = 'app') => admin.get(pods, 'default', name).ok,
    create: (spec: Record<string, Json>, name = 'app', metadata: Record<string, Json> = {}) => {
      const answer = ask('POST', '/api/v1/namespaces/default/pods', { metadata: { name, ...metadata }, spec: { nodeName: 'node-1', ...spec } });
      if (answer.code !== 201) throw new Error(JSON.stringify(answer.body));
    },
    remove: (name = 'app', query = '') => ask('DELETE', `${resourcePath(pods, 'default', name)}${query}`),
    node: () => (admin.get(nodes, '', 'node-1') as { value: V1Node }).value,
    lease: () => (admin.get(leases, 'kube-node-lease', 'node-1') as { value: V1Lease }).value,
    /** `Normal Pulled Container image …`, in the order in which they happened. */
    events: (name = 'app') => {
      const listed = admin.list<CoreV1Event>(coreEvents, { fieldSelector: `involvedObject.name=${name}` });
      return listed.ok ? listed.value.map(({ type, reason, message }) => `${type ?? ''} ${reason ?? ''} ${message ?? ''}`) : [];
    },
    /** `Running 1/1 restarts 0`, or the reason why a container waits or has ended. */
    state: (name = 'app') => {
      const { status } = pod(name);
      const all = status?.containerStatuses ?? [];
      const restarts = all.reduce((sum, { restartCount }) => sum + restartCount, 0);
      const reason = all.map(({ state }) => state?.waiting?.reason ?? state?.terminated?.reason).find((word) => word !== undefined);
      return `${reason ?? status?.phase ?? ''} ${String(all.filter(({ ready }) => ready).length)}/${String(all.length)} restarts ${String(restarts)}`;
    },
    conditions: (name = 'app') => (pod(name).status?.conditions ?? []).map(({ type, status, reason, message }) => [type, status, reason, message].filter(Boolean).join(' ')),
    logs: (name = 'app', container = 'app', previous = false) => kubelet.api.logs({ namespace: 'default', name, container }, { previous }),
    exec: (command: readonly string[], name = 'app', container = 'app') => kubelet.api.exec({ namespace: 'default', name, container }, command, ''),
  };
}

export const one = (container: Record<string, Json>, spec: Record<string, Json> = {}): Record<string, Json> => ({ ...spec, containers: [{ name: 'app', image: 'busybox:1.36', ...container }] });
export const script = (text: string, spec: Record<string, Json> = {}): Record<string, Json> => one({ command: ['sh', '-c', text] }, spec);
