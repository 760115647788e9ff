import { convert } from '../../kube/codec/index.ts';
import { apiVersionOf, builtInKinds } from '../../kube/kinds.ts';
import type { Run } from '../effects.ts';
import { Failure, type KubectlError } from '../errors.ts';
import type { Session } from '../session.ts';
import type { Discovery } from './discovery.ts';
import { reportProblem } from './problems.ts';
import type { Info } from './builder.ts';
import { asMap, nameOf, namespaceOf, withAt, type Obj } from './object.ts';
import { readDocuments, type TextDocument } from './yaml-text.ts';
import { goJson } from '../printers/go-value.ts';

/** What the files hold, and what could not be read; both in order. */
export interface Manifests {
  readonly infos: readonly Info[];
  readonly errors: readonly KubectlError[];
}

export interface ManifestOptions {
  /** `--validate`: refuse what has no kind or version. */
  readonly validate: boolean;
  /** `--local`: objects stay as they are written, without a namespace where they name none. */
  readonly local?: boolean;
  /** Objects are read into kubectl's own types: what does not fit in these is refused, and what they do not know is left out. */
  readonly typed?: boolean;
}

/** Reads `-f` files, document by document; after a document that cannot be used the next one is read. */
export function* readManifests(session: Session, discovery: Discovery, files: readonly string[], options: ManifestOptions): Run<Manifests> {
  const infos: Info[] = [];
  const errors: KubectlError[] = [];
  for (const file of files) {
    const text = yield* session.read(file);
    const source = file === '-' ? 'STDIN' : file;
    for (const document of readDocuments(text)) {
      try {
        infos.push(...(yield* infosOf(session, discovery, document, source, options)));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        reportProblem(session, document.index, error, document);
        errors.push(error);
        if (error instanceof EndOfFile) break;
      }
    }
  }
  return { infos, errors };
}

/** A problem after which the rest of the file is not read. */
class EndOfFile extends Failure {}

function* infosOf(session: Session, discovery: Discovery, document: TextDocument, source: string, options: ManifestOptions): Run<readonly Info[]> {
  if (document.problem !== undefined) throw new EndOfFile(`error parsing ${source}: ${document.problem}`);
  const { value } = document;
  if (value === null || value === undefined) return [];
  const object = asMap(value) as Obj | undefined;
  if (options.validate) checkTyped(object, value, source);
  if (!object) throw new Failure(`unable to decode "${source}": json: cannot unmarshal ${jsonType(value)} into Go value of type map[string]interface {}`);
  if (typeof object.kind !== 'string' || object.kind === '') throw new Failure(`unable to decode "${source}": Object 'Kind' is missing in '${goJson(object)}'`);
  const problem = metadataProblem(object);
  if (problem) throw new Failure(`unable to decode "${source}": ${problem}`);
  const infos: Info[] = [];
  for (const item of object.kind.endsWith('List') && Object.hasOwn(object, 'items') ? listItems(object, source) : [object]) {
    const read = options.typed ? typed(item, source) : item;
    const info = yield* infoOf(session, discovery, read, source, document.index);
    infos.push(options.local ? { ...info, object: read } : info);
  }
  return infos;
}

/**
 * The items of a list in a file; those of a list with a type of its own (`PodList`) may leave their type out.
 *
 * @see Kubernetes apimachinery, unstructured, decodeToList
 */
function listItems(list: Obj, source: string): readonly Obj[] {
  const items: unknown = list['items'] ?? [];
  if (!Array.isArray(items)) throw new Failure(`unable to decode "${source}": json: cannot unmarshal ${jsonType(items)} into Go struct field decodeList.items of type []json.RawMessage`);
  const kind = (list.kind ?? '').slice(0, -'List'.length);
  return items.map((item: unknown) => {
    const object = item === null ? {} : asMap(item);
    if (!object) throw new Failure(`unable to decode "${source}": json: cannot unmarshal ${jsonType(item)} into Go value of type map[string]interface {}`);
    const untyped = !isText(object['kind']) && !isText(object['apiVersion']);
    const typed = (untyped ? { ...object, kind, ...(isText(list.apiVersion) ? { apiVersion: list.apiVersion } : {}) } : object) as unknown as Obj;
    if (!isText(typed.kind)) throw new Failure(`unable to get type info from the object "*unstructured.Unstructured": Object 'Kind' is missing in 'unstructured object has no kind'`);
    const problem = metadataProblem(typed);
    if (problem) throw new Failure(`unable to decode "${source}": ${problem}`);
    return typed;
  });
}

/** The object as the type of its kind holds it; one of a kind that is not built in stays as it is. */
function typed(object: Obj, source: string): Obj {
  const kind = builtInKinds.find((one) => one.kind === object.kind && apiVersionOf(one) === object.apiVersion);
  if (!kind || kind.schema === '') return object;
  const { value, error } = convert(kind.schema, object, { sorted: true });
  if (error !== undefined) throw new Failure(`unable to decode "${source}": ${error}`);
  return value as Obj;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

function checkTyped(object: Obj | undefined, value: unknown, source: string): void {
  const missing = object ? [...typeProblem('apiVersion', object.apiVersion), ...typeProblem('kind', object.kind)] : [];
  const words = !object ? `invalid object to validate` : missing.length > 1 ? `[${missing.join(', ')}]` : missing[0];
  if (words === undefined || value === undefined) return;
  throw new EndOfFile(`error validating "${source}": error validating data: ${words}; if you choose to ignore these errors, turn validation off with --validate=false`);
}

/** What keeps a field of the object's type from being read, in the words of kubectl's schema check. */
function typeProblem(field: 'apiVersion' | 'kind', value: unknown): readonly string[] {
  if (value === undefined || value === null || value === '') return [`${field} not set`];
  return typeof value === 'string' ? [] : [`${field} isn't string type`];
}

function* infoOf(session: Session, discovery: Discovery, object: Obj, source: string, document: number): Run<Info> {
  const apiVersion = isText(object.apiVersion) ? object.apiVersion : '';
  const kind = isText(object.kind) ? object.kind : '';
  const mapping = yield* discovery.kind(apiVersion, kind);
  if (!mapping) {
    throw new Failure(`resource mapping not found for name: "${nameOf(object)}" namespace: "${namespaceOf(object)}" from "${source}": no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`);
  }
  if (!mapping.namespaced) return { mapping, namespace: '', name: nameOf(object), object, source, document };
  const own = namespaceOf(object);
  if (own !== '' && session.namespaceGiven && own !== session.namespace) {
    throw new Failure(`the namespace from the provided object "${own}" does not match the namespace "${session.namespace}". You must pass '--namespace=${own}' to perform this operation.`);
  }
  const namespace = own || session.namespace;
  return { mapping, namespace, name: nameOf(object), object: own === '' ? withAt(object, ['metadata', 'namespace'], namespace) : object, source, document };
}

const jsonType = (value: unknown): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value === 'boolean' ? 'bool' : typeof value);

/** What does not fit in the metadata, in the words of Go's decoder; kubectl decodes the metadata alone before it sends anything. */
function metadataProblem(object: Obj): string | undefined {
  const metadata = object.metadata as unknown;
  if (metadata === undefined || metadata === null) return undefined;
  const map = asMap(metadata);
  if (!map) return `json: cannot unmarshal ${jsonType(metadata)} into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta`;
  for (const field of ['name', 'generateName', 'namespace', 'uid', 'resourceVersion', 'selfLink']) {
    const value = map[field];
    if (value !== undefined && value !== null && typeof value !== 'string') return unmarshalWords(value, field, field === 'uid' ? 'types.UID' : 'string');
  }
  for (const field of ['labels', 'annotations']) {
    const value = map[field];
    if (value === undefined || value === null) continue;
    const entries = asMap(value);
    if (!entries) return unmarshalWords(value, field, 'map[string]string');
    const wrong = Object.values(entries).find((item) => item !== null && typeof item !== 'string');
    if (wrong !== undefined) return unmarshalWords(wrong, field, 'string');
  }
  for (const field of ['finalizers', 'ownerReferences']) {
    const value = map[field];
    if (value !== undefined && value !== null && !Array.isArray(value)) return unmarshalWords(value, field, field === 'finalizers' ? '[]string' : '[]v1.OwnerReference');
  }
  return undefined;
}

const unmarshalWords = (value: unknown, field: string, type: string): string => `json: cannot unmarshal ${jsonType(value)} into Go struct field ObjectMeta.metadata.${field} of type ${type}`;
