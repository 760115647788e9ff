import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { V1EndpointSlice, V1Pod, V1Service } from '../../../kube/generated/types.ts';
import { SliceMemory } from './differences.ts';
import { planSlices, type SlicePlan } from './plan.ts';

type Step =
  | { readonly do: 'add' | 'remove' | 'unready' | 'ready' | 'move-node' | 'relabel-service' | 'foreign' | 'refuse' | 'end' | 'readdress'; readonly pick: number; readonly count: number };

const steps = fc.array(fc.record({
  do: fc.constantFrom('add', 'add', 'add', 'remove', 'remove', 'unready', 'ready', 'move-node', 'relabel-service', 'foreign', 'refuse', 'end', 'readdress'),
  pick: fc.nat(1000), count: fc.oneof(fc.nat(3), fc.nat(120)),
}), { minLength: 1, maxLength: 25 }) as fc.Arbitrary<readonly Step[]>;

/** A Service with its pods, and its slices as the API server would hold them. Each plan is made twice: whole, and by differences. */
class World {
  readonly pods = new Map<string, V1Pod>();
  slices: readonly V1EndpointSlice[] = [];
  /** How many plans looked at all pods. */
  whole = 0;
  #service: V1Service = { metadata: { name: 'web', namespace: 'default', uid: 'web' }, spec: { ports: [{ port: 80 }], selector: { app: 'web' } } };
  readonly #memory = new SliceMemory();
  readonly #changed = new Set<string>();
  readonly #order = new Map<string, number>();
  readonly #zones = new Map<string, string>();
  #nodesVersion = 0;
  #made = 0;
  #revision = 0;

  act({ do: deed, pick, count }: Step): boolean {
    const keys = [...this.pods.keys()];
    const chosen = keys.length === 0 ? [] : Array.from({ length: Math.min(count, keys.length) }, (_, index) => keys[(pick + index) % keys.length] ?? '');
    switch (deed) {
      case 'add': for (let index = 0; index < count; index++) this.#add(); break;
      case 'remove': for (const key of chosen) this.#put(key, undefined); break;
      case 'relabel-service': this.#service = { ...this.#service, metadata: { ...this.#service.metadata, labels: { version: String(pick) } } }; break;
      case 'move-node':
        this.#zones.set(`node-${String(pick % 4)}`, `zone-${String(count % 3)}`);
        this.#nodesVersion++;
        break;
      case 'foreign': this.slices = this.slices.map((slice, index) => (index === pick % this.slices.length ? this.#stamped({ ...slice, endpoints: (slice.endpoints ?? []).slice(count) }) : slice)); break;
      case 'refuse': return false;
      default: for (const key of new Set(chosen)) this.#put(key, changed(this.pods.get(key), deed));
    }
    return true;
  }

  #add(): void {
    const number = ++this.#made;
    const name = `web-${String(number)}`;
    this.#order.set(`default/${name}`, number);
    this.#put(`default/${name}`, {
      metadata: { name, namespace: 'default', uid: `pod-${String(number)}`, labels: { app: 'web' } }, spec: { containers: [], nodeName: `node-${String(number % 4)}` },
      status: { podIP: `10.0.${String(Math.floor(number / 250))}.${String(number % 250)}`, conditions: [{ type: 'Ready', status: number % 3 ? 'True' : 'False' }] },
    });
  }

  #put(key: string, pod: V1Pod | undefined): void {
    if (pod) this.pods.set(key, pod);
    else this.pods.delete(key);
    this.#changed.add(key);
  }

  #stamped(slice: V1EndpointSlice): V1EndpointSlice {
    return { ...slice, metadata: { ...slice.metadata, resourceVersion: String(++this.#revision) } };
  }

  plans(): { readonly byDifferences: SlicePlan; readonly whole: SlicePlan } {
    const nodeOf = (name: string): { readonly zone: string | undefined } => ({ zone: this.#zones.get(name) });
    const common = { service: this.#service, slices: this.slices, nodeOf };
    const pods = (): readonly V1Pod[] => {
      this.whole++;
      return [...this.pods.values()];
    };
    const byDifferences = this.#memory.plan({ ...common, pods, changed: new Set(this.#changed), nodesVersion: this.#nodesVersion, podOf: (key) => this.pods.get(key), orderOf: (key) => this.#order.get(key) ?? 0 });
    this.#changed.clear();
    return { byDifferences, whole: planSlices({ ...common, pods: [...this.pods.values()] }) };
  }

  write({ changes }: SlicePlan, accepted: boolean): void {
    if (!accepted) {
      this.#memory.forget();
      return;
    }
    const gone = new Set(changes.delete.map(({ metadata }) => metadata?.name));
    const updated = new Map(changes.update.map((slice) => [slice.metadata?.name, this.#stamped(slice)]));
    const created = changes.create.map((slice) => this.#stamped({ ...slice, metadata: { ...slice.metadata, name: `slice-${String(this.#revision)}` } }));
    this.slices = [...this.slices.filter(({ metadata }) => !gone.has(metadata?.name)).map((slice) => updated.get(slice.metadata?.name) ?? slice), ...created];
    this.#memory.wrote([...updated.values(), ...created], changes.delete);
  }
}

function changed(pod: V1Pod | undefined, deed: Step['do']): V1Pod | undefined {
  const { status, metadata, ...rest } = pod ?? {};
  const spec = rest.spec ?? { containers: [] };
  if (deed === 'end') return { metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z' }, spec, status: status ?? {} };
  if (deed === 'readdress') return { metadata: metadata ?? {}, spec, status: { ...status, podIP: `10.9${(status?.podIP ?? '').slice(4)}` } };
  return { metadata: metadata ?? {}, spec, status: { ...status, conditions: [{ type: 'Ready', status: deed === 'ready' ? 'True' : 'False' }] } };
}

describe('planning by differences', () => {
  it('comes to what a whole plan comes to, whatever happens', () => {
    fc.assert(fc.property(steps, (story) => {
      const world = new World();
      for (const step of story) {
        const accepted = world.act(step);
        const { byDifferences, whole } = world.plans();
        expect(byDifferences).toEqual(whole);
        world.write(byDifferences, accepted);
      }
      const settled = world.plans();
      expect(settled.byDifferences).toEqual(settled.whole);
    }), { numRuns: 150 });
  });

  it.each([
    { why: 'pods come', more: { do: 'add', pick: 0, count: 30 }, looks: 0 },
    { why: 'pods go', more: { do: 'remove', pick: 5, count: 30 }, looks: 0 },
    { why: 'pods are not ready any more', more: { do: 'unready', pick: 5, count: 30 }, looks: 0 },
    { why: 'a pod gets another address', more: { do: 'readdress', pick: 5, count: 1 }, looks: 0 },
    { why: 'a node moves to another zone', more: { do: 'move-node', pick: 1, count: 1 }, looks: 1 },
    { why: 'the Service changes', more: { do: 'relabel-service', pick: 1, count: 1 }, looks: 1 },
    { why: 'somebody else writes a slice', more: { do: 'foreign', pick: 0, count: 1 }, looks: 1 },
  ] as const)('looks at all pods only where it has to: $why', ({ more, looks }) => {
    const world = new World();
    for (const step of [{ do: 'add', pick: 0, count: 250 }, { do: 'add', pick: 0, count: 1 }] as const) {
      world.act(step);
      world.write(world.plans().byDifferences, true);
    }
    const before = world.whole;
    world.act(more);
    const { byDifferences, whole } = world.plans();
    expect([world.whole - before, byDifferences]).toEqual([looks, whole]);
  });
});
