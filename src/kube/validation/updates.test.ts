import { describe, expect, it } from 'vitest';
import { defaultObject } from '../defaults/index.ts';
import { fieldErrorText } from '../field-errors.ts';
import type { V1Pod } from '../generated/types.ts';
import * as kinds from '../kinds.ts';
import type { Kind, Subresource } from '../kinds.ts';
import type { KubeObject } from '../object.ts';
import { validateBinding, validateScale, validateUpdate } from './index.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A merge patch: `null` takes a field away. */
function merge(given: Fields, patch: Fields): Fields {
  const out: Record<string, unknown> = { ...given };
  for (const [key, value] of Object.entries(patch)) {
    const before = out[key];
    if (value === null) Reflect.deleteProperty(out, key);
    else out[key] = isFields(value) && isFields(before) ? merge(before, value) : value;
  }
  return out;
}

/** What the server says when `given`, stored, is patched. */
function patched(kind: Kind, given: Fields, patch: Fields, subresource?: Subresource): string[] {
  const metadata = { name: 'x', ...(kind.namespaced && { namespace: 'default' }), uid: 'u', resourceVersion: '1' };
  const before = defaultObject(kind, merge({ metadata }, given) as KubeObject);
  const after = defaultObject(kind, merge(before as Fields, patch) as KubeObject);
  return validateUpdate(kind, after, before, subresource).map(fieldErrorText);
}

const pod = { containers: [{ name: 'app', image: 'nginx:1.25' }] };
const template = (app: string): Fields => ({ metadata: { labels: { app } }, spec: pod });
const workload = { spec: { selector: { matchLabels: { app: 'a' } }, template: template('a') } };
const claim = { accessModes: ['ReadWriteOnce'], storageClassName: 'rigid', resources: { requests: { storage: '1Gi' } } };
const boundClaim = { spec: { ...claim, volumeName: 'pv' }, status: { phase: 'Bound', capacity: { storage: '2Gi' } } };
const service = { spec: { clusterIP: '10.96.0.9', clusterIPs: ['10.96.0.9'], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', ports: [{ port: 80 }] } };
const headless = { spec: { ...service.spec, clusterIP: 'None', clusterIPs: ['None'] } };
const setOnly = "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

describe('a change that is refused', () => {
  it.each<[string, Kind, Fields, Fields, string[]]>([
    ['a daemon set and its selector', kinds.daemonSets, workload, { spec: { selector: { matchLabels: { x: 'y' } } } }, [
      'spec.selector: Invalid value: {"matchLabels":{"app":"a","x":"y"}}: field is immutable',
      'spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`',
    ]],
    ['a daemon set that surges and goes without', kinds.daemonSets, workload, { spec: { updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } } } },
      ['spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero']],
    ['a stateful set and its service', kinds.statefulSets, merge(workload, { spec: { serviceName: 'a' } }), { spec: { serviceName: 'b' } }, [setOnly]],
    ['a stateful set and its claims', kinds.statefulSets, merge(workload, { spec: { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim }] } }),
      { spec: { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { ...claim, resources: { requests: { storage: '2Gi' } } } }] } }, [setOnly]],
    ['a deployment that may not surge', kinds.deployments, merge(workload, { spec: { strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } } }), { spec: { strategy: { rollingUpdate: { maxSurge: 'some' } } } }, [
      "spec.strategy.rollingUpdate.maxSurge: Invalid value: \"some\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0',
    ]],
    ['a lease of no time', kinds.leases, { spec: {} }, { spec: { leaseDurationSeconds: 0, leaseTransitions: -1 } },
      ['spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0', 'spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0']],
    ["a node's addresses", kinds.nodes, { spec: { podCIDR: '10.244.1.0/24' } }, { spec: { podCIDR: '10.9.0.0/24' } }, ['spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid']],
    ["a quota's scopes", kinds.resourceQuotas, { spec: { hard: { configmaps: '1' } } }, { spec: { scopes: ['Terminating'] } },
      ['spec.scopes: Invalid value: ["Terminating"]: unsupported scope applied to resource', 'spec.scopes: Invalid value: ["Terminating"]: field is immutable']],
    ["a service's address", kinds.services, service, { spec: { clusterIP: '10.96.3.3', clusterIPs: ['10.96.3.3'] } }, ['spec.clusterIPs[0]: Invalid value: ["10.96.3.3"]: may not change once set']],
    ['a headless service to node ports', kinds.services, headless, { spec: { type: 'NodePort' } }, ["spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort services"]],
    ['a service by unsafe addresses', kinds.services, service, { spec: { externalIPs: ['127.0.0.1', 'x'] } }, [
      'spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
      'spec.externalIPs[1]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    ]],
    ['a claim that shrinks below what it has', kinds.persistentVolumeClaims, boundClaim, { spec: { resources: { requests: { storage: '500Mi' } } } },
      ['spec.resources.requests.storage: Forbidden: field can not be less than status.capacity']],
    ['a claim for other modes', kinds.persistentVolumeClaims, boundClaim, { spec: { accessModes: ['ReadWriteMany'] } }, [[
      'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
      '@@ -1,6 +1,6 @@', ' {', '  "AccessModes": [', '-  "ReadWriteOnce"', '+  "ReadWriteMany"', '  ],', '  "Selector": null,', '  "Resources": {', '',
    ].join('\n')]],
    ['a volume reclaimed in no known way', kinds.persistentVolumes, { spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/a' } } }, { spec: { persistentVolumeReclaimPolicy: 'Shred' } },
      ['spec.persistentVolumeReclaimPolicy: Unsupported value: "Shred": supported values: "Delete", "Recycle", "Retain"']],
    ['a cost that is no number', kinds.pods, { spec: pod }, { metadata: { annotations: { 'controller.kubernetes.io/pod-deletion-cost': 'much' } } },
      ['metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "much": must be a 32bit integer']],
    ['finalizers on what is going', kinds.configMaps, { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 0, finalizers: ['e.com/a'] } }, { metadata: { finalizers: ['e.com/a', 'e.com/b'] } },
      ['metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"e.com/b"}']],
    ['another name', kinds.configMaps, {}, { metadata: { name: 'y' } }, ['metadata.name: Invalid value: "y": field is immutable']],
    ['an immutable map', kinds.configMaps, { immutable: true, data: { a: '1' } }, { data: { a: '2' } }, ['data: Forbidden: field is immutable when `immutable` is set']],
    ["a secret's type", kinds.secrets, { type: 'Opaque' }, { type: 'other' }, ['type: Invalid value: "other": field is immutable']],
    ['another role', kinds.roleBindings, { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'a' }, subjects: [] }, { roleRef: { name: 'b' } },
      ['roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"b"}: cannot change roleRef']],
    ['the value of a priority', kinds.priorityClasses, { value: 1 }, { value: 2 }, ['value: Forbidden: may not be changed in an update.']],
  ])('%s', (_, kind, given, patch, words) => {
    expect(patched(kind, given, patch)).toEqual(words);
  });
});

describe('a change that is allowed', () => {
  it.each<[string, Kind, Fields, Fields]>([
    ['another image', kinds.pods, { spec: pod }, { spec: { containers: [{ ...pod.containers[0], image: 'nginx:1.26' }] } }],
    ['a deadline', kinds.pods, { spec: pod }, { spec: { activeDeadlineSeconds: 60 } }],
    ['another toleration', kinds.pods, { spec: pod }, { spec: { tolerations: [{ key: 'k', operator: 'Exists' }] } }],
    ['a gate less', kinds.pods, { spec: { ...pod, schedulingGates: [{ name: 'a' }, { name: 'b' }] } }, { spec: { schedulingGates: [{ name: 'b' }] } }],
    ['a selector for a gated pod', kinds.pods, { spec: { ...pod, schedulingGates: [{ name: 'a' }] } }, { spec: { nodeSelector: { disk: 'ssd' } } }],
    ['more storage', kinds.persistentVolumeClaims, boundClaim, { spec: { resources: { requests: { storage: '3Gi' } } } }],
    ['fewer replicas', kinds.statefulSets, workload, { spec: { replicas: 0 } }],
    ['another template', kinds.daemonSets, workload, { spec: { template: { spec: { containers: [{ name: 'app', image: 'nginx:1.26' }] } } } }],
    ['a label', kinds.services, service, { metadata: { labels: { a: 'b' } } }],
    ['an address given back', kinds.services, service, { spec: { type: 'ExternalName', externalName: 'a.example.com', clusterIP: null, clusterIPs: null, ipFamilies: null, ipFamilyPolicy: null } }],
  ])('%s', (_, kind, given, patch) => {
    expect(patched(kind, given, patch)).toEqual([]);
  });
});

describe('the template of a suspended Job', () => {
  const job = (status: Fields, suspend = true): Fields => ({ spec: { suspend, selector: { matchLabels: { app: 'a' } }, template: { metadata: { labels: { app: 'a' } }, spec: { ...pod, restartPolicy: 'Never' } } }, status });
  const startTime = '2026-01-01T09:00:00Z';
  const marked = [{ type: 'Suspended', status: 'True', reason: 'JobSuspended' }];
  const hungry = { spec: { template: { spec: { containers: [{ ...pod.containers[0], resources: { requests: { cpu: '1' } } }] } } } };
  const elsewhere = { spec: { template: { spec: { nodeSelector: { disk: 'ssd' } } } } };
  const otherImage = { spec: { template: { spec: { containers: [{ name: 'app', image: 'other' }] } } } };

  it.each<[string, Fields, Fields, boolean]>([
    ['may ask for more before it starts', job({}), hungry, true],
    ['may go elsewhere before it starts', job({}), elsewhere, true],
    ['may ask for more when its pods are gone', job({ startTime, conditions: marked }), hungry, true],
    ['may go elsewhere when its pods are gone', job({ startTime, conditions: marked }), elsewhere, true],
    ['stays while the controller has not said so', job({ startTime }), hungry, false],
    ['stays while its pods run', job({ startTime, active: 1, conditions: marked }), hungry, false],
    ['stays while it is not suspended', job({}, false), hungry, false],
    ['keeps its image', job({}), otherImage, false],
  ])('%s', (_, given, patch, isAllowed) => {
    expect(patched(kinds.jobs, given, patch).map((words) => words.slice(0, 29))).toEqual(isAllowed ? [] : ['spec.template: Invalid value:']);
  });
});

const podForbidden = [
  'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,',
  '`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n',
].join('');

describe('a running pod', () => {
  const token = { sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
  ] };
  const running = { spec: {
    activeDeadlineSeconds: 3600, nodeName: 'node-1', serviceAccountName: 'default', priority: 0, preemptionPolicy: 'PreemptLowerPriority',
    containers: [{ name: 'app', image: 'nginx:1.26', volumeMounts: [{ name: 'kube-api-access-abcde', readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }] }],
    volumes: [{ name: 'kube-api-access-abcde', projected: token }],
    tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }, { key: 'b', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }],
  } };

  it('shows what may not change as a difference of the whole spec', () => {
    expect(patched(kinds.pods, running, { spec: { terminationGracePeriodSeconds: 1 } })).toEqual([podForbidden + [
      '@@ -134,7 +134,7 @@', '  ],', '  "EphemeralContainers": null,', '  "RestartPolicy": "Always",', '- "TerminationGracePeriodSeconds": 30,', '+ "TerminationGracePeriodSeconds": 1,',
      '  "ActiveDeadlineSeconds": 3600,', '  "DNSPolicy": "ClusterFirst",', '  "NodeSelector": null,', '',
    ].join('\n')]);
  });

  it.each<[string, Fields, string[]]>([
    ['a later deadline', { activeDeadlineSeconds: 7200 }, ['spec.activeDeadlineSeconds: Invalid value: 7200: must be less than or equal to previous value']],
    ['no image', { containers: [{ ...running.spec.containers[0], image: '' }] }, ['spec.containers[0].image: Required value', 'spec.containers[0].image: Required value']],
    ['a container more', { containers: [...running.spec.containers, { name: 'b', image: 'b' }] }, ['spec.containers: Forbidden: pod updates may not add or remove containers']],
    ['a toleration less', { tolerations: running.spec.tolerations.slice(1) }, ['spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds']],
  ])('%s', (_, patch, words) => {
    expect(patched(kinds.pods, running, { spec: patch })).toEqual(words);
  });

  it('gains no scheduling gates', () => {
    const gated = { spec: { ...pod, schedulingGates: [{ name: 'e.com/one' }] } };
    expect(patched(kinds.pods, gated, { spec: { schedulingGates: [{ name: 'e.com/one' }, { name: 'e.com/two' }] } })).toEqual([
      "spec.schedulingGates[1].name: Forbidden: only deletion is allowed, but found new scheduling gate 'e.com/two'",
    ]);
  });

  it('its status is looked at through the door of its status alone', () => {
    const status = { status: { nominatedNodeName: 'Not A Node' } };
    expect(patched(kinds.pods, running, status, 'status').length).toBeGreaterThan(0);
  });
});

describe('small bodies', () => {
  it('a scale', () => {
    expect(validateScale({ spec: { replicas: -1 } }).map(fieldErrorText)).toEqual(['spec.replicas: Invalid value: -1: must be greater than or equal to 0']);
    expect(validateScale({ spec: { replicas: 0 } })).toEqual([]);
  });

  it('a binding', () => {
    expect(validateBinding({ target: { kind: 'Pod', name: '' } }).map(fieldErrorText)).toEqual(['target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>"', 'target.name: Required value']);
    expect(validateBinding({ target: { name: 'node-1' } })).toEqual([]);
  });
});

describe('what has not changed', () => {
  it('is not looked at again', () => {
    const trap = new Proxy([], { get: () => { throw new Error('looked at'); }, ownKeys: () => { throw new Error('listed'); } });
    const metadata = { name: 'x', namespace: 'default', uid: 'u', resourceVersion: '1' };
    const before: V1Pod = { metadata, spec: { containers: trap, volumes: trap }, status: { phase: 'Pending' } };
    expect(validateUpdate(kinds.pods, { ...before, status: { phase: 'Running' } }, before, 'status')).toEqual([]);
    expect(validateUpdate(kinds.pods, { ...before, metadata: { ...metadata, labels: { a: 'b' } } }, before)).toEqual([]);
    expect(() => validateUpdate(kinds.pods, { ...before, spec: { ...before.spec, containers: trap, nodeName: 'a' } }, before)).toThrow('looked at');
  });
});
