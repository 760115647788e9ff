/** The special keys of strategic merge patches. */
import { isJsonObject, setOwn } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { goFormat } from '../codec/go-format.ts';
import { malformed, unforeseen } from './problem.ts';
import type { PatchProblem } from './problem.ts';

export const directive = '$patch';
export const retainKeys = '$retainKeys';
export const deleteFrom = '$deleteFromPrimitiveList';
export const elementOrder = '$setElementOrder';

export const badRetainKeys = (): PatchProblem => malformed('invalid patch format of retainKeys');
export const badPrimitiveList = (): PatchProblem => malformed('invalid patch format of primitive list');
export const badElementOrder = (): PatchProblem => malformed('invalid patch format of setElementOrder list');
export const noMergeKey = (item: unknown, key: string): PatchProblem => unforeseen(`map: ${goFormat(item)} does not contain declared merge key: ${key}`);
export const badDirective = (found: unknown, item: unknown): PatchProblem => unforeseen(`unknown patch type: ${goFormat(found)} in map: ${goFormat(item)}`);

const goTypes: Readonly<Record<string, string>> = { string: 'string', number: 'float64', boolean: 'bool' };

/** `expected a map[string]interface {}, but received a string` */
export function wrongArgument(expected: 'map' | 'list', found: unknown): PatchProblem {
  const name = (value: unknown): string => (Array.isArray(value) ? '[]interface {}' : isJsonObject(value) ? 'map[string]interface {}' : (goTypes[typeof value] ?? 'nil'));
  return unforeseen(`expected a ${expected === 'map' ? 'map[string]interface {}' : '[]interface {}'}, but received a ${name(found)}`);
}

/** The field that a directive such as `$setElementOrder/containers` speaks of, or undefined. */
export function fieldOf(key: string, prefix: string): string | undefined {
  return key.startsWith(`${prefix}/`) ? key.slice(prefix.length + 1) : undefined;
}

/** Whether a key is a directive and no field. */
export function isDirective(key: string): boolean {
  return key === directive || key === retainKeys || key.startsWith(deleteFrom) || key.startsWith(elementOrder);
}

/** A value that nothing stands against: its directives and nulls have done their work. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    const kept = (value as readonly unknown[]).filter((item) => !(isJsonObject(item) && Object.hasOwn(item, directive)));
    return kept.map(plain);
  }
  return isJsonObject(value) ? plainObject(value) : value;
}

function plainObject(value: JsonObject): JsonObject {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value)) if (!isDirective(key) && value[key] !== null && value[key] !== undefined) setOwn(result, key, plain(value[key]));
  return result;
}
