import type { JSONSchema } from 'monaco-yaml';
import { docs } from '../../kube/generated/docs.ts';
import { schemas } from '../../kube/generated/schemas.ts';
import { apiVersionOf, builtInKinds, type Kind } from '../../kube/kinds.ts';

/** Fields that the API server fills in: completion offers them last and no manifest needs them. */
const serverFields = new Set(['status', 'managedFields', 'selfLink', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'resourceVersion', 'uid', 'generation']);

/** Values that documentation gives only in prose; completion offers them. */
const choices: Readonly<Record<string, readonly string[]>> = {
  'V1PodSpec.restartPolicy': ['Always', 'OnFailure', 'Never'],
  'V1PodSpec.dnsPolicy': ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
  'V1Container.imagePullPolicy': ['Always', 'IfNotPresent', 'Never'],
  'V1ContainerPort.protocol': ['TCP', 'UDP', 'SCTP'],
  'V1ServicePort.protocol': ['TCP', 'UDP', 'SCTP'],
  'V1ServiceSpec.type': ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
  'V1ServiceSpec.sessionAffinity': ['None', 'ClientIP'],
  'V1DeploymentStrategy.type': ['RollingUpdate', 'Recreate'],
  'V1Taint.effect': ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
  'V1Toleration.effect': ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
  'V1Toleration.operator': ['Exists', 'Equal'],
  'V1LabelSelectorRequirement.operator': ['In', 'NotIn', 'Exists', 'DoesNotExist'],
  'V1NodeSelectorRequirement.operator': ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'],
};

const typeSchemas: Readonly<Record<string, JSONSchema>> = {
  string: { type: 'string' },
  byte: { type: 'string' },
  time: { type: 'string' },
  microTime: { type: 'string' },
  boolean: { type: 'boolean' },
  int32: { type: 'integer' },
  int64: { type: 'integer' },
  double: { type: 'number' },
  quantity: { type: ['string', 'number'] },
  intOrString: { type: ['string', 'integer'] },
  any: {},
};

function typeSchema(code: string): JSONSchema {
  if (code.startsWith('[]')) return { type: 'array', items: typeSchema(code.slice(2)) };
  if (code.startsWith('map:')) return { type: 'object', additionalProperties: typeSchema(code.slice(4)) };
  return typeSchemas[code] ?? { $ref: `#/definitions/${code}` };
}

function definition(name: string): JSONSchema {
  const { fields = {}, required = [] } = schemas[name] ?? {};
  const texts = docs[name] ?? {};
  const names = Object.keys(fields).sort((a, b) => Number(serverFields.has(a)) - Number(serverFields.has(b)));
  const properties = names.map((field): [string, JSONSchema] => {
    const values = choices[`${name}.${field}`];
    return [field, { ...typeSchema(fields[field] ?? 'any'), description: texts[field] ?? '', ...(values ? { enum: [...values] } : {}) }];
  });
  return { type: 'object', description: texts[''] ?? '', properties: Object.fromEntries(properties), required: [...required], additionalProperties: false };
}

const writable = (kind: Kind): boolean => kind.verbs.includes('create') && kind.verbs.includes('list');

/** One JSON Schema for any manifest of a known kind: completion, hover texts and problems of the editor come from it. */
export function manifestSchema(): JSONSchema {
  const kinds = builtInKinds.filter(writable);
  return {
    type: 'object',
    required: ['apiVersion', 'kind'],
    properties: {
      apiVersion: { type: 'string', enum: [...new Set(kinds.map(apiVersionOf))], description: 'Group and version of the kind: v1, apps/v1 …' },
      kind: { type: 'string', enum: [...new Set(kinds.map(({ kind }) => kind))] },
    },
    allOf: kinds.map((kind) => ({
      if: { required: ['apiVersion', 'kind'], properties: { apiVersion: { const: apiVersionOf(kind) }, kind: { const: kind.kind } } },
      then: { $ref: `#/definitions/${kind.schema}` },
    })),
    definitions: Object.fromEntries(Object.keys(schemas).map((name) => [name, definition(name)])),
  };
}
