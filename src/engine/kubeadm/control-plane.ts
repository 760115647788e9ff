import type { V1Container, V1Pod, V1Probe, V1Volume } from '../../kube/generated/types.ts';
import { images, type Component } from './components.ts';

interface Part {
  readonly name: Exclude<Component, 'kube-proxy'>;
  readonly image: string;
  readonly flags: readonly string[];
  readonly port: number;
  /** Paths that its probes ask. */
  readonly live: string;
  readonly ready?: string;
  readonly scheme: 'HTTP' | 'HTTPS';
  readonly requests: Readonly<Record<string, string>>;
  /** Volumes by name: path on the machine. */
  readonly volumes: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * The manifests that `kubeadm init` puts into `/etc/kubernetes/manifests` of a control-plane machine, and `kubeadm join` into that of a further
 * one: `members` are those of etcd that it knows, itself last, where there are several.
 *
 * @see Kubernetes 1.36, kubeadm, phases/controlplane and phases/etcd
 */
export function controlPlanePods(address: string, members: readonly Peer[] = []): readonly V1Pod[] {
  return parts(address, membership(members)).map(podOf);
}

/** Where a control-plane machine is: the first, the second … */
export const addressOfHead = (index: number): string => `172.18.0.${String(2 + index)}`;

interface Peer {
  readonly name: string;
  readonly address: string;
}

/** How a member of etcd finds the others: those that were there when its machine joined. */
function membership(known: readonly Peer[]): readonly string[] {
  const own = known.at(-1);
  if (!own) return [];
  const { name, address } = own;
  return [
    `--initial-advertise-peer-urls=https://${address}:2380`, `--initial-cluster=${known.map((peer) => `${peer.name}=https://${peer.address}:2380`).join(',')}`,
    ...(known.length > 1 ? ['--initial-cluster-state=existing'] : []), `--listen-peer-urls=https://${address}:2380`, `--name=${name}`,
  ];
}

const certificates = { 'k8s-certs': '/etc/kubernetes/pki', 'ca-certs': '/etc/ssl/certs' };

function parts(address: string, membership: readonly string[]): readonly Part[] {
  const etcd: Part = {
    name: 'etcd', image: images.etcd, port: 2381, live: '/readyz', ready: '/readyz', scheme: 'HTTP', requests: { cpu: '100m', memory: '100Mi' },
    flags: [`--advertise-client-urls=https://${address}:2379`, '--data-dir=/var/lib/etcd', `--listen-client-urls=https://127.0.0.1:2379,https://${address}:2379`, '--listen-metrics-urls=http://127.0.0.1:2381', ...membership],
    volumes: { 'etcd-certs': '/etc/kubernetes/pki/etcd', 'etcd-data': '/var/lib/etcd' },
    annotations: { 'kubeadm.kubernetes.io/etcd.advertise-client-urls': `https://${address}:2379` },
  };
  const apiServer: Part = {
    name: 'kube-apiserver', image: images.of('kube-apiserver'), port: 6443, live: '/livez', ready: '/readyz', scheme: 'HTTPS', requests: { cpu: '250m' },
    flags: [`--advertise-address=${address}`, '--authorization-mode=Node,RBAC', '--enable-admission-plugins=NodeRestriction', '--etcd-servers=https://127.0.0.1:2379', '--secure-port=6443', '--service-cluster-ip-range=10.96.0.0/12'],
    volumes: certificates, annotations: { 'kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint': `${address}:6443` },
  };
  const manager: Part = {
    name: 'kube-controller-manager', image: images.of('kube-controller-manager'), port: 10257, live: '/healthz', scheme: 'HTTPS', requests: { cpu: '200m' },
    flags: ['--allocate-node-cidrs=true', '--bind-address=127.0.0.1', '--controllers=*,bootstrapsigner,tokencleaner', '--kubeconfig=/etc/kubernetes/controller-manager.conf', '--leader-elect=true', '--use-service-account-credentials=true'],
    volumes: { ...certificates, kubeconfig: '/etc/kubernetes/controller-manager.conf' },
  };
  const scheduler: Part = {
    name: 'kube-scheduler', image: images.of('kube-scheduler'), port: 10259, live: '/livez', ready: '/readyz', scheme: 'HTTPS', requests: { cpu: '100m' },
    flags: ['--bind-address=127.0.0.1', '--kubeconfig=/etc/kubernetes/scheduler.conf', '--leader-elect=true'], volumes: { kubeconfig: '/etc/kubernetes/scheduler.conf' },
  };
  return [etcd, apiServer, manager, scheduler];
}

function podOf(part: Part): V1Pod {
  const { name, annotations, volumes } = part;
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { name, namespace: 'kube-system', labels: { component: name, tier: 'control-plane' }, ...(annotations ? { annotations } : {}) },
    spec: {
      containers: [containerOf(part)], hostNetwork: true, priority: 2_000_001_000, priorityClassName: 'system-node-critical', securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      volumes: Object.entries(volumes).map(([volume, path]): V1Volume => ({ name: volume, hostPath: { path, type: path.endsWith('.conf') ? 'FileOrCreate' : 'DirectoryOrCreate' } })),
    },
  };
}

function containerOf(part: Part): V1Container {
  const { name, image, flags, requests, volumes, live, ready } = part;
  return {
    name, image, imagePullPolicy: 'IfNotPresent', command: [name, ...flags], resources: { requests },
    livenessProbe: probe(part, live, { failureThreshold: 8, initialDelaySeconds: 10, periodSeconds: 10 }),
    startupProbe: probe(part, ready ?? live, { failureThreshold: 24, initialDelaySeconds: 10, periodSeconds: 10 }),
    ...(ready ? { readinessProbe: probe(part, ready, { failureThreshold: 3, periodSeconds: 1 }) } : {}),
    volumeMounts: Object.entries(volumes).map(([volume, mountPath]) => ({ name: volume, mountPath, ...(volume === 'etcd-data' ? {} : { readOnly: true }) })),
  };
}

function probe({ port, scheme }: Part, path: string, times: V1Probe): V1Probe {
  return { httpGet: { host: '127.0.0.1', path, port: port as unknown as NonNullable<V1Probe['httpGet']>['port'], scheme }, timeoutSeconds: 15, successThreshold: 1, ...times };
}
