import { describe, expect, it } from 'vitest';
import * as kinds from '../kinds.ts';
import type { Kind } from '../kinds.ts';
import type { KubeObject } from '../object.ts';
import { defaultObject } from './index.ts';

type Fields = Readonly<Record<string, unknown>>;

const container = (more: Fields = {}): Fields => ({ name: 'app', image: 'nginx:1.25', ...more });
const filledContainer = (more: Fields = {}): Fields => ({ imagePullPolicy: 'IfNotPresent', resources: {}, terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File', ...container(), ...more });
const filledSpec = (more: Fields = {}): Fields => ({ dnsPolicy: 'ClusterFirst', restartPolicy: 'Always', schedulerName: 'default-scheduler', securityContext: {}, terminationGracePeriodSeconds: 30, containers: [filledContainer()], ...more });
const template: Fields = { metadata: { labels: { app: 'a' } }, spec: { containers: [container()] } };
const filledTemplate: Fields = { ...template, spec: filledSpec() };
const selector = { matchLabels: { app: 'a' } };
const metadata = { name: 'x', namespace: 'default' };
const probe = { failureThreshold: 3, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 1 };
const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

const specs: readonly [string, Kind, Fields, Fields][] = [
  ['a pod', kinds.pods, { containers: [container()] }, filledSpec({ enableServiceLinks: true })],
  ['a pod on its node\'s network', kinds.pods, { hostNetwork: true, containers: [container({ ports: [{ containerPort: 80 }] })] },
    filledSpec({ enableServiceLinks: true, hostNetwork: true, containers: [filledContainer({ ports: [{ containerPort: 80, hostPort: 80, protocol: 'TCP' }] })] })],
  ['the latest image', kinds.pods, { containers: [container({ image: 'nginx' })] }, filledSpec({ enableServiceLinks: true, containers: [filledContainer({ image: 'nginx', imagePullPolicy: 'Always' })] })],
  ['limits are requests', kinds.pods, { containers: [container({ resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } } })] },
    filledSpec({ enableServiceLinks: true, containers: [filledContainer({ resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m', memory: '1Gi' } } })] })],
  ['probes', kinds.pods, { containers: [container({ livenessProbe: { httpGet: { port: 80 } }, readinessProbe: { tcpSocket: { port: 80 }, periodSeconds: 3 } })] },
    filledSpec({ enableServiceLinks: true, containers: [filledContainer({ livenessProbe: { ...probe, httpGet: { path: '/', port: 80, scheme: 'HTTP' } }, readinessProbe: { ...probe, periodSeconds: 3, tcpSocket: { port: 80 } } })] })],
  ['volumes', kinds.pods, { containers: [container()], volumes: [{ name: 'a' }, { name: 'b', configMap: { name: 'c' } }, { name: 'd', hostPath: { path: '/d' } }] },
    filledSpec({ enableServiceLinks: true, volumes: [{ name: 'a', emptyDir: {} }, { name: 'b', configMap: { name: 'c', defaultMode: 420 } }, { name: 'd', hostPath: { path: '/d', type: '' } }] })],
  ['a deployment', kinds.deployments, { selector, template },
    { progressDeadlineSeconds: 600, replicas: 1, revisionHistoryLimit: 10, selector, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } }, template: filledTemplate }],
  ['a deployment that starts afresh', kinds.deployments, { selector, template, strategy: { type: 'Recreate' } },
    { progressDeadlineSeconds: 600, replicas: 1, revisionHistoryLimit: 10, selector, strategy: { type: 'Recreate' }, template: filledTemplate }],
  ['a replica set', kinds.replicaSets, { selector, template }, { replicas: 1, selector, template: filledTemplate }],
  ['a daemon set', kinds.daemonSets, { selector, template }, { revisionHistoryLimit: 10, selector, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }, template: filledTemplate }],
  ['a stateful set', kinds.statefulSets, { serviceName: 'a', selector, template }, {
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' }, podManagementPolicy: 'OrderedReady', replicas: 1, revisionHistoryLimit: 10, selector, serviceName: 'a',
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } }, template: filledTemplate,
  }],
  ['a service', kinds.services, { ports: [{ port: 80 }] }, { internalTrafficPolicy: 'Cluster', ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }], sessionAffinity: 'None', type: 'ClusterIP' }],
  ['a service by node ports', kinds.services, { type: 'NodePort', sessionAffinity: 'ClientIP', ports: [{ port: 80, targetPort: 'http' }] }, {
    externalTrafficPolicy: 'Cluster', internalTrafficPolicy: 'Cluster', ports: [{ port: 80, protocol: 'TCP', targetPort: 'http' }], sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } }, type: 'NodePort',
  }],
  ['a claim', kinds.persistentVolumeClaims, claim, { ...claim, volumeMode: 'Filesystem' }],
  ['a volume', kinds.persistentVolumes, { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/a' } },
    { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/a', type: '' }, persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' }],
  ['a range', kinds.limitRanges, { limits: [{ type: 'Container', max: { cpu: '2' }, default: { memory: '1Gi' } }] },
    { limits: [{ type: 'Container', max: { cpu: '2' }, default: { cpu: '2', memory: '1Gi' }, defaultRequest: { cpu: '2', memory: '1Gi' } }] }],
  ['a network policy', kinds.networkPolicies, { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] }, { podSelector: {}, ingress: [{ ports: [{ port: 80, protocol: 'TCP' }] }], policyTypes: ['Ingress'] }],
  ['a scaler', kinds.horizontalPodAutoscalers, { maxReplicas: 3, scaleTargetRef: { kind: 'Deployment', name: 'a' } },
    { maxReplicas: 3, minReplicas: 1, scaleTargetRef: { kind: 'Deployment', name: 'a' }, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }] }],
];

describe('defaultObject', () => {
  it.each(specs)('%s', (_, kind, given, expected) => {
    expect((defaultObject(kind, { metadata, spec: given } as KubeObject) as { spec?: unknown }).spec).toEqual(expected);
  });

  it.each(specs)('%s, once and for all', (_, kind, given) => {
    const once = defaultObject(kind, { metadata, spec: given } as KubeObject);
    expect(defaultObject(kind, once)).toBe(once);
    const copy = structuredClone(once);
    expect(defaultObject(kind, copy)).toBe(copy);
  });

  it.each<[string, Kind, Fields, Fields]>([
    ['a secret has a type', kinds.secrets, {}, { type: 'Opaque' }],
    ['a class gives back and binds at once', kinds.storageClasses, { provisioner: 'a' }, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }],
    ['a priority preempts', kinds.priorityClasses, { value: 1 }, { preemptionPolicy: 'PreemptLowerPriority' }],
    ['a namespace wears its name', kinds.namespaces, { metadata: { name: 'x' } }, { metadata: { name: 'x', labels: { 'kubernetes.io/metadata.name': 'x' } }, status: { phase: 'Active' } }],
    ['roles and subjects of RBAC itself', kinds.roleBindings, { roleRef: { kind: 'Role', name: 'r' }, subjects: [{ kind: 'User', name: 'u' }, { kind: 'ServiceAccount', name: 's' }] },
      { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' }, subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'u' }, { kind: 'ServiceAccount', name: 's' }] }],
    ['a job labels itself like its pods', kinds.jobs, { spec: { template } }, { spec: { backoffLimit: 6, completionMode: 'NonIndexed', completions: 1, parallelism: 1, podReplacementPolicy: 'TerminatingOrFailed', suspend: false } }],
    ['a cron job', kinds.cronJobs, { spec: { schedule: '* * * * *', jobTemplate: { spec: { template } } } }, { spec: { concurrencyPolicy: 'Allow', failedJobsHistoryLimit: 1, successfulJobsHistoryLimit: 3, suspend: false } }],
  ])('%s', (_, kind, given, expected) => {
    expect(defaultObject(kind, { metadata, ...given } as KubeObject)).toMatchObject(expected);
  });

  it('keeps what did not change', () => {
    const labels = { a: 'b' };
    const given = { metadata: { ...metadata, labels }, spec: { containers: [container()], tolerations: [{ key: 'k', operator: 'Exists' }] } };
    const out = defaultObject(kinds.pods, given as KubeObject) as typeof given;
    expect(out.metadata).toBe(given.metadata);
    expect(out.spec.tolerations).toBe(given.spec.tolerations);
    expect(given.spec.containers[0]).toEqual(container());
  });
});
