import type { ServiceRule } from './interface.ts';

/** What the rules of one address and port were from a moment on; no rule: there was none any more. */
interface Version {
  readonly sinceMs: number;
  readonly rule: ServiceRule | undefined;
}

/** The slowest node installs a change so much later than the fastest, in virtual ms. */
const spreadMs = 80;

/**
 * The rules of services as each node holds them. All nodes are told the same, each a little later by its own watch; a node
 * whose kube-proxy does not run keeps what it had. So one history serves them all: a node reads it as of its own moment.
 */
export class RuleViews {
  readonly #versions = new Map<string, readonly Version[]>();
  /** When the rules of a node stood still; -Infinity: it has had none since its machine started. Nodes that follow are not here. */
  readonly #heldAtMs = new Map<string, number>();
  readonly #lagMs = new Map<string, number>();

  /** Sets the rule of one key from now on. */
  set(key: string, rule: ServiceRule | undefined, nowMs: number): void {
    const kept = this.#needed(this.#versions.get(key) ?? [], nowMs);
    if (rule === undefined && kept.every((version) => version.rule === undefined)) this.#versions.delete(key);
    else this.#versions.set(key, [...kept, { sinceMs: nowMs, rule }]);
  }

  /** The rule of a key on a node; where no node is named, the newest. */
  find(key: string, node: string, nowMs: number): ServiceRule | undefined {
    const versions = this.#versions.get(key);
    if (!versions) return undefined;
    const atMs = this.#momentOf(node, nowMs);
    for (let index = versions.length - 1; index >= 0; index--) {
      const version = versions[index] as Version;
      if (version.sinceMs <= atMs) return version.rule;
    }
    return undefined;
  }

  /** The node's kube-proxy runs: it has caught up. */
  follow(node: string): void {
    this.#heldAtMs.delete(node);
  }

  /** The node's kube-proxy has ended: its rules stay as they are. */
  hold(node: string, nowMs: number): void {
    if (!this.#heldAtMs.has(node)) this.#heldAtMs.set(node, this.#momentOf(node, nowMs));
  }

  /** The machine starts anew: it has no rules until its kube-proxy runs. */
  clear(node: string): void {
    this.#heldAtMs.set(node, -Infinity);
  }

  forget(node: string): void {
    this.#heldAtMs.delete(node);
    this.#lagMs.delete(node);
  }

  #momentOf(node: string, nowMs: number): number {
    if (node === '') return nowMs;
    return this.#heldAtMs.get(node) ?? nowMs - this.#lagOf(node);
  }

  #lagOf(node: string): number {
    let lagMs = this.#lagMs.get(node);
    if (lagMs === undefined) this.#lagMs.set(node, (lagMs = lagOf(node)));
    return lagMs;
  }

  /** Versions that some node still sees: the newest before each moment at which one stands still, and all of late. */
  #needed(versions: readonly Version[], nowMs: number): readonly Version[] {
    const moments = [...this.#heldAtMs.values(), nowMs - spreadMs];
    const seen = new Set(moments.map((atMs) => versions.findLast(({ sinceMs }) => sinceMs <= atMs)));
    return versions.filter((version) => version.sinceMs > nowMs - spreadMs || seen.has(version));
  }
}

/** A delay below {@link spreadMs} that is always the same for one node. */
function lagOf(node: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < node.length; i++) hash = Math.imul(hash ^ node.charCodeAt(i), 0x01000193) >>> 0;
  return (hash ^ (hash >>> 15)) % spreadMs >>> 0;
}
