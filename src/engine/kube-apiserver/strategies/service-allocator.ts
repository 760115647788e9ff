import type { V1Service, V1ServicePort, V1Status } from '../../../kube/generated/types.ts';
import { invalid as invalidField, type FieldError } from '../../../kube/field-errors.ts';
import { deepEqual, without } from '../../../kube/json.ts';
import { services } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import * as refusal from '../../../kube/status.ts';
import { validateServiceAddresses } from '../../../kube/validation/index.ts';
import type { Store } from '../../etcd/store.ts';
import type { Random } from '../../sim/random.ts';
import { isStatus } from '../resource.ts';
import type { AnyObject } from './strategy.ts';

type Spec = NonNullable<V1Service['spec']>;

/** The lowest part of a range from which addresses are given to those who ask for a certain one. */
interface AddressRange {
  readonly first: number;
  readonly size: number;
  readonly text: string;
}

/** Reads `10.96.0.0/12`. */
function rangeOf(cidr: string): AddressRange {
  const [address = '', bits = '32'] = cidr.split('/');
  return { first: numberOf(address) ?? 0, size: 2 ** (32 - Number(bits)), text: cidr };
}

function numberOf(address: string): number | undefined {
  const parts = address.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

const textOf = (address: number): string => [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');

/** How many addresses at the beginning are left to those who choose for themselves. */
function offsetOf(size: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.floor(size / 16)));
}

/**
 * Gives Services their cluster addresses and node ports, and refuses what is taken.
 *
 * @see Kubernetes 1.36, registry/core/service, alloc.go; ipallocator; portallocator
 */
export class ServiceAllocator {
  readonly #random: Random;
  readonly #range: AddressRange;
  readonly #nodePorts: readonly [number, number];
  readonly #addresses = new Map<string, string>();
  readonly #ports = new Map<string, string>();

  constructor(settings: { readonly store: Store; readonly prefix: string; readonly random: Random; readonly serviceCIDR: string; readonly nodePorts: readonly [number, number] }) {
    this.#random = settings.random;
    this.#range = rangeOf(settings.serviceCIDR);
    this.#nodePorts = settings.nodePorts;
    const range = settings.store.range(settings.prefix);
    if (range !== 'compacted') for (const service of range.values) this.#take(`${settings.prefix}${service.metadata?.namespace ?? ''}/${service.metadata?.name ?? ''}`, service);
    settings.store.observe(settings.prefix, ({ key, type, value, previous }) => {
      if (previous) this.#release(key, previous);
      if (type !== 'DELETED') this.#take(key, value);
    });
  }

  /** Address of `default/kubernetes`. */
  get firstAddress(): string {
    return textOf(this.#range.first + 1);
  }

  get serviceCIDR(): string {
    return this.#range.text;
  }

  /** The Service with everything allocated that its type needs and nothing that it does not; or a refusal. */
  allocate(object: AnyObject, old: AnyObject | undefined): AnyObject | V1Status {
    const service = object as unknown as V1Service;
    const before = old as unknown as V1Service | undefined;
    const spec = { ...withIps(kept(service.spec ?? {}, before?.spec), before?.spec) };
    const key = `/registry/services/${service.metadata?.namespace ?? ''}/${service.metadata?.name ?? ''}`;
    const problems = addressProblems(spec, before?.spec);
    if (problems.length > 0) return refusal.invalid(services, service.metadata?.name ?? '', problems);
    const addressed = this.#withAddress(spec, before?.spec, key, service);
    if (isStatus(addressed)) return addressed;
    const ported = this.#withNodePorts(addressed, before?.spec, key, service);
    if (isStatus(ported)) return ported;
    return { ...object, spec: ported as Record<string, unknown> };
  }

  #withAddress(spec: Spec, before: Spec | undefined, key: string, service: V1Service): Spec | V1Status {
    if (spec.type === 'ExternalName') return dropped(spec, before);
    const policy = { ipFamilies: spec.ipFamilies ?? ['IPv4'], ipFamilyPolicy: spec.ipFamilyPolicy ?? 'SingleStack', internalTrafficPolicy: spec.internalTrafficPolicy ?? 'Cluster' };
    if (isHeadless(spec)) return { ...spec, ...policy, clusterIP: 'None', clusterIPs: ['None'] };
    const asked = spec.clusterIP ?? '';
    if (asked === '') {
      const given = this.#anyAddress();
      return given === undefined ? refusal.internalError('failed to allocate a serviceIP: range is full') : { ...spec, ...policy, clusterIP: given, clusterIPs: [given] };
    }
    const problem = asked === before?.clusterIP ? undefined : this.#addressProblem(asked, key);
    if (problem !== undefined) return refusal.invalid(services, service.metadata?.name ?? '', [invalidField('spec.clusterIPs', spec.clusterIPs ?? [asked], problem)]);
    return { ...spec, ...policy, clusterIP: asked, clusterIPs: spec.clusterIPs ?? [asked] };
  }

  #addressProblem(address: string, key: string): string | undefined {
    const number = numberOf(address);
    if (number === undefined) return undefined;
    if (number <= this.#range.first || number >= this.#range.first + this.#range.size - 1) {
      return `failed to allocate IP ${address}: the provided IP (${address}) is not in the valid range. The range of valid IPs is ${this.#range.text}`;
    }
    const owner = this.#addresses.get(address);
    return owner === undefined || owner === key ? undefined : `failed to allocate IP ${address}: provided IP is already allocated`;
  }

  /** One of the upper part of the range by chance; the lower part only where that is full. */
  #anyAddress(): string | undefined {
    const { first, size } = this.#range;
    const usable = size - 2;
    const offset = offsetOf(size, 16, 256);
    const start = this.#random.int(usable - offset);
    for (let i = 0; i < usable; i++) {
      const index = i < usable - offset ? offset + ((start + i) % (usable - offset)) : i - (usable - offset);
      const address = textOf(first + 1 + index);
      if (!this.#addresses.has(address)) return address;
    }
    return undefined;
  }

  #withNodePorts(spec: Spec, before: Spec | undefined, key: string, service: V1Service): Spec | V1Status {
    const wants = spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
    if (spec.type !== 'NodePort' && spec.type !== 'LoadBalancer') return spec;
    const own = new Set((before?.ports ?? []).map(({ nodePort, protocol }) => `${protocol ?? 'TCP'}/${String(nodePort ?? 0)}`));
    const chosen = new Map<string, number>();
    const ports: V1ServicePort[] = [];
    for (const [index, port] of (spec.ports ?? []).entries()) {
      const protocol = port.protocol ?? 'TCP';
      const number = port.nodePort || (wants ? this.#anyPort(protocol, chosen) : 0);
      if (number === undefined) return refusal.internalError('failed to allocate a nodePort: range is full');
      if (!number) { ports.push(port); continue; }
      const id = `${protocol}/${String(number)}`;
      if (chosen.has(id)) return refusal.failure(500, '', `duplicate nodePort: {${protocol} ${String(number)}}`);
      const problem = port.nodePort && !own.has(id) ? this.#portProblem(number, id, key) : undefined;
      if (problem !== undefined) return refusal.invalid(services, service.metadata?.name ?? '', [invalidField(`spec.ports[${String(index)}].nodePort`, number, problem)]);
      chosen.set(id, number);
      ports.push(port.nodePort === number ? port : { ...port, nodePort: number });
    }
    return this.#withHealthCheckPort({ ...spec, ports }, chosen);
  }

  #withHealthCheckPort(spec: Spec, chosen: ReadonlyMap<string, number>): Spec | V1Status {
    if (spec.type !== 'LoadBalancer' || spec.externalTrafficPolicy !== 'Local' || spec.healthCheckNodePort) return spec;
    const port = this.#anyPort('TCP', chosen);
    return port === undefined ? refusal.internalError('failed to allocate a HealthCheck NodePort: range is full') : { ...spec, healthCheckNodePort: port };
  }

  #portProblem(port: number, id: string, key: string): string | undefined {
    const [first, last] = this.#nodePorts;
    if (port < first || port > last) return `provided port is not in the valid range. The range of valid ports is ${String(first)}-${String(last)}`;
    const owner = this.#ports.get(id);
    return owner === undefined || owner === key ? undefined : 'provided port is already allocated';
  }

  #anyPort(protocol: string, chosen: ReadonlyMap<string, number>): number | undefined {
    const [first, last] = this.#nodePorts;
    const size = last - first + 1;
    const offset = size < 16 ? 0 : Math.min(128, Math.max(16, Math.floor(size / 32)));
    const start = this.#random.int(size - offset);
    for (let i = 0; i < size; i++) {
      const port = first + (i < size - offset ? offset + ((start + i) % (size - offset)) : i - (size - offset));
      const id = `${protocol}/${String(port)}`;
      if (!this.#ports.has(id) && !chosen.has(id)) return port;
    }
    return undefined;
  }

  #take(key: string, object: KubeObject): void {
    const { clusterIPs, ports, healthCheckNodePort } = (object as V1Service).spec ?? {};
    for (const address of clusterIPs ?? []) if (address !== 'None' && address !== '') this.#addresses.set(address, key);
    for (const { nodePort, protocol } of ports ?? []) if (nodePort) this.#ports.set(`${protocol ?? 'TCP'}/${String(nodePort)}`, key);
    if (healthCheckNodePort) this.#ports.set(`TCP/${String(healthCheckNodePort)}`, key);
  }

  #release(key: string, object: KubeObject): void {
    const { clusterIPs, ports, healthCheckNodePort } = (object as V1Service).spec ?? {};
    for (const address of clusterIPs ?? []) if (this.#addresses.get(address) === key) this.#addresses.delete(address);
    for (const { nodePort, protocol } of ports ?? []) this.#ports.delete(`${protocol ?? 'TCP'}/${String(nodePort)}`);
    if (healthCheckNodePort) this.#ports.delete(`TCP/${String(healthCheckNodePort)}`);
  }
}

/** What is wrong with addresses and families; this cluster has IPv4 alone. */
function addressProblems(spec: Spec, before: Spec | undefined): readonly FieldError[] {
  const errors = validateServiceAddresses(spec);
  if (errors.length > 0 || spec.type === 'ExternalName') return errors;
  if (spec.ipFamilyPolicy === 'RequireDualStack' && before?.ipFamilyPolicy !== 'RequireDualStack') {
    return [invalidField('spec.ipFamilyPolicy', spec.ipFamilyPolicy, 'this cluster is not configured for dual-stack services')];
  }
  const strange = (spec.ipFamilies ?? []).findIndex((family) => family !== 'IPv4');
  if (strange < 0 || deepEqual(spec.ipFamilies, before?.ipFamilies)) return [];
  return [invalidField(`spec.ipFamilies[${String(strange)}]`, spec.ipFamilies?.[strange], 'not configured on this cluster')];
}

const isHeadless = (spec: Spec): boolean => spec.clusterIP === 'None' || spec.clusterIPs?.[0] === 'None';

/** `clusterIP` and `clusterIPs` say the same, whichever of them the client wrote or changed. */
function withIps(spec: Spec, before: Spec | undefined): Spec {
  const { clusterIP = '', clusterIPs } = spec;
  if (before && clusterIP !== (before.clusterIP ?? '') && deepEqual(clusterIPs, before.clusterIPs)) {
    return clusterIP === '' ? (without(spec as Record<string, unknown>, 'clusterIP', 'clusterIPs') as Spec) : { ...spec, clusterIPs: [clusterIP, ...(clusterIPs ?? []).slice(1)] };
  }
  if (clusterIP !== '' && (clusterIPs?.length ?? 0) === 0) return { ...spec, clusterIPs: [clusterIP] };
  return spec;
}

const needsAddress = (spec: Spec): boolean => spec.type !== 'ExternalName';
const needsNodePorts = (spec: Spec): boolean => spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);

/** `patchAllocatedValues` and `dropTypeDependentFields`: an update keeps what it leaves out, and a change of type lets go. */
function kept(spec: Spec, before: Spec | undefined): Spec {
  if (!before) return spec;
  let next = spec;
  if (needsAddress(before) && needsAddress(spec) && !spec.clusterIP && (spec.clusterIPs?.length ?? 0) === 0) {
    next = { ...next, ...(before.clusterIP ? { clusterIP: before.clusterIP } : {}), ...(before.clusterIPs ? { clusterIPs: before.clusterIPs } : {}) };
  }
  if (needsNodePorts(before) && needsNodePorts(spec)) next = { ...next, ports: (next.ports ?? []).map((port) => keptNodePort(port, before)) };
  if (needsNodePorts(before) && !needsNodePorts(spec) && sameNodePorts(next, before)) {
    next = { ...next, ports: (next.ports ?? []).map((port) => without(port as Record<string, unknown> & V1ServicePort, 'nodePort') as unknown as V1ServicePort) };
  }
  if (next.type !== 'LoadBalancer') next = without(next as Record<string, unknown>, 'healthCheckNodePort', 'allocateLoadBalancerNodePorts', 'loadBalancerClass') as Spec;
  else if (before.healthCheckNodePort && !next.healthCheckNodePort && next.externalTrafficPolicy === 'Local') next = { ...next, healthCheckNodePort: before.healthCheckNodePort };
  if (next.type === 'ClusterIP' && before.type !== 'ClusterIP') next = without(next as Record<string, unknown>, 'externalTrafficPolicy') as Spec;
  return next;
}

function keptNodePort(port: V1ServicePort, before: Spec): V1ServicePort {
  if (port.nodePort) return port;
  const same = before.ports?.find((old) => old.port === port.port && (old.protocol ?? 'TCP') === (port.protocol ?? 'TCP'));
  return same?.nodePort ? { ...port, nodePort: same.nodePort } : port;
}

const sameNodePorts = (spec: Spec, before: Spec): boolean => {
  const old = new Set((before.ports ?? []).map(({ nodePort }) => nodePort));
  return (spec.ports ?? []).every(({ nodePort }) => !nodePort || old.has(nodePort));
};

/** An ExternalName has no address of its own. */
function dropped(spec: Spec, before: Spec | undefined): Spec {
  if (!before || before.type === 'ExternalName') return spec;
  return without(spec as Record<string, unknown>, 'clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy') as Spec;
}
