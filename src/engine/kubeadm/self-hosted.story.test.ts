import { describe, expect, it } from 'vitest';
import type { V1Pod } from '../../kube/generated/types.ts';
import { usualMachines } from '../../scenario/machines.ts';
import { administrator, Cluster } from '../index.ts';

/** A cluster as kubeadm makes it, half a minute old. */
function story(kubeadm = true) {
  const cluster = new Cluster({ seed: 1, startEpochMs: Date.UTC(2026, 0, 1), machines: usualMachines, kubeadm });
  const run = (seconds: number): void => { cluster.clock.runUntil(cluster.clock.nowMs + seconds * 1000); };
  const ask = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) =>
    cluster.api.handle({ method, path, body, user: administrator, userAgent: 'kubectl', cause: { clock: true }, ...(method === 'PATCH' ? { contentType: 'application/merge-patch+json' as const } : {}) });
  const system = '/api/v1/namespaces/kube-system';
  const pods = (): readonly V1Pod[] => (ask('GET', `${system}/pods`).body as { readonly items?: readonly V1Pod[] }).items ?? [];
  run(30);
  return {
    cluster, run, ask, pods, system,
    /** Names without the random part: `coredns on cp-1 ready, restarts 0`. */
    table: () => pods().map(({ metadata, spec, status }) => `${(metadata?.name ?? '').replace(/-[a-z0-9]{8,10}-[a-z0-9]{5}$|-(?!proxy)[a-z0-9]{5}$/, '')} on ${spec?.nodeName ?? ''} ${status?.containerStatuses?.[0]?.ready ? 'ready' : 'not ready'}, restarts ${String(status?.containerStatuses?.[0]?.restartCount)}`).sort(),
    kill: (pod: string, container: string) => cluster.inflict({ type: 'kill-container', namespace: 'kube-system', pod, container, exitCode: 137 }),
    remove: (name: string) => ask('DELETE', `${system}/pods/${name}`).code,
    proxyOf: (node: string) => pods().find(({ metadata, spec }) => metadata?.name?.startsWith('kube-proxy-') && spec?.nodeName === node)?.metadata?.name ?? '',
    /** Starts a pod of busybox on a node and answers with a way to run commands in it. */
    shell: (node: string) => {
      const name = `shell-${node}`;
      ask('POST', '/api/v1/namespaces/default/pods', { metadata: { name }, spec: { nodeName: node, containers: [{ name: 'c', image: 'busybox:1.36', command: ['sleep', '100000'] }] } });
      run(10);
      return (...command: string[]): string => {
        const query = command.map((word) => `command=${encodeURIComponent(word)}`).join('&');
        const { body } = ask('POST', `/api/v1/namespaces/default/pods/${name}/exec?container=c&stdout=true&stderr=true&${query}`);
        const { stdout = '', stderr = '' } = body as { readonly stdout?: string; readonly stderr?: string };
        return stdout + stderr;
      };
    },
  };
}

const controlPlane = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];
const web = (target: number) => ({ metadata: { name: 'web' }, spec: { clusterIP: '10.96.7.7', ports: [{ port: 80, targetPort: target }] } });
const slice = (address: string) => ({ metadata: { name: 'web', labels: { 'kubernetes.io/service-name': 'web' } }, addressType: 'IPv4', endpoints: [{ addresses: [address], conditions: { ready: true } }], ports: [{ name: '', port: 80, protocol: 'TCP' }] });

describe('kube-system', () => {
  it('holds what kubeadm puts there, all ready, and is empty where nobody asked for it', () => {
    const { table } = story();
    expect(table()).toEqual([
      'coredns on cp-1 ready, restarts 0', 'coredns on cp-1 ready, restarts 0', 'etcd-cp-1 on cp-1 ready, restarts 0', 'kube-apiserver-cp-1 on cp-1 ready, restarts 0', 'kube-controller-manager-cp-1 on cp-1 ready, restarts 0',
      ...['cp-1', 'node-1', 'node-2', 'node-3'].map((node) => `kube-proxy on ${node} ready, restarts 0`), 'kube-scheduler-cp-1 on cp-1 ready, restarts 0',
    ]);
    expect(story(false).table()).toEqual([]);
  });

  it('shows static pods by mirrors: their node owns them, and they are critical', () => {
    const { pods } = story();
    for (const name of controlPlane) {
      const { metadata, spec } = pods().find((pod) => pod.metadata?.name === `${name}-cp-1`) ?? {};
      expect(metadata?.ownerReferences).toMatchObject([{ apiVersion: 'v1', kind: 'Node', name: 'cp-1', controller: true }]);
      expect(metadata?.annotations).toMatchObject({ 'kubernetes.io/config.source': 'file', 'kubernetes.io/config.mirror': metadata?.annotations?.['kubernetes.io/config.hash'] });
      expect(spec).toMatchObject({ hostNetwork: true, priority: 2_000_001_000, priorityClassName: 'system-node-critical', tolerations: [{ operator: 'Exists', effect: 'NoExecute' }] });
    }
  });
});

describe('a static pod', () => {
  it('whose mirror is deleted goes on running, and has another mirror at once', () => {
    const { pods, remove, run, kill } = story();
    const mirror = () => pods().find(({ metadata }) => metadata?.name === 'etcd-cp-1');
    const before = mirror();
    expect(remove('etcd-cp-1')).toBe(200);
    run(1);
    expect(mirror()?.metadata?.uid).not.toBe(before?.metadata?.uid);
    expect(mirror()?.status?.containerStatuses?.[0]).toMatchObject({ containerID: before?.status?.containerStatuses?.[0]?.containerID, restartCount: 0, ready: true });
    expect(kill('etcd-cp-1', 'etcd')).toBeUndefined();
    run(20);
    expect(mirror()?.status?.containerStatuses?.[0]?.restartCount).toBe(1);
  });

  it('is remembered by its machine over a loss of power', () => {
    const { cluster, run, table } = story();
    cluster.inflict({ type: 'power-off', node: 'cp-1' });
    run(5);
    cluster.inflict({ type: 'power-on', node: 'cp-1' });
    run(60);
    expect(table().filter((line) => line.includes('cp-1'))).toEqual([
      'coredns on cp-1 ready, restarts 1', 'coredns on cp-1 ready, restarts 1', ...['etcd-cp-1', 'kube-apiserver-cp-1', 'kube-controller-manager-cp-1'].map((name) => `${name} on cp-1 ready, restarts 1`),
      'kube-proxy on cp-1 ready, restarts 1', 'kube-scheduler-cp-1 on cp-1 ready, restarts 1',
    ]);
  });
});

describe('the control plane works as long as its containers run', () => {
  it('the API server', () => {
    const { ask, kill, run } = story();
    kill('kube-apiserver-cp-1', 'kube-apiserver');
    expect(ask('GET', '/api/v1/nodes').code).toBe(0);
    run(5);
    expect(ask('GET', '/api/v1/nodes').code).toBe(200);
  });

  it('etcd: without it the API server answers, but knows nothing', () => {
    const { ask, kill, run } = story();
    kill('etcd-cp-1', 'etcd');
    expect(ask('GET', '/api/v1/nodes')).toMatchObject({ code: 500, body: { message: expect.stringContaining('dial tcp 127.0.0.1:2379: connect: connection refused') as string } });
    run(3);
    expect(ask('GET', '/api/v1/nodes').code).toBe(200);
  });

  it.each([
    { component: 'kube-scheduler', waits: (pod: V1Pod) => pod.spec?.nodeName === undefined },
    { component: 'kube-controller-manager', waits: (pod: V1Pod | undefined) => pod === undefined },
  ])('$component: what it does waits until it is back', ({ component, waits }) => {
    const { ask, kill, run } = story();
    const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
    kill(`${component}-cp-1`, component);
    ask('POST', '/apis/apps/v1/namespaces/default/replicasets', { metadata: { name: 'a' }, spec: { replicas: 1, selector: { matchLabels: { app: 'a' } }, template } });
    const pod = (): V1Pod => (ask('GET', '/api/v1/namespaces/default/pods').body as { readonly items: readonly V1Pod[] }).items[0] as V1Pod;
    run(1);
    expect(waits(pod())).toBe(true);
    run(30);
    expect(pod().status?.phase).toBe('Running');
  });
});

describe('DNS', () => {
  it('is what the coredns pods answer: none, no names; addresses go on working', () => {
    const { shell, ask, run, table } = story();
    const sh = shell('node-1');
    expect(sh('nslookup', 'kubernetes')).toContain('Address: 10.96.0.1\n');
    ask('PATCH', '/apis/apps/v1/namespaces/kube-system/deployments/coredns', { spec: { replicas: 0 } });
    run(10);
    expect(table().some((line) => line.startsWith('coredns'))).toBe(false);
    expect(sh('nslookup', 'kubernetes')).toBe(';; connection timed out; no servers could be reached\n\n');
    expect(sh('wget', '-qO-', 'http://kubernetes:443/healthz')).toBe("wget: bad address 'kubernetes'\n");
    expect(sh('wget', '-qO-', 'http://10.96.0.1:443/healthz')).toBe('ok');
    ask('PATCH', '/apis/apps/v1/namespaces/kube-system/deployments/coredns', { spec: { replicas: 1 } });
    run(10);
    expect(sh('nslookup', 'kubernetes')).toContain('Address: 10.96.0.1\n');
  });
});

describe('kube-proxy', () => {
  it('writes its own node’s rules: without it they stay as they were', () => {
    const { shell, ask, run, proxyOf } = story();
    const [first, second] = [shell('node-1'), shell('node-2')];
    const addresses = ['a', 'b'].map((name) => {
      ask('POST', '/api/v1/namespaces/default/pods', { metadata: { name }, spec: { nodeName: 'node-3', containers: [{ name: 'c', image: 'traefik/whoami', ports: [{ containerPort: 80 }] }] } });
      run(10);
      return (ask('GET', `/api/v1/namespaces/default/pods/${name}`).body as V1Pod).status?.podIP ?? '';
    });
    ask('POST', '/api/v1/namespaces/default/services', web(80));
    ask('POST', '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices', slice(addresses[0] ?? ''));
    run(1);
    const reached = () => [first, second].map((sh) => sh('wget', '-qO-', '10.96.7.7').trim());
    expect(reached()).toEqual(['Hostname: a', 'Hostname: a']);
    ask('PATCH', '/apis/apps/v1/namespaces/kube-system/daemonsets/kube-proxy', { spec: { template: { spec: { nodeSelector: { 'kubernetes.io/hostname': 'node-1' } } } } });
    run(60);
    expect([proxyOf('node-1'), proxyOf('node-2')].map((name) => name !== '')).toEqual([true, false]);
    ask('PATCH', '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/web', { endpoints: slice(addresses[1] ?? '').endpoints });
    run(1);
    expect(reached()).toEqual(['Hostname: b', 'Hostname: a']);
    ask('PATCH', '/apis/apps/v1/namespaces/kube-system/daemonsets/kube-proxy', { spec: { template: { spec: { nodeSelector: { 'kubernetes.io/hostname': null } } } } });
    run(60);
    expect(reached()).toEqual(['Hostname: b', 'Hostname: b']);
  });
});
