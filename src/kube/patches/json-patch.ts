/**
 * JSON patches (RFC 6902), with the leniences and words of the library that Kubernetes uses.
 *
 * @see github.com/evanphx/json-patch
 */
import { deepEqual, isJsonObject, own, withKey, without } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { requestEntityTooLarge } from '../status.ts';
import { PatchProblem, inapplicable, malformed } from './problem.ts';

/** A patch may have this many operations. */
const operationsMax = 10_000;

/** Applies the operations in order. Throws a PatchProblem where one does not fit. */
export function jsonPatch(current: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw malformed(`error decoding patch: json: cannot unmarshal ${isJsonObject(patch) ? 'object' : typeof patch} into Go value of type []interface {}`);
  if (patch.length > operationsMax) {
    throw new PatchProblem(requestEntityTooLarge(`The allowed maximum operations in a JSON patch is ${String(operationsMax)}, got ${String(patch.length)}`));
  }
  return (patch as readonly unknown[]).reduce((value, operation) => operate(value, operation), current);
}

interface Operation {
  readonly op: string;
  readonly path: readonly string[];
  readonly pathText: string;
  readonly raw: JsonObject;
}

function operate(value: unknown, raw: unknown): unknown {
  if (!isJsonObject(raw)) throw malformed(`json: cannot unmarshal ${Array.isArray(raw) ? 'array' : typeof raw} into Go value of type jsonpatch.Operation`);
  const op = own(raw, 'op');
  const operation: Operation = { op: typeof op === 'string' ? op : 'unknown', path: pointer(own(raw, 'path'), 'path'), pathText: String(own(raw, 'path') as string), raw };
  switch (operation.op) {
    case 'add': return put(value, operation.path, given(operation), 'add', operation.pathText);
    case 'replace': return replace(value, operation);
    case 'remove': return remove(value, operation.path, 'remove', operation.pathText);
    case 'test': return test(value, operation);
    case 'move': return move(value, operation);
    case 'copy': return copy(value, operation);
    default: throw inapplicable(`Unexpected kind: ${operation.op}`);
  }
}

function pointer(path: unknown, name: string): readonly string[] {
  if (typeof path !== 'string') throw inapplicable(`failed to decode '${name}': operation, missing ${name} field`);
  if (path === '') return [];
  if (!path.startsWith('/')) throw inapplicable(`operation does not apply: doc is missing path: "${path}": missing value`);
  return path.slice(1).split('/').map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function given({ raw, op }: Operation): unknown {
  const value = own(raw, 'value');
  if (value === undefined) throw inapplicable(`${op} operation, missing value field`);
  return value;
}

function replace(value: unknown, operation: Operation): unknown {
  const { path, pathText } = operation;
  if (path.length === 0) return given(operation);
  const found = find(value, path);
  if (found === undefined) throw inapplicable(`replace operation does not apply: doc is missing key: ${pathText}: missing value`);
  return put(value, path, given(operation), 'replace', pathText);
}

function test(value: unknown, { path, pathText, raw }: Operation): unknown {
  const found = find(value, path);
  if (found !== undefined || (own(raw, 'value') ?? null) !== null) {
    if (!deepEqual(found ?? null, own(raw, 'value') ?? null)) throw inapplicable(`testing value ${pathText} failed: test failed`);
  }
  return value;
}

function move(value: unknown, { path, pathText, raw }: Operation): unknown {
  const from = pointer(own(raw, 'from'), 'from');
  const moved = find(value, from);
  if (moved === undefined) throw inapplicable(`error in move for path: '${pathText}': missing value`);
  return put(remove(value, from, 'move', pathText), path, moved, 'move', pathText);
}

function copy(value: unknown, { path, pathText, raw }: Operation): unknown {
  const copied = find(value, pointer(own(raw, 'from'), 'from'));
  if (copied === undefined) throw inapplicable(`copy operation does not apply: doc is missing from path: "${String(own(raw, 'from') as string)}": missing value`);
  return put(value, path, copied, 'copy', pathText);
}

function find(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const part of path) {
    if (Array.isArray(at)) at = at[indexIn(at, part) ?? at.length] as unknown;
    else if (isJsonObject(at)) at = own(at, part);
    else return undefined;
  }
  return at;
}

/** The index that a part of a path names; the last items also count from the end, as −1, −2 …. */
function indexIn(list: readonly unknown[], part: string): number | undefined {
  if (!/^-?\d+$/.test(part)) return undefined;
  const index = Number(part);
  return index < 0 ? index + list.length : index;
}

function missingPath(op: string, text: string): PatchProblem {
  return inapplicable(`${op} operation does not apply: doc is missing path: "${text}": missing value`);
}

/** Puts a value at a path: lists grow where `op` is not `replace`. */
function put(value: unknown, path: readonly string[], item: unknown, op: string, text: string): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return item;
  if (Array.isArray(value)) return putInList(value, part, rest, item, op, text);
  if (!isJsonObject(value)) throw missingPath(op, text);
  if (rest.length === 0) return withKey(value, part, item);
  const inner = own(value, part);
  if (inner === undefined) throw missingPath(op, text);
  return withKey(value, part, put(inner, rest, item, op, text));
}

function putInList(list: readonly unknown[], part: string, rest: readonly string[], item: unknown, op: string, text: string): unknown {
  if (rest.length === 0 && part === '-' && op !== 'replace') return [...list, item];
  const index = indexIn(list, part);
  const limit = rest.length === 0 && op !== 'replace' ? list.length : list.length - 1;
  if (index === undefined || index < 0 || index > limit) throw inapplicable(`${op} operation does not apply: error in ${op} for path: '${text}': Unable to access invalid index: ${part}: invalid index referenced`);
  if (rest.length === 0) return op === 'replace' ? list.with(index, item) : list.toSpliced(index, 0, item);
  return list.with(index, put(list[index], rest, item, op, text));
}

function remove(value: unknown, path: readonly string[], op: string, text: string): unknown {
  const [part, ...rest] = path;
  if (part === undefined) throw missingPath(op, text);
  if (Array.isArray(value)) {
    const index = indexIn(value, part);
    if (index === undefined || index < 0 || index >= value.length) throw inapplicable(`error in ${op} for path: '${text}': Unable to access invalid index: ${part}: invalid index referenced`);
    return rest.length === 0 ? value.toSpliced(index, 1) : value.with(index, remove(value[index], rest, op, text));
  }
  if (!isJsonObject(value)) throw missingPath(op, text);
  const inner = own(value, part);
  if (inner === undefined) throw rest.length === 0 ? inapplicable(`error in ${op} for path: '${text}': Unable to remove nonexistent key: ${part}: missing value`) : missingPath(op, text);
  return rest.length === 0 ? without(value, part) : withKey(value, part, remove(inner, rest, op, text));
}
