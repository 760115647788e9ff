import { describe, expect, it } from 'vitest';
import { defaultObject } from '../../../kube/defaults/index.ts';
import type { V1Deployment, V1PodTemplateSpec } from '../../../kube/generated/types.ts';
import { deployments } from '../../../kube/kinds.ts';
import { templateHash } from './template-hash.ts';

type Template = NonNullable<V1Deployment['spec']>['template'];

/** A template as the API server stores it. */
function stored(template: Template): V1PodTemplateSpec {
  const deployment: V1Deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'any' }, spec: { selector: { matchLabels: template.metadata?.labels ?? {} }, template } };
  return defaultObject(deployments, deployment).spec?.template ?? {};
}

const one = (app: string, name: string, image: string, containerPort?: number): Template => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name, image, ...(containerPort ? { ports: [{ containerPort }] } : {}) }] },
});

/** What kubeadm 1.36 installs: quantities, probes, capabilities, affinity, tolerations and a volume. */
const coredns: Template = {
  metadata: { labels: { 'k8s-app': 'kube-dns' } },
  spec: {
    priorityClassName: 'system-cluster-critical', serviceAccountName: 'coredns', dnsPolicy: 'Default', nodeSelector: { 'kubernetes.io/os': 'linux' },
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [{
          weight: 100,
          podAffinityTerm: { labelSelector: { matchExpressions: [{ key: 'k8s-app', operator: 'In', values: ['kube-dns'] }] }, topologyKey: 'kubernetes.io/hostname' },
        }],
      },
    },
    tolerations: [{ key: 'CriticalAddonsOnly', operator: 'Exists' }, { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
    containers: [{
      name: 'coredns', image: 'registry.k8s.io/coredns/coredns:v1.14.2', imagePullPolicy: 'IfNotPresent', args: ['-conf', '/etc/coredns/Corefile'],
      resources: { limits: { memory: '170Mi' }, requests: { cpu: '100m', memory: '70Mi' } },
      volumeMounts: [{ name: 'config-volume', mountPath: '/etc/coredns', readOnly: true }],
      ports: [
        { containerPort: 53, name: 'dns', protocol: 'UDP' }, { containerPort: 53, name: 'dns-tcp', protocol: 'TCP' }, { containerPort: 9153, name: 'metrics', protocol: 'TCP' },
        { containerPort: 8080, name: 'liveness-probe', protocol: 'TCP' }, { containerPort: 8181, name: 'readiness-probe', protocol: 'TCP' },
      ],
      livenessProbe: { httpGet: { path: '/health', port: 'liveness-probe', scheme: 'HTTP' }, initialDelaySeconds: 60, timeoutSeconds: 5, successThreshold: 1, failureThreshold: 5 },
      readinessProbe: { httpGet: { path: '/ready', port: 'readiness-probe', scheme: 'HTTP' } },
      securityContext: { allowPrivilegeEscalation: false, capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] }, readOnlyRootFilesystem: true },
    }],
    volumes: [{ name: 'config-volume', configMap: { name: 'coredns', items: [{ key: 'Corefile', path: 'Corefile' }] } }],
  },
};

/** What kind 0.32 installs: a command, values from a field and a text, a ConfigMap. */
const provisioner: Template = {
  metadata: { labels: { app: 'local-path-provisioner' } },
  spec: {
    nodeSelector: { 'kubernetes.io/os': 'linux' }, serviceAccountName: 'local-path-provisioner-service-account',
    tolerations: ['control-plane', 'master'].map((role) => ({ key: `node-role.kubernetes.io/${role}`, operator: 'Equal', effect: 'NoSchedule' })),
    containers: [{
      name: 'local-path-provisioner', image: 'docker.io/kindest/local-path-provisioner:v20260521-9fb22683', imagePullPolicy: 'IfNotPresent',
      command: ['local-path-provisioner', '--debug', 'start', '--helper-image', 'docker.io/kindest/local-path-helper:v20260131-7181c60a', '--config', '/etc/config/config.json'],
      volumeMounts: [{ name: 'config-volume', mountPath: '/etc/config/' }],
      env: [{ name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }, { name: 'CONFIG_MOUNT_PATH', value: '/etc/config/' }],
    }],
    volumes: [{ name: 'config-volume', configMap: { name: 'local-path-config' } }],
  },
};

describe('the hash of a template', () => {
  it.each([
    { what: 'kubectl create deployment nginx --image=nginx', template: one('nginx', 'nginx', 'nginx'), hash: '7f8fbb96d' },
    { what: 'kubectl create deployment nginx --image=nginx:latest', template: one('nginx', 'nginx', 'nginx:latest'), hash: '6797d5487' },
    { what: 'kubectl create deployment web --image=nginx', template: one('web', 'nginx', 'nginx'), hash: '7887448d46' },
    { what: 'nginx with a port', template: one('nginx', 'nginx', 'nginx', 80), hash: '5cf8dc6bc5' },
    { what: "kubeadm's CoreDNS", template: coredns, hash: '589f44dc88' },
    { what: "kind's local path provisioner", template: provisioner, hash: '855c7b7774' },
  ])('is $hash on clusters of Kubernetes 1.36: $what', ({ template, hash }) => {
    expect(templateHash(stored(template), undefined)).toBe(hash);
  });

  it('is another with every count of collisions, and the same again for the same one', () => {
    const template = stored(one('nginx', 'nginx', 'nginx'));
    const hashes = [undefined, 0, 1, 2, 256].map((count) => templateHash(template, count));
    expect(new Set(hashes).size).toBe(5);
    expect(templateHash({ ...template }, 1)).toBe(hashes[2]);
  });
});
