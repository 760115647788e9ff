/** Where a field stands in a document. */
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Node, Pair, YAMLMap } from 'yaml';
import { rangeOf, type TextRange } from './positions.ts';
import type { YamlDocument } from './read.ts';

/**
 * The place of a field path as errors name it: `spec.template.spec.containers[0].image`, `metadata.labels[a/b]`,
 * `data.key`. A field that is not there has the place of its nearest parent's name.
 */
export function locate(document: YamlDocument, fieldPath: string): TextRange {
  const parts = partsOf(fieldPath);
  let node: Node | null = document.tree.contents;
  let place: readonly [number, number] = nameRange(node);
  while (parts.length > 0) {
    const step: Step | undefined = stepInto(isAlias(node) ? (node.resolve(document.tree) ?? null) : node, parts);
    if (!step) break;
    parts.splice(0, step.taken);
    node = step.node;
    place = step.range;
  }
  return rangeOf(document, place[0], place[1]);
}

interface Step {
  readonly node: Node | null;
  readonly range: readonly [number, number];
  /** How many parts of the path were used: a key with dots takes several. */
  readonly taken: number;
}

/** `a.b[0].c[x/y]` → a, b, 0, c, x/y */
function partsOf(path: string): string[] {
  return [...path.matchAll(/\[([^\]]*)\]|([^.[]+)/g)].map(([, inBrackets, name]) => inBrackets ?? name ?? '');
}

function stepInto(node: Node | null, parts: readonly string[]): Step | undefined {
  const [part = ''] = parts;
  if (isSeq(node)) {
    const item = /^\d+$/.test(part) ? (node.items[Number(part)] as Node | undefined) : undefined;
    return item && { node: item, range: valueRange(item), taken: 1 };
  }
  if (!isMap(node)) return undefined;
  for (let taken = 1; taken <= parts.length; taken++) {
    const pair = pairOf(node, parts.slice(0, taken).join('.'));
    if (pair) return { node: pair.value, range: pairRange(pair), taken };
  }
  return undefined;
}

function pairOf(map: YAMLMap, key: string): Pair<Node, Node | null> | undefined {
  return (map.items as Pair<Node, Node | null>[]).findLast((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

/** Of a scalar its value, of everything bigger its name. */
function pairRange({ key, value }: Pair<Node, Node | null>): readonly [number, number] {
  const isShort = isScalar(value) && value.range && value.range[1] > value.range[0];
  return isShort ? valueRange(value) : valueRange(key);
}

function valueRange(node: Node): readonly [number, number] {
  return isScalar(node) || isAlias(node) ? [node.range?.[0] ?? 0, node.range?.[1] ?? 0] : nameRange(node);
}

/** Of a collection its first line's beginning, so that an editor does not underline all of it. */
function nameRange(node: Node | null): readonly [number, number] {
  const start = node?.range?.[0] ?? 0;
  const first: unknown = isMap(node) ? node.items[0]?.key : undefined;
  const end = isScalar(first) ? first.range?.[1] : undefined;
  return [start, end ?? Math.min(start + 1, node?.range?.[1] ?? start)];
}
