import type { Clock } from '../sim/index.ts';
import { defaultCloud, type Cloud, type InstanceState } from './cloud.ts';

/** A machine as the cloud makes it. */
export interface InstanceShape {
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  /** Quantities: cpu, memory, pods, ephemeral-storage. */
  readonly capacity: Readonly<Record<string, string>>;
}

/** A group of like machines of which the cloud keeps `size`; new ones go to the zone with the fewest. */
export interface NodePool extends InstanceShape {
  readonly name: string;
  readonly size: number;
  readonly zones?: readonly string[];
}

export interface CloudSettings {
  readonly nodePools?: readonly NodePool[];
  /** How long a load balancer takes to come up; 3 s where it is not said. */
  readonly loadBalancerMs?: number;
  /** How long a new machine takes to come up; 20 s where it is not said. */
  readonly instanceMs?: number;
}

export interface NamedInstance extends InstanceShape {
  readonly name: string;
}

export interface CloudHands {
  readonly clock: Clock;
  /** A machine has come up. */
  readonly launch: (instance: NamedInstance) => void;
  /** Whether a machine of that name is there that the cloud did not make. */
  readonly isTaken?: (name: string) => boolean;
  /** A machine is taken away. */
  readonly terminate: (name: string) => void;
}

interface Instance {
  readonly pool: string | undefined;
  readonly zone: string;
  readonly type: string;
  state: 'starting' | 'running' | 'stopped';
}

const poolLabel = 'drydock.dev/node-pool';
const zoneLabel = 'topology.kubernetes.io/zone';

/**
 * A cloud: machines that can be rented, lost and replaced, and pools that keep their size. Knows nothing of Kubernetes; the
 * cloud-controller-manager asks it what there is, and a kubelet starts on what it launches.
 */
export class SimulatedCloud implements Cloud {
  readonly loadBalancerMs: number;
  readonly addressPrefix = defaultCloud.addressPrefix;
  readonly #hands: CloudHands;
  readonly #instanceMs: number;
  readonly #pools = new Map<string, NodePool>();
  readonly #instances = new Map<string, Instance>();
  /** The number of each pool's newest machine: a name is never used twice. */
  readonly #numbers = new Map<string, number>();

  constructor({ nodePools = [], loadBalancerMs = defaultCloud.loadBalancerMs, instanceMs = 20_000 }: CloudSettings, hands: CloudHands) {
    this.#hands = hands;
    this.loadBalancerMs = loadBalancerMs;
    this.#instanceMs = instanceMs;
    for (const pool of nodePools) this.#pools.set(pool.name, pool);
  }

  /** The pools' first machines, which are up when the cluster begins. */
  begin(): void {
    for (const pool of this.#pools.values()) while (this.#membersOf(pool.name).length < pool.size) this.#order(pool, 0);
  }

  /** Everything that the cloud knows: pools, machines, and the number that each pool's next machine gets. */
  get state(): unknown {
    return [[...this.#pools.values()], [...this.#instances], [...this.#numbers]];
  }

  get pools(): readonly NodePool[] {
    return [...this.#pools.values()];
  }

  /** A machine that somebody else brought into the cloud. */
  add({ name, labels, capacity }: NamedInstance): void {
    this.#instances.set(name, { pool: undefined, zone: labels?.[zoneLabel] ?? '', type: typeOf(capacity), state: 'running' });
  }

  stateOf = (name: string): InstanceState => {
    const state = this.#instances.get(name)?.state;
    return state === undefined ? 'gone' : state === 'starting' ? 'running' : state;
  };

  instanceType = (name: string): string => this.#instances.get(name)?.type ?? defaultCloud.instanceType(name);

  /** The machine's power is off, or on again. */
  powered(name: string, on: boolean): void {
    const instance = this.#instances.get(name);
    if (instance) instance.state = on ? 'running' : 'stopped';
  }

  /** The cloud has lost a machine; a pool orders another one. */
  lose(name: string): void {
    const lost = this.#instances.get(name);
    this.#instances.delete(name);
    const pool = this.#pools.get(lost?.pool ?? '');
    if (pool) this.#fill(pool);
  }

  /** Gives a pool another size: orders what is missing, takes the newest of what is too much. False: there is no such pool. */
  resize(name: string, size: number): boolean {
    const known = this.#pools.get(name);
    if (!known) return false;
    const pool = { ...known, size };
    this.#pools.set(name, pool);
    this.#fill(pool);
    for (const surplus of this.#membersOf(name).slice(size)) this.#remove(surplus);
    return true;
  }

  #fill(pool: NodePool): void {
    while (this.#membersOf(pool.name).length < pool.size) this.#order(pool, this.#instanceMs);
  }

  #membersOf(pool: string): readonly string[] {
    return [...this.#instances].filter(([, instance]) => instance.pool === pool).map(([name]) => name);
  }

  #order(pool: NodePool, afterMs: number): void {
    const name = this.#newName(pool.name);
    const zone = this.#emptiestZone(pool);
    const instance: Instance = { pool: pool.name, zone, type: typeOf(pool.capacity), state: 'starting' };
    this.#instances.set(name, instance);
    const labels = { ...pool.labels, [poolLabel]: pool.name, ...(zone === '' ? {} : { [zoneLabel]: zone }) };
    const start = (): void => {
      if (this.#instances.get(name) !== instance) return;
      instance.state = 'running';
      this.#hands.launch({ name, labels, capacity: pool.capacity, ...(pool.taints ? { taints: pool.taints } : {}) });
    };
    if (afterMs === 0) start();
    else this.#hands.clock.after(afterMs, start);
  }

  /** The next number whose name nobody has: a machine of the person's may be called like one of the pool. */
  #newName(pool: string): string {
    let number = (this.#numbers.get(pool) ?? 0) + 1;
    const nameOf = (): string => `${pool}-${String(number)}`;
    while (this.#instances.has(nameOf()) || this.#hands.isTaken?.(nameOf())) number++;
    this.#numbers.set(pool, number);
    return nameOf();
  }

  #emptiestZone({ name, zones = [] }: NodePool): string {
    const members = [...this.#instances.values()].filter(({ pool }) => pool === name);
    const crowd = (zone: string): number => members.filter((instance) => instance.zone === zone).length;
    return zones.reduce<string | undefined>((best, zone) => (best === undefined || crowd(zone) < crowd(best) ? zone : best), undefined) ?? '';
  }

  #remove(name: string): void {
    const launched = this.#instances.get(name)?.state !== 'starting';
    this.#instances.delete(name);
    if (launched) this.#hands.terminate(name);
  }
}

const typeOf = ({ cpu = '4' }: Readonly<Record<string, string>>): string => `standard-${cpu}`;
