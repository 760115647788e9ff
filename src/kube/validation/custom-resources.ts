import { invalid, notSupported, required, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import * as kinds from '../kinds.ts';
import { knownRegex, RegexProblem } from '../regex/index.ts';
import { dns1035Label, dns1123Subdomain, nameIsSubdomain } from './formats.ts';
import { checkImmutable, checkObjectMeta } from './metadata.ts';
import { rules, type Rules } from './rules.ts';
import { shapeOf } from './shapes.ts';

type Schema = t.V1JSONSchemaProps;

const scopes = ['Cluster', 'Namespaced'];
const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/** @see Kubernetes 1.36, apiextensions validation, ValidateCustomResourceDefinition */
function checkDefinition(errors: FieldError[], definition: t.V1CustomResourceDefinition): void {
  const { spec } = definition;
  const expected = `${spec?.names?.plural ?? ''}.${spec?.group ?? ''}`;
  checkObjectMeta(errors, definition.metadata, false, (name, prefix) => [...nameIsSubdomain(name, prefix), ...(name === expected ? [] : ['must be spec.names.plural+"."+spec.group'])]);
  checkDefinitionSpec(errors, definition);
}

function checkDefinitionSpec(errors: FieldError[], { spec, status }: t.V1CustomResourceDefinition): void {
  const group = spec?.group ?? '';
  if (group === '') errors.push(required('spec.group'));
  else if (dns1123Subdomain(group).length > 0) errors.push(invalid('spec.group', group, dns1123Subdomain(group).join(',')));
  else if (!group.includes('.')) errors.push(invalid('spec.group', group, 'should be a domain with at least one dot'));
  const scope = spec?.scope ?? '';
  if (scope === '') errors.push(required('spec.scope'));
  else if (!scopes.includes(scope)) errors.push(notSupported('spec.scope', scope, scopes));
  checkVersions(errors, spec?.versions ?? []);
  checkKindNames(errors, spec?.names);
  checkStored(errors, status?.storedVersions ?? [], spec?.versions ?? []);
}

function checkVersions(errors: FieldError[], versions: readonly t.V1CustomResourceDefinitionVersion[]): void {
  for (const [index, { name = '', schema }] of versions.entries()) {
    const at = `spec.versions[${String(index)}]`;
    const complaints = dns1035Label(name);
    if (complaints.length > 0) errors.push(invalid(`${at}.name`, name, complaints.join(',')));
    const root = schema?.openAPIV3Schema;
    if (!root) errors.push(required(`${at}.schema.openAPIV3Schema`));
    else checkStructural(errors, root, `${at}.schema.openAPIV3Schema`, true);
  }
  const shapes = (): unknown => versions.map((version) => shapeOf('DefinitionVersion', version));
  if (new Set(versions.map(({ name }) => name)).size < versions.length) errors.push(invalid('spec.versions', shapes(), 'must contain unique version names'));
  if (versions.filter(({ storage }) => storage).length !== 1) errors.push(invalid('spec.versions', shapes(), 'must have exactly one version marked as storage version'));
}

/** A structural schema says the type of everything that it names. */
function checkStructural(errors: FieldError[], schema: Schema, path: string, isRoot: boolean): void {
  const { type = '', items, properties, additionalProperties } = schema;
  const free = schema['x-kubernetes-int-or-string'] ?? schema['x-kubernetes-preserve-unknown-fields'];
  if (type === '') {
    if (!free) errors.push(required(`${path}.type`, isRoot ? 'must not be empty at the root' : 'must not be empty for specified object fields'));
  } else if (!types.includes(type)) errors.push(notSupported(`${path}.type`, type, types));
  if (isRoot && type !== '' && type !== 'object') errors.push(invalid(`${path}.type`, type, 'must be object at the root'));
  const pattern = knownRegex(schema.pattern ?? '');
  if (pattern instanceof RegexProblem) errors.push(invalid(`${path}.pattern`, schema.pattern, `must be a valid regular expression, but isn't: ${pattern.message}`));
  if (type === 'array' && !items) errors.push(required(`${path}.items`, 'must be specified'));
  if (items && !Array.isArray(items)) checkStructural(errors, items as Schema, `${path}.items`, false);
  if (typeof additionalProperties === 'object') checkStructural(errors, additionalProperties as Schema, `${path}.additionalProperties`, false);
  for (const [name, property] of Object.entries(properties ?? {})) {
    if (isRoot && (name === 'metadata' || name === 'apiVersion' || name === 'kind')) continue;
    checkStructural(errors, property, `${path}.properties[${name}]`, false);
  }
}

function checkKindNames(errors: FieldError[], names: t.V1CustomResourceDefinitionNames | undefined): void {
  for (const key of ['plural', 'singular', 'kind', 'listKind'] as const) {
    const value = names?.[key] ?? '';
    const path = `spec.names.${key}`;
    const complaints = dns1035Label(key === 'kind' || key === 'listKind' ? value.toLowerCase() : value);
    if (value === '') {
      if (key === 'plural' || key === 'kind') errors.push(required(path));
    } else if (complaints.length > 0) {
      const cased = key === 'kind' || key === 'listKind' ? 'may have mixed case, but should otherwise match: ' : '';
      errors.push(invalid(path, value, `${cased}${complaints.join(',')}`));
    }
  }
  for (const [index, name] of (names?.shortNames ?? []).entries()) {
    const complaints = dns1035Label(name);
    if (complaints.length > 0) errors.push(invalid(`spec.names.shortNames[${String(index)}]`, name, complaints.join(',')));
  }
  if (names?.kind && names.kind === names.listKind) errors.push(invalid('spec.names.listKind', names.listKind, 'kind and listKind may not be the same'));
}

function checkStored(errors: FieldError[], stored: readonly string[], versions: readonly t.V1CustomResourceDefinitionVersion[]): void {
  if (stored.length === 0) return;
  for (const [index, name] of stored.entries()) {
    if (!versions.some((version) => version.name === name)) errors.push(invalid(`status.storedVersions[${String(index)}]`, name, 'missing from spec.versions; status.storedVersions cannot be modified directly'));
  }
  const storage = versions.filter((version) => version.storage).at(-1)?.name;
  if (storage !== undefined && !stored.includes(storage)) errors.push(invalid('status.storedVersions', stored, `must have the storage version ${storage}`));
}

function checkDefinitionUpdate(errors: FieldError[], definition: t.V1CustomResourceDefinition, before: t.V1CustomResourceDefinition): void {
  checkDefinitionSpec(errors, definition);
  const { spec } = definition;
  const old = before.spec;
  const established = before.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True');
  if (established) {
    checkImmutable(errors, spec?.scope, old?.scope, 'spec.scope');
    checkImmutable(errors, spec?.names?.kind, old?.names?.kind, 'spec.names.kind');
  }
  checkImmutable(errors, spec?.group, old?.group, 'spec.group');
  checkImmutable(errors, spec?.names?.plural, old?.names?.plural, 'spec.names.plural');
}

export const customResourceRules: readonly Rules[] = [
  rules({ kind: kinds.customResourceDefinitions, create: checkDefinition, update: checkDefinitionUpdate }),
];
