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
import { anyFree } from './any-free.ts';
import { NodePorts } from './node-ports.ts';
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
const staticAddresses = (size: number): number => Math.min(256, Math.max(16, Math.floor(size / 16)));

/**
 * Gives Services their cluster addresses and node ports, and refuses what is taken.
 *
 * @see Kubernetes 1.36, registry/core/service, alloc.go; ipallocator; portallocator
 */
export class ServiceAllocator {
  readonly #random: Random;
  readonly #range: AddressRange;
  readonly #nodePorts: NodePorts;
  readonly #addresses = new Map<string, string>();

  constructor(settings: { readonly store: Store; readonly prefix: string; readonly random: Random; readonly serviceCIDR: string; readonly nodePorts: readonly [number, number] }) {
    this.#random = settings.random;
    this.#range = rangeOf(settings.serviceCIDR);
    this.#nodePorts = new NodePorts(settings.nodePorts, settings.random);
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
    const problems = addressProblems(spec, before?.spec);
    if (problems.length > 0) return refusal.invalid(services, service.metadata?.name ?? '', problems);
    const addressed = this.#withAddress(spec, before?.spec, service);
    if (isStatus(addressed)) return addressed;
    const ported = this.#nodePorts.allocate(addressed, before?.spec, service.metadata?.name ?? '');
    if (isStatus(ported)) return ported;
    return { ...object, spec: ported as Record<string, unknown> };
  }

  #withAddress(spec: Spec, before: Spec | undefined, service: V1Service): Spec | V1Status {
    if (spec.type === 'ExternalName') return dropped(spec, before);
    const policy = { ipFamilies: spec.ipFamilies ?? ['IPv4'], ipFamilyPolicy: spec.ipFamilyPolicy ?? 'SingleStack', internalTrafficPolicy: spec.internalTrafficPolicy ?? 'Cluster' };
    if (isHeadless(spec)) return { ...spec, ...policy, clusterIP: 'None', clusterIPs: ['None'] };
    const asked = spec.clusterIP ?? '';
    if (asked === '') {
      const given = this.#anyAddress();
      return given === undefined ? refusal.internalError('failed to allocate a serviceIP: range is full') : { ...spec, ...policy, clusterIP: given, clusterIPs: [given] };
    }
    const problem = asked === before?.clusterIP ? undefined : this.#addressProblem(asked);
    if (problem !== undefined) return refusal.invalid(services, service.metadata?.name ?? '', [invalidField('spec.clusterIPs', spec.clusterIPs ?? [asked], problem)]);
    return { ...spec, ...policy, clusterIP: asked, clusterIPs: spec.clusterIPs ?? [asked] };
  }

  #addressProblem(address: string): string | undefined {
    const number = numberOf(address);
    if (number === undefined) return undefined;
    if (number <= this.#range.first || number >= this.#range.first + this.#range.size - 1) {
      return `failed to allocate IP ${address}: the provided IP (${address}) is not in the valid range. The range of valid IPs is ${this.#range.text}`;
    }
    return this.#addresses.has(address) ? `failed to allocate IP ${address}: provided IP is already allocated` : undefined;
  }

  /** One of the upper part of the range by chance; the lower part only where that is full. */
  #anyAddress(): string | undefined {
    const { first, size } = this.#range;
    const usable = size - 2;
    const addressAt = (index: number): string => textOf(first + 1 + index);
    const index = anyFree({ size: usable, offset: staticAddresses(size), random: this.#random, isFree: (each) => !this.#addresses.has(addressAt(each)) });
    return index === undefined ? undefined : addressAt(index);
  }

  #take(key: string, object: KubeObject): void {
    const service = object as V1Service;
    for (const address of service.spec?.clusterIPs ?? []) if (address !== 'None' && address !== '') this.#addresses.set(address, key);
    this.#nodePorts.take(service);
  }

  #release(key: string, object: KubeObject): void {
    const service = object as V1Service;
    for (const address of service.spec?.clusterIPs ?? []) if (this.#addresses.get(address) === key) this.#addresses.delete(address);
    this.#nodePorts.release(service);
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
