import { clusterRoleBindings, configMaps, daemonSets, deployments, serviceAccounts, services, type Kind } from '../../kube/kinds.ts';
import type { V1ClusterRoleBinding, V1ConfigMap, V1DaemonSet, V1Deployment, V1PodSpec, V1Probe, V1Service, V1ServiceAccount } from '../../kube/generated/types.ts';
import type { KubeObject } from '../../kube/object.ts';
import { images, kubernetesVersion } from './components.ts';

/** One object and the kind under which it is created. */
export interface AddOn {
  readonly kind: Kind;
  readonly object: KubeObject;
}

const namespace = 'kube-system';
const dnsLabels = { 'k8s-app': 'kube-dns' };
const proxyLabels = { 'k8s-app': 'kube-proxy' };
const port = (value: number | string): never => value as never;
const add = <T extends KubeObject>(kind: Kind<T>, object: T): AddOn => ({ kind: kind as unknown as Kind, object });

/**
 * What `kubeadm init` creates besides the control plane: CoreDNS behind the Service `kube-dns`, kube-proxy on every node, and
 * the ConfigMaps both read.
 *
 * @see Kubernetes 1.36, kubeadm, phases/addons
 */
export function addOns(dnsAddress: string): readonly AddOn[] {
  return [
    add(serviceAccounts, account('coredns')), add(serviceAccounts, account('kube-proxy')), add(clusterRoleBindings, nodeProxier),
    add(configMaps, config('coredns', { Corefile: corefile })), add(configMaps, config('kube-proxy', { 'config.conf': proxyConfig }, { app: 'kube-proxy' })),
    add(configMaps, config('kubeadm-config', { ClusterConfiguration: clusterConfig })),
    add(deployments, coredns), add(services, kubeDns(dnsAddress)), add(daemonSets, kubeProxy),
  ];
}

const account = (name: string): V1ServiceAccount => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } });
const config = (name: string, data: Readonly<Record<string, string>>, labels?: Readonly<Record<string, string>>): V1ConfigMap => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, ...(labels ? { labels } : {}) }, data });

const nodeProxier: V1ClusterRoleBinding = {
  apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'kubeadm:node-proxier' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:node-proxier' }, subjects: [{ kind: 'ServiceAccount', name: 'kube-proxy', namespace }],
};

const corefile = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30
    loop
    reload
    loadbalance
}
`;

const proxyConfig = `apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
bindAddress: 0.0.0.0
clusterCIDR: 10.244.0.0/16
mode: ""
`;

const clusterConfig = `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
clusterName: kubernetes
kubernetesVersion: ${kubernetesVersion}
networking:
  dnsDomain: cluster.local
  podSubnet: 10.244.0.0/16
  serviceSubnet: 10.96.0.0/12
`;

const health = (path: string, number: number, times: V1Probe): V1Probe => ({ httpGet: { path, port: port(number), scheme: 'HTTP' }, ...times });

const dnsSpec: V1PodSpec = {
  priorityClassName: 'system-cluster-critical', serviceAccountName: 'coredns', dnsPolicy: 'Default', nodeSelector: { 'kubernetes.io/os': 'linux' },
  affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: { labelSelector: { matchExpressions: [{ key: 'k8s-app', operator: 'In', values: ['kube-dns'] }] }, topologyKey: 'kubernetes.io/hostname' } }] } },
  tolerations: [{ key: 'CriticalAddonsOnly', operator: 'Exists' }, { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
  containers: [{
    name: 'coredns', image: images.coredns, imagePullPolicy: 'IfNotPresent', args: ['-conf', '/etc/coredns/Corefile'],
    resources: { limits: { memory: '170Mi' }, requests: { cpu: '100m', memory: '70Mi' } },
    ports: [{ name: 'dns', containerPort: 53, protocol: 'UDP' }, { name: 'dns-tcp', containerPort: 53, protocol: 'TCP' }, { name: 'metrics', containerPort: 9153, protocol: 'TCP' }],
    livenessProbe: health('/health', 8080, { initialDelaySeconds: 60, timeoutSeconds: 5, successThreshold: 1, failureThreshold: 5 }), readinessProbe: health('/ready', 8181, {}),
    securityContext: { allowPrivilegeEscalation: false, capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] }, readOnlyRootFilesystem: true },
    volumeMounts: [{ name: 'config-volume', mountPath: '/etc/coredns', readOnly: true }],
  }],
  volumes: [{ name: 'config-volume', configMap: { name: 'coredns', items: [{ key: 'Corefile', path: 'Corefile' }] } }],
};

const coredns: V1Deployment = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'coredns', namespace, labels: dnsLabels },
  spec: { replicas: 2, strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: port(1) } }, selector: { matchLabels: dnsLabels }, template: { metadata: { labels: dnsLabels }, spec: dnsSpec } },
};

const kubeDns = (clusterIP: string): V1Service => ({
  apiVersion: 'v1', kind: 'Service',
  metadata: { name: 'kube-dns', namespace, annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' }, labels: { ...dnsLabels, 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS' } },
  spec: {
    clusterIP, selector: dnsLabels,
    ports: [{ name: 'dns', port: 53, protocol: 'UDP', targetPort: port(53) }, { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: port(53) }, { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: port(9153) }],
  },
});

const kubeProxy: V1DaemonSet = {
  apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'kube-proxy', namespace, labels: proxyLabels },
  spec: {
    selector: { matchLabels: proxyLabels }, updateStrategy: { type: 'RollingUpdate' },
    template: {
      metadata: { labels: proxyLabels },
      spec: {
        priorityClassName: 'system-node-critical', serviceAccountName: 'kube-proxy', hostNetwork: true, nodeSelector: { 'kubernetes.io/os': 'linux' }, tolerations: [{ operator: 'Exists' }],
        containers: [{
          name: 'kube-proxy', image: images.of('kube-proxy'), imagePullPolicy: 'IfNotPresent', command: ['/usr/local/bin/kube-proxy', '--config=/var/lib/kube-proxy/config.conf', '--hostname-override=$(NODE_NAME)'],
          env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }], securityContext: { privileged: true },
          volumeMounts: [{ name: 'kube-proxy', mountPath: '/var/lib/kube-proxy' }, { name: 'xtables-lock', mountPath: '/run/xtables.lock' }, { name: 'lib-modules', mountPath: '/lib/modules', readOnly: true }],
        }],
        volumes: [{ name: 'kube-proxy', configMap: { name: 'kube-proxy' } }, { name: 'xtables-lock', hostPath: { path: '/run/xtables.lock', type: 'FileOrCreate' } }, { name: 'lib-modules', hostPath: { path: '/lib/modules' } }],
      },
    },
  },
};
