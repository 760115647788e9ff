/** From the tree of a YAML document to plain JSON values: safe keys, no explosion of aliases, keys given twice reported. */
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Document, Node, Pair, ParsedNode, Scalar, YAMLMap } from 'yaml';
import { isJsonObject, setOwn } from '../json.ts';
import { resolvePlain } from './resolve.ts';

export interface RepeatedKey {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

export type Conversion =
  | { readonly ok: true; readonly value: unknown; readonly duplicates: readonly RepeatedKey[] }
  | { readonly ok: false; readonly message: string; readonly offset: number };

class Unconvertible extends Error {
  constructor(message: string, readonly offset: number) {
    super(message);
  }
}

/** A document may come to this many values once its aliases are followed. */
const valuesMax = 400_000;

export function toValue(tree: Document.Parsed<ParsedNode>): Conversion {
  const conversion = new Converter(tree);
  try {
    const value = tree.contents === null ? null : conversion.node(tree.contents);
    return { ok: true, value, duplicates: conversion.duplicates };
  } catch (problem) {
    if (problem instanceof Unconvertible) return { ok: false, message: problem.message, offset: problem.offset };
    throw problem;
  }
}

class Converter {
  readonly duplicates: RepeatedKey[] = [];
  private readonly anchored = new Map<Node, { readonly value: unknown; readonly size: number }>();
  private readonly open = new Set<Node>();
  private size = 0;

  constructor(private readonly tree: Document.Parsed<ParsedNode>) {}

  node(node: Node | null): unknown {
    if (node === null) return this.count(null, undefined);
    if (isAlias(node)) return this.alias(node.source, startOf(node));
    if (isScalar(node)) return this.remember(node, () => scalarValue(node));
    if (isSeq(node)) return this.remember(node, () => node.items.map((item) => this.node(item as Node)));
    if (isMap(node)) return this.remember(node, () => this.map(node));
    return null;
  }

  private count<T>(value: T, node: Node | undefined): T {
    if (++this.size > valuesMax) throw new Unconvertible('yaml: document contains excessive aliasing', node ? startOf(node) : 0);
    return value;
  }

  private remember(node: Node, convert: () => unknown): unknown {
    const before = this.size;
    this.open.add(node);
    const value = this.count(convert(), node);
    this.open.delete(node);
    if ('anchor' in node && node.anchor) this.anchored.set(node, { value, size: this.size - before });
    return value;
  }

  /** The shared value; its size counts again, because whoever writes the document out writes it again. */
  private alias(name: string, offset: number): unknown {
    const target = this.find(name, offset);
    if (!target || this.open.has(target)) throw new Unconvertible(target ? `yaml: anchor '${name}' value contains itself` : `yaml: unknown anchor '${name}' referenced`, offset);
    const known = this.anchored.get(target);
    this.size += known?.size ?? 0;
    return this.count(known?.value ?? null, target);
  }

  private find(name: string, offset: number): Node | undefined {
    let found: Node | undefined;
    for (const node of [...this.anchored.keys(), ...this.open]) {
      if ('anchor' in node && node.anchor === name && startOf(node) <= offset) found = node;
    }
    return found;
  }

  private map(map: YAMLMap): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    const merged: unknown[] = [];
    const starts = new Set<string>();
    for (const pair of map.items as Pair<Node, Node | null>[]) {
      if (isMergeKey(pair)) merged.push(this.node(pair.value));
      else this.pair(pair, result, starts);
    }
    for (const source of merged.flatMap((item) => (Array.isArray(item) ? (item as unknown[]) : [item]))) mergeInto(result, source);
    return result;
  }

  private pair(pair: Pair<Node, Node | null>, result: Record<string, unknown>, seen: Set<string>): void {
    const key = this.key(pair.key);
    const offset = startOf(pair.key);
    if (seen.has(key)) this.duplicates.push({ key, start: offset, end: pair.key.range?.[1] ?? offset });
    seen.add(key);
    setOwn(result, key, this.node(pair.value));
  }

  private key(node: Node | null): string {
    const value = node === null ? null : this.node(node);
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw new Unconvertible(`unsupported map key of type: ${value === null ? '%!s(<nil>)' : 'map'}`, node ? startOf(node) : this.tree.range[0]);
  }
}

const startOf = (node: Node): number => node.range?.[0] ?? 0;

function isMergeKey(pair: Pair<Node, Node | null>): boolean {
  return isScalar(pair.key) && (pair.key.value === '<<' || typeof pair.key.value === 'symbol') && pair.key.type === 'PLAIN';
}

function mergeInto(result: Record<string, unknown>, source: unknown): void {
  if (!isJsonObject(source)) return;
  for (const key of Object.keys(source)) if (!Object.hasOwn(result, key)) setOwn(result, key, source[key]);
}

function scalarValue(node: Scalar): unknown {
  const value = node.type === 'PLAIN' && node.tag === undefined && node.source !== undefined ? resolvePlain(node.source) : node.value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Unconvertible(`json: unsupported value: ${String(value)}`, startOf(node));
  return value === undefined ? null : value;
}
