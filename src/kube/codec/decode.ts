/**
 * Decoding of request bodies, as the API server's codecs do it.
 *
 * @see Kubernetes apiserver, endpoints/handlers/{create,update,patch,rest}.go
 */
import type { V1Status } from '../generated/types.ts';
import { goMapJson, isJsonObject, own, readJson } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { apiVersionOf, builtInKinds } from '../kinds.ts';
import type { Kind } from '../kinds.ts';
import type { KubeObject } from '../object.ts';
import { badRequest, invalidPatch } from '../status.ts';
import { readYaml } from '../yaml/read.ts';
import { convert } from './convert.ts';
import type { Converted } from './convert.ts';
import { goFormat } from './go-format.ts';

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

export interface DecodeOptions {
  /** What becomes of unknown and duplicate fields; Kubernetes' default is Warn. */
  readonly fieldValidation?: FieldValidation;
}

export type Decoded<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly status: V1Status };

const refuse = (status: V1Status): { readonly ok: false; readonly status: V1Status } => ({ ok: false, status });

/**
 * Reads the body of a create or update as an object of a kind: a shared object, or JSON or YAML text. A clean object
 * comes back as the same reference. Missing apiVersion and kind are filled in, others than the path's are refused.
 * Of a custom resource only the metadata is read.
 */
export function decode<T extends KubeObject>(kind: Kind<T>, input: unknown, options: DecodeOptions = {}): Decoded<T> {
  if (typeof input === 'string') return decodeText(kind, input, options);
  const named = nameKind(kind, input);
  if (!named.ok) return named;
  return finish(kind, convertKind(kind, named.value, true), [], options);
}

function decodeText<T extends KubeObject>(kind: Kind<T>, text: string, options: DecodeOptions): Decoded<T> {
  const read = readText(text);
  if (!read.ok) return refuse(badRequest(`the object provided is unrecognized (must be of type ${kind.kind}): ${read.message} (${summary(text)})`));
  const named = nameKind(kind, read.value);
  if (!named.ok) return named;
  return finish(kind, convertKind(kind, named.value, false), read.strict, options);
}

type TextReading = { readonly ok: true; readonly value: unknown; readonly strict: readonly string[] } | { readonly ok: false; readonly message: string };

/** Reads JSON or YAML text; repeated keys come back as strict errors. */
export function readText(text: string): TextReading {
  if (/^\s*[{[]/.test(text) || text.trim() === '') {
    const read = readJson(text);
    if (read.ok) return { ok: true, value: read.value, strict: read.duplicates.map(({ path }) => `duplicate field "${path}"`) };
    if (!/^\s*[{[]/.test(text)) return { ok: false, message: `couldn't get version/kind; json parse error: ${read.message}` };
    const yaml = readYamlText(text);
    return yaml.ok ? yaml : { ok: false, message: `couldn't get version/kind; json parse error: ${read.message}` };
  }
  return readYamlText(text);
}

function readYamlText(text: string): TextReading {
  const { documents, problems } = readYaml(text);
  const fatal = problems.find((problem) => problem.severity === 'error');
  if (fatal) return { ok: false, message: `error converting YAML to JSON: ${fatal.message}` };
  const strict = problems.map((problem) => problem.message);
  return { ok: true, value: documents[0]?.value ?? null, strict };
}

/** What the server shows of a body that it cannot read. */
function summary(text: string): string {
  if (text === '') return '<empty>';
  if (text.startsWith('{')) return text.length > 30 ? `${text.slice(0, 30)} ...` : text;
  const hex = [...text.slice(0, 30)].map((character) => character.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  return text.length > 30 ? `${hex} ...` : hex;
}

function nameKind(kind: Kind, input: unknown): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly status: V1Status } {
  if (!isJsonObject(input)) return refuse(badRequest(notAnObject(kind, input)));
  const status = wrongKind(kind, input);
  if (status) return refuse(status);
  const apiVersion = apiVersionOf(kind);
  if (input['apiVersion'] === apiVersion && input['kind'] === kind.kind) return { ok: true, value: input };
  return { ok: true, value: { apiVersion, kind: kind.kind, ...dropEmptyType(input) } };
}

function dropEmptyType({ apiVersion: _version, kind: _kind, ...rest }: JsonObject): JsonObject {
  return rest;
}

function notAnObject(kind: Kind, input: unknown): string {
  const found = Array.isArray(input) ? 'array' : typeof input === 'boolean' ? 'bool' : typeof input;
  const type = String.raw`struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`;
  const words = `couldn't get version/kind; json parse error: json: cannot unmarshal ${found} into Go value of type ${type}`;
  return `the object provided is unrecognized (must be of type ${kind.kind}): ${words} (${summary(goMapJson(input))})`;
}

const internalPackage = (group: string): string => (group === '' || group === 'events.k8s.io' ? 'core' : (group.split('.')[0] ?? group));

/**
 * Whether a body says that it is something else than its path: another version, another kind, one that nobody knows.
 * Undefined where it fits or says nothing.
 */
export function wrongKind(kind: Kind, body: JsonObject): V1Status | undefined {
  const apiVersion = own(body, 'apiVersion') ?? '';
  const name = own(body, 'kind') ?? '';
  if (typeof apiVersion !== 'string' || typeof name !== 'string') return wrongTypeMeta(kind, apiVersion, name);
  if ((apiVersion === '' || apiVersion === apiVersionOf(kind)) && (name === '' || name === kind.kind)) return undefined;
  const said = apiVersion === '' ? apiVersionOf(kind) : apiVersion;
  const saidKind = name === '' ? kind.kind : name;
  return otherKind(kind, said, saidKind);
}

function wrongTypeMeta(kind: Kind, apiVersion: unknown, name: unknown): V1Status {
  const [field, value] = typeof apiVersion === 'string' ? ['kind', name] : ['apiVersion', apiVersion];
  const found = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  const words = `couldn't get version/kind; json parse error: json: cannot unmarshal ${found} into Go struct field .${field} of type string`;
  return badRequest(`the object provided is unrecognized (must be of type ${kind.kind}): ${words}`);
}

function otherKind(kind: Kind, apiVersion: string, name: string): V1Status {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const version = apiVersion.slice(slash + 1);
  const cannot = `${name} in version "${version}" cannot be handled as a ${kind.kind}`;
  const found = builtInKinds.find((other) => other.kind === name && other.version === version && other.group === group);
  if (kind.schema === '') return badRequest(kind.kind === name ? otherVersion(apiVersion, kind) : `the object provided is unrecognized (must be of type ${kind.kind}): ${cannot}`);
  if (found && name === kind.kind) return badRequest(otherVersion(apiVersion, kind));
  if (!found) return badRequest(`${cannot}: no kind "${name}" is registered for version "${apiVersion}" in scheme "pkg/api/legacyscheme/scheme.go:30"`);
  return badRequest(`${cannot}: converting (${version}.${name}) to (${internalPackage(kind.group)}.${kind.kind}): unknown conversion`);
}

function otherVersion(apiVersion: string, kind: Kind): string {
  return `the API version in the data (${apiVersion}) does not match the expected API version (${apiVersionOf(kind)})`;
}

/** Reads an object as a kind, without looking at what it says it is. */
function convertKind(kind: Kind, value: unknown, sorted: boolean, words: 'json' | 'unstructured' = 'json'): Converted {
  if (kind.schema !== '') return convert(kind.schema, value, { sorted, words });
  const object = value as JsonObject;
  const metadata = own(object, 'metadata');
  if (metadata === undefined || metadata === null) return { value, strict: [] };
  const read = convert('V1ObjectMeta', metadata, { sorted, words });
  const error = read.error?.replace(/Go struct field (\w+)\./, 'Go struct field $1.metadata.').replace('Go value of type v1.ObjectMeta', 'Go struct field .metadata of type v1.ObjectMeta');
  const strict = read.strict.map((text) => text.replace('unknown field "', 'unknown field "metadata.'));
  return { value: read.value === metadata ? value : { ...object, metadata: read.value }, strict, ...(error === undefined ? {} : { error }) };
}

/**
 * What is wrong with the metadata of an object of whatever kind, in Go's words; undefined where it can be read. Clients
 * find this before they send anything.
 */
export function metadataProblem(object: JsonObject): string | undefined {
  return convertKind(anyKind, object, true).error;
}

const anyKind: Kind = { group: '', version: '', kind: '', plural: '', singular: '', shortNames: [], namespaced: false, categories: [], verbs: [], subresources: [], schema: '' };

function finish<T extends KubeObject>(kind: Kind<T>, read: Converted, duplicates: readonly string[], options: DecodeOptions): Decoded<T> {
  const cannot = `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}`;
  if (read.error !== undefined) return refuse(badRequest(`${cannot}: ${read.error}`));
  const strict = inOrder(duplicates, read.strict);
  const validation = options.fieldValidation ?? 'Warn';
  if (strict.length > 0 && validation === 'Strict') return refuse(badRequest(`${cannot}: strict decoding error: ${strict.join(', ')}`));
  return { ok: true, value: read.value as T, warnings: validation === 'Warn' ? strict : [] };
}

function inOrder(duplicates: readonly string[], unknown: readonly string[]): readonly string[] {
  return duplicates.length === 0 ? unknown : [...duplicates, ...unknown];
}

/** What a patch made, and the patch itself for the words of a refusal. */
export interface PatchedObject {
  readonly value: unknown;
  /** The text of the patched object (JSON and merge patches) is shown by the server; of a strategic merge patch, the patch. */
  readonly strategicPatch?: unknown;
  /** Strict errors found in the patch itself. */
  readonly strict?: readonly string[];
}

/** Reads the object that a patch made: refusals are Invalid, about the field `patch`. */
export function decodePatched<T extends KubeObject>(kind: Kind<T>, patched: PatchedObject, options: DecodeOptions = {}): Decoded<T> {
  const strategic = patched.strategicPatch !== undefined;
  const shown = (): string => (strategic ? goFormat(patched.strategicPatch) : goMapJson(patched.value));
  if (!isJsonObject(patched.value)) return refuse(invalidPatch(shown(), 'json: cannot unmarshal value into Go struct'));
  const wrong = strategic ? undefined : wrongKind(kind, patched.value);
  if (wrong) return refuse(invalidPatch(shown(), (wrong.message ?? '').replace(/^.*? cannot be handled as a \w+: /, '')));
  const read = convertKind(kind, strategic ? withType(kind, patched.value) : patched.value, true, strategic ? 'unstructured' : 'json');
  if (read.error !== undefined) return refuse(invalidPatch(shown(), read.error));
  const strict = [...(patched.strict ?? []), ...read.strict];
  const validation = options.fieldValidation ?? 'Warn';
  if (strict.length > 0 && validation === 'Strict') return refuse(invalidPatch(shown(), `strict decoding error: ${strict.join(', ')}`));
  return { ok: true, value: read.value as T, warnings: validation === 'Warn' ? strict : [] };
}

/** A strategic merge patch works on a value of the Go type: what the patch calls it is not asked for. */
function withType(kind: Kind, value: JsonObject): JsonObject {
  return typeof value['kind'] === 'string' && typeof value['apiVersion'] === 'string' ? { ...value, apiVersion: apiVersionOf(kind), kind: kind.kind } : value;
}
