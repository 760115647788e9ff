import { invalid as invalidField } from '../../../kube/field-errors.ts';
import type { V1Service, V1ServicePort, V1Status } from '../../../kube/generated/types.ts';
import { services } from '../../../kube/kinds.ts';
import * as refusal from '../../../kube/status.ts';
import type { Random } from '../../sim/random.ts';
import { isStatus } from '../resource.ts';
import { anyFree } from './any-free.ts';

type Spec = NonNullable<V1Service['spec']>;

/** How many ports at the beginning are left to those who choose for themselves. */
const staticPorts = (size: number): number => (size < 16 ? 0 : Math.min(128, Math.max(16, Math.floor(size / 32))));

/**
 * Which ports of the nodes are taken. A number is taken once, whatever the protocol.
 *
 * @see Kubernetes 1.36, registry/core/service, portallocator; storage, initNodePorts and updateNodePorts
 */
export class NodePorts {
  readonly #first: number;
  readonly #last: number;
  readonly #random: Random;
  readonly #taken = new Set<number>();

  constructor([first, last]: readonly [number, number], random: Random) {
    this.#first = first;
    this.#last = last;
    this.#random = random;
  }

  take({ spec }: V1Service): void {
    for (const port of numbersOf(spec)) this.#taken.add(port);
  }

  release({ spec }: V1Service): void {
    for (const port of numbersOf(spec)) this.#taken.delete(port);
  }

  /** The spec with a port of the nodes for each of the Service's ports that is to have one; or why that cannot be. */
  allocate(spec: Spec, before: Spec | undefined, name: string): Spec | V1Status {
    if (spec.type !== 'NodePort' && spec.type !== 'LoadBalancer') return spec;
    const claim = new Claim(this, name);
    const ports = before ? claim.update(spec, before) : claim.create(spec);
    if (isStatus(ports)) return ports;
    return this.#withHealthCheck({ ...spec, ports }, before, claim);
  }

  #withHealthCheck(spec: Spec, before: Spec | undefined, claim: Claim): Spec | V1Status {
    if (spec.type !== 'LoadBalancer' || spec.externalTrafficPolicy !== 'Local') return spec;
    const asked = spec.healthCheckNodePort;
    if (asked) {
      const problem = before?.healthCheckNodePort ? undefined : claim.problemOf(asked);
      return problem === undefined ? spec : refusal.internalError(`failed to allocate requested HealthCheck NodePort ${String(asked)}: ${problem}`);
    }
    const port = claim.any();
    return port === undefined ? refusal.internalError('failed to allocate a HealthCheck NodePort 0: range is full') : { ...spec, healthCheckNodePort: port };
  }

  problemOf(port: number): string | undefined {
    if (port < this.#first || port > this.#last) return `provided port is not in the valid range. The range of valid ports is ${String(this.#first)}-${String(this.#last)}`;
    return this.#taken.has(port) ? 'provided port is already allocated' : undefined;
  }

  any(chosen: ReadonlySet<number>): number | undefined {
    const size = this.#last - this.#first + 1;
    const isFree = (index: number): boolean => !this.#taken.has(this.#first + index) && !chosen.has(this.#first + index);
    const index = anyFree({ size, offset: staticPorts(size), random: this.#random, isFree });
    return index === undefined ? undefined : this.#first + index;
  }
}

const numbersOf = (spec: Spec | undefined): readonly number[] => [...(spec?.ports ?? []).map(({ nodePort }) => nodePort), spec?.healthCheckNodePort].flatMap((port) => port || []);
const wantsPorts = (spec: Spec): boolean => spec.type === 'NodePort' || spec.allocateLoadBalancerNodePorts !== false;

/** What one request takes, before it is known to succeed. */
class Claim {
  readonly #all: NodePorts;
  readonly #name: string;
  readonly #chosen = new Set<number>();

  constructor(all: NodePorts, name: string) {
    this.#all = all;
    this.#name = name;
  }

  problemOf(port: number): string | undefined {
    return this.#chosen.has(port) ? 'provided port is already allocated' : this.#all.problemOf(port);
  }

  any(): number | undefined {
    return this.#all.any(this.#chosen);
  }

  /** Ports of one number but different protocols share the port of the nodes. */
  create(spec: Spec): V1ServicePort[] | V1Status {
    const shared = new Map<number, number>();
    return this.#each(spec, (port, index) => {
      const known = shared.get(port.port);
      const asked = known === undefined ? (spec.ports ?? []).find((other) => other.port === port.port && other.nodePort)?.nodePort : port.nodePort;
      if (known !== undefined && (!asked || asked === known)) return known;
      const number = this.#take(asked, index);
      if (known === undefined && typeof number === 'number') shared.set(port.port, number);
      return number;
    });
  }

  update(spec: Spec, before: Spec): V1ServicePort[] | V1Status {
    const old = new Set((before.ports ?? []).map(({ nodePort }) => nodePort));
    const seen = new Set<string>();
    return this.#each(spec, (port, index) => {
      const asked = port.nodePort;
      const number = asked && (old.has(asked) || this.#chosen.has(asked)) ? asked : this.#take(asked, index);
      if (typeof number !== 'number') return number;
      const id = `${port.protocol ?? 'TCP'} ${String(number)}`;
      if (seen.has(id)) return refusal.failure(500, '', `duplicate nodePort: {${id}}`);
      seen.add(id);
      return number;
    });
  }

  #each(spec: Spec, numberOf: (port: V1ServicePort, index: number) => number | V1Status): V1ServicePort[] | V1Status {
    const ports: V1ServicePort[] = [];
    for (const [index, port] of (spec.ports ?? []).entries()) {
      const number = port.nodePort || wantsPorts(spec) ? numberOf(port, index) : undefined;
      if (isStatus(number)) return number;
      ports.push(number === undefined || port.nodePort === number ? port : { ...port, nodePort: number });
    }
    return ports;
  }

  #take(asked: number | undefined, index: number): number | V1Status {
    const problem = asked ? this.problemOf(asked) : undefined;
    if (problem !== undefined) return refusal.invalid(services, this.#name, [invalidField(`spec.ports[${String(index)}].nodePort`, asked, problem)]);
    const number = asked || this.any();
    if (number === undefined) return refusal.internalError('failed to allocate a nodePort: range is full');
    this.#chosen.add(number);
    return number;
  }
}
