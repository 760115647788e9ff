import { fnv1a32 } from '../../../kube/hash.ts';
import { schemas } from '../../../kube/generated/schemas.ts';
import { resourcePath, type Kind } from '../../../kube/kinds.ts';
import type { Resource } from '../resource.ts';

/** Descriptions of types and fields, as in `kube/generated/docs.ts`; large, so handed over only where somebody may ask. */
export type Docs = Readonly<Record<string, Readonly<Record<string, string>>>>;

type Json = Readonly<Record<string, unknown>>;

/** Last part of a component's name is what `kubectl explain` calls the type: `io.k8s.V1PodSpec.PodSpec`. */
function componentName(type: string): string {
  const scalar = namedScalars[type];
  if (scalar !== undefined) return scalar;
  return `io.k8s.${type}.${type.replace(/^(?:[A-Z][a-z]+)?V\d(?:alpha\d|beta\d)?(?=[A-Z])/, '')}`;
}

const scalarSchemas: Readonly<Record<string, Json>> = {
  string: { type: 'string', default: '' }, boolean: { type: 'boolean', default: false }, int32: { type: 'integer', format: 'int32', default: 0 }, int64: { type: 'integer', format: 'int64', default: 0 },
  double: { type: 'number', format: 'double', default: 0 }, byte: { type: 'string', format: 'byte' }, quantity: { oneOf: [{ type: 'string' }, { type: 'number' }] },
  time: { type: 'string', format: 'date-time' }, microTime: { type: 'string', format: 'date-time' }, intOrString: { oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' }, any: { type: 'object' },
};

/** Scalars that are types of their own there: `kubectl explain` calls them by name. */
const namedScalars: Readonly<Record<string, string>> = {
  quantity: 'io.k8s.apimachinery.pkg.api.resource.Quantity', intOrString: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
  time: 'io.k8s.apimachinery.pkg.apis.meta.v1.Time', microTime: 'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime',
};

function schemaOf(code: string, used: string[], isField: boolean): Json {
  if (code.startsWith('[]')) return { type: 'array', items: schemaOf(code.slice(2), used, false) };
  if (code.startsWith('map:')) return { type: 'object', additionalProperties: schemaOf(code.slice(4), used, false) };
  const named = namedScalars[code];
  if (named !== undefined) {
    used.push(code);
    return isField ? { allOf: [{ $ref: `#/components/schemas/${named}` }] } : { $ref: `#/components/schemas/${named}` };
  }
  const scalar = scalarSchemas[code];
  if (scalar) return withoutDefault(scalar);
  used.push(code);
  const reference = { $ref: `#/components/schemas/${componentName(code)}` };
  return isField ? { allOf: [reference], default: {} } : reference;
}

function withoutDefault({ default: dropped, ...rest }: Json): Json {
  void dropped;
  return rest;
}

/** The component of a type; types that it uses are added to `used`. */
function component(type: string, docs: Docs, used: string[]): Json {
  const said = docs[type] ?? {};
  if (Object.hasOwn(namedScalars, type)) return { ...(said[''] ? { description: said[''] } : {}), ...withoutDefault(scalarSchemas[type] ?? {}) };
  const schema = schemas[type];
  const properties = Object.fromEntries(Object.entries(schema?.fields ?? {}).map(([field, code]) => {
    const description = said[field];
    return [field, { ...(description ? { description } : {}), ...schemaOf(code, used, true) }];
  }));
  return { ...(said[''] ? { description: said[''] } : {}), type: 'object', properties, ...(schema && schema.required.length > 0 ? { required: schema.required } : {}) };
}

const gvk = ({ group, version, kind }: Kind): Json => ({ group, kind, version });

/** Schemas of all types that some kinds are made of, by name. */
export function components(resources: readonly Resource[], docs: Docs): Json {
  const found: Record<string, unknown> = {};
  const roots = new Map(resources.filter(({ kind }) => kind.schema !== '').map(({ kind }) => [kind.schema, kind]));
  const queue = [...roots.keys(), 'V1DeleteOptions', 'V1Status'];
  for (let type = queue.shift(); type !== undefined; type = queue.shift()) {
    const name = componentName(type);
    if (Object.hasOwn(found, name)) continue;
    const root = roots.get(type);
    const used: string[] = [];
    found[name] = { ...component(type, docs, used), ...(root ? { 'x-kubernetes-group-version-kind': [gvk(root)] } : {}) };
    queue.push(...used);
  }
  for (const { kind, custom } of resources) if (custom) found[customName(kind)] = customComponent(kind, custom.version.schema?.openAPIV3Schema ?? {}, found, docs, queue);
  return found;
}

const customName = ({ group, version, kind }: Kind): string => `${group.split('.').reverse().join('.')}.${version}.${kind}`;

function customComponent(kind: Kind, schema: object, found: Record<string, unknown>, docs: Docs, queue: string[]): Json {
  queue.push('V1ObjectMeta');
  for (let type = queue.shift(); type !== undefined; type = queue.shift()) {
    const name = componentName(type);
    if (!Object.hasOwn(found, name)) found[name] = component(type, docs, queue);
  }
  const given = schema as { readonly properties?: Json };
  const said = docs['V1Namespace'] ?? {};
  const text = (field: string): Json => (said[field] ? { description: said[field] } : {});
  const standard = {
    apiVersion: { ...text('apiVersion'), type: 'string' }, kind: { ...text('kind'), type: 'string' },
    metadata: { ...text('metadata'), allOf: [{ $ref: `#/components/schemas/${componentName('V1ObjectMeta')}` }] },
  };
  return { ...schema, type: 'object', properties: { ...standard, ...given.properties, metadata: standard.metadata }, 'x-kubernetes-group-version-kind': [gvk(kind)] };
}

const queryParameter = (name: string): Json => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } });

/** Enough of the paths for clients to see which parameters each kind takes. */
function paths(resources: readonly Resource[]): Json {
  const found: Record<string, Json> = {};
  for (const { kind } of resources) {
    const collection = resourcePath(kind, kind.namespaced ? '{namespace}' : undefined);
    const operation = (action: string, parameters: readonly string[]): Json => ({
      'x-kubernetes-action': action, 'x-kubernetes-group-version-kind': gvk(kind), parameters: parameters.map(queryParameter), responses: { 200: { description: 'OK' } },
    });
    const writes = ['dryRun', 'fieldManager', 'fieldValidation'];
    found[collection] = {
      ...(kind.verbs.includes('list') ? { get: operation('list', ['labelSelector', 'fieldSelector', 'limit', 'continue', 'watch', 'resourceVersion']) } : {}),
      ...(kind.verbs.includes('create') ? { post: operation('post', writes) } : {}),
    };
    if (!kind.verbs.includes('patch')) continue;
    found[`${collection}/{name}`] = { get: operation('get', []), put: operation('put', writes), patch: operation('patch', [...writes, 'force']), delete: operation('delete', ['dryRun', 'gracePeriodSeconds', 'propagationPolicy']) };
  }
  return found;
}

const rootOf = ({ group, version }: Kind): string => (group === '' ? `api/${version}` : `apis/${group}/${version}`);

/** Answers `/openapi/v3` and its documents; undefined for a path that is none. */
export function openApi(path: string, resources: readonly Resource[], docs: Docs): unknown {
  const roots = [...new Set(resources.map(({ kind }) => rootOf(kind)))];
  if (path === '/openapi/v3' || path === '/openapi/v3/') {
    const described = Object.keys(docs).length;
    return { paths: Object.fromEntries(roots.map((root) => [root, { serverRelativeURL: `/openapi/v3/${root}?hash=${hashOf(`${root} ${String(described)}`, resources.filter(({ kind }) => rootOf(kind) === root))}` }])) };
  }
  const root = path.replace(/^\/openapi\/v3\//, '');
  if (root === path || !roots.includes(root)) return undefined;
  const served = resources.filter(({ kind }) => rootOf(kind) === root);
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: 'v1.36.3' }, paths: paths(served), components: { schemas: components(served, docs) } };
}

/** Changes when what is served under a root changes. */
function hashOf(root: string, served: readonly Resource[]): string {
  const words = served.map(({ kind, custom }) => `${kind.plural} ${custom?.definition.metadata?.resourceVersion ?? ''}`).join(',');
  return fnv1a32(`${root} ${words}`).toString(16).toUpperCase().padStart(8, '0');
}
