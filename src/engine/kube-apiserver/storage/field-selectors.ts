import type { KubeObject } from '../../../kube/object.ts';
import type { FieldRequirement } from '../../../kube/selector-text.ts';
import type { Resource } from '../resource.ts';

/** Reads one field of an object as text: booleans as `true`/`false`, what is absent as ''. */
type Reader = (object: KubeObject) => string;

const at = (...path: readonly string[]): Reader => (object) => {
  let value: unknown = object;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return '';
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
};
const flag = (...path: readonly string[]): Reader => (object) => at(...path)(object) || 'false';
const count = (...path: readonly string[]): Reader => (object) => at(...path)(object) || '0';

const name: readonly [string, Reader] = ['metadata.name', at('metadata', 'name')];
const namespace: readonly [string, Reader] = ['metadata.namespace', at('metadata', 'namespace')];

const involved = (root: string, prefix: string): readonly (readonly [string, Reader])[] =>
  ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map((field) => [`${prefix}.${field}`, at(root, field)]);

const source: Reader = (object) => at('source', 'component')(object) || at('reportingComponent')(object);
const replicas = ['status.replicas', count('status', 'replicas')] as const;

/** Fields that may be selected by, besides name and namespace, of each resource. */
const extraFields: Readonly<Record<string, readonly (readonly [string, Reader])[]>> = {
  pods: [
    ['spec.nodeName', at('spec', 'nodeName')], ['spec.restartPolicy', at('spec', 'restartPolicy')], ['spec.schedulerName', at('spec', 'schedulerName')],
    ['spec.serviceAccountName', at('spec', 'serviceAccountName')], ['spec.hostNetwork', flag('spec', 'hostNetwork')], ['status.phase', at('status', 'phase')],
    ['status.podIP', at('status', 'podIP')], ['status.nominatedNodeName', at('status', 'nominatedNodeName')],
  ],
  events: [
    ...involved('involvedObject', 'involvedObject'), ['reason', at('reason')], ['reportingComponent', source], ['source', source], ['type', at('type')],
  ],
  'events.events.k8s.io': [
    ...involved('involvedObject', 'regarding'), ['reason', at('reason')], ['reportingController', source], ['type', at('type')],
  ],
  namespaces: [['status.phase', at('status', 'phase')], ['name', at('metadata', 'name')]],
  nodes: [['spec.unschedulable', flag('spec', 'unschedulable')]],
  secrets: [['type', at('type')]],
  replicationcontrollers: [replicas],
  'replicasets.apps': [replicas],
  'jobs.batch': [['status.successful', count('status', 'succeeded')]],
  services: [['spec.clusterIP', at('spec', 'clusterIP')], ['spec.type', at('spec', 'type')]],
  persistentvolumes: [['name', at('metadata', 'name')]],
  'certificatesigningrequests.certificates.k8s.io': [['spec.signerName', at('spec', 'signerName')]],
  'ipaddresses.networking.k8s.io': [['spec.parentRef.resource', at('spec', 'parentRef', 'resource')]],
};

/** The reader of a field, or undefined where that resource cannot be selected by it. */
export function fieldReader(resource: Resource, field: string): Reader | undefined {
  if (field === 'metadata.name') return name[1];
  if (field === 'metadata.namespace') return namespace[1];
  const custom = resource.custom?.version.selectableFields?.find(({ jsonPath }) => jsonPath === `.${field}`);
  if (custom) return at(...field.split('.'));
  return extraFields[resource.groupResource]?.find(([label]) => label === field)?.[1];
}

/** Whether an object has those fields; the requirements must be of fields that the resource knows. */
export function fieldMatcher(resource: Resource, requirements: readonly FieldRequirement[]): (object: KubeObject) => boolean {
  const readers = requirements.map(({ field, value, operator }) => ({ read: fieldReader(resource, field), value, equal: operator === '=' }));
  return (object) => readers.every(({ read, value, equal }) => (read?.(object) === value) === equal);
}
