import type { V1Status } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { matches } from '../../../kube/selectors.ts';
import { parseFieldSelector, parseLabelSelector, type FieldRequirement } from '../../../kube/selector-text.ts';
import * as refusal from '../../../kube/status.ts';
import type { Call } from '../core.ts';
import { fieldMatcher, fieldReader } from '../storage/field-selectors.ts';
import type { Resource } from '../resource.ts';

/** What a list, a watch or a deletecollection is narrowed to. */
export interface Selection {
  /** The one name that is asked for, where it is. */
  readonly name?: string;
  /** The one node whose pods are asked for, where it is. */
  readonly nodeName?: string;
  /** True where there is no selector at all. */
  readonly everything: boolean;
  readonly matches: (object: KubeObject) => boolean;
}

const all: Selection = { everything: true, matches: () => true };

/** Reads `labelSelector` and `fieldSelector`; the request may name one object, too. */
export function selectionOf(call: Call): Selection | V1Status {
  const { query } = call.info;
  const { name } = call.address;
  const labelText = query.get('labelSelector');
  const fieldText = query.get('fieldSelector');
  if (labelText === '' && fieldText === '' && name === '') return all;
  const parsedLabels = parseLabelSelector(labelText);
  if (!parsedLabels.ok) return refusal.badRequest(parsedLabels.message);
  const parsedFields = parseFieldSelector(fieldText);
  if (!parsedFields.ok) return refusal.badRequest(parsedFields.message);
  const [labels, fields] = [parsedLabels.value, parsedFields.value];
  const unknown = fields.find(({ field }) => !fieldReader(call.resource, field));
  if (unknown) return refusal.badRequest(unknownField(call.resource, unknown.field));
  const named = name === '' ? fields : [...fields, { field: 'metadata.name', value: name, operator: '=' as const }];
  const hasFields = fieldMatcher(call.resource, named);
  const byLabel = labels.requirements.length === 0;
  return {
    ...only('name', 'metadata.name', named),
    ...(call.resource.prefix === '/registry/pods/' ? only('nodeName', 'spec.nodeName', named) : {}),
    everything: false,
    matches: byLabel ? hasFields : (object) => hasFields(object) && matches(labels, object.metadata?.labels),
  };
}

function only(key: 'name' | 'nodeName', field: string, requirements: readonly FieldRequirement[]): Partial<Record<'name' | 'nodeName', string>> {
  const found = requirements.find((requirement) => requirement.field === field && requirement.operator === '=' && requirement.value !== '');
  return found ? { [key]: found.value } : {};
}

/** Kinds with conversions of their own say it shortly. */
const shortWords: ReadonlySet<string> = new Set([
  'pods', 'nodes', 'replicationcontrollers', 'events', 'namespaces', 'secrets', 'services', 'certificatesigningrequests.certificates.k8s.io', 'events.events.k8s.io',
]);

function unknownField(resource: Resource, field: string): string {
  if (resource.groupResource === 'jobs.batch') return `field label "${field}" not supported for Job`;
  if (resource.custom || shortWords.has(resource.groupResource)) return `field label not supported: ${field}`;
  return `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`;
}
