import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import * as kinds from '../kinds.ts';
import { isExternallyAccessible } from '../defaults/services.ts';
import { checkAddress, checkBlock, checkNonSpecialAddress, parseAddress } from './addresses.ts';
import { checkOneOf, protocols } from './containers.ts';
import { dns1123Label, dns1123Subdomain, fullyQualifiedDomainName, nameIsLabel, nameIsSubdomain, portNumber, qualifiedName } from './formats.ts';
import { checkImmutable, checkLabels, complain } from './metadata.ts';
import { checkPortNumberOrName } from './probes.ts';
import { rules, type Rules } from './rules.ts';
import { shapeOf } from './shapes.ts';

const serviceTypes = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const affinities = ['ClientIP', 'None'];
const families = ['IPv4', 'IPv6'];
const familyPolicies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
const trafficPolicies = ['Cluster', 'Local'];
const distributions = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];

const isHeadless = ({ clusterIPs }: t.V1ServiceSpec): boolean => clusterIPs?.length === 1 && clusterIPs[0] === 'None';
const needsHealthCheck = (spec: t.V1ServiceSpec): boolean => spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';

/** @see Kubernetes 1.36, core validation, ValidateService */
function checkService(errors: FieldError[], service: t.V1Service): void {
  const spec = service.spec ?? {};
  checkTopologyAnnotations(errors, service.metadata?.annotations ?? {});
  if ((spec.ports?.length ?? 0) === 0 && !isHeadless(spec) && spec.type !== 'ExternalName') errors.push(required('spec.ports'));
  checkType(errors, spec);
  checkServicePorts(errors, spec.ports ?? []);
  checkLabels(errors, spec.selector, 'spec.selector');
  checkSessionAffinity(errors, spec);
  checkServiceAddresses(errors, spec);
  checkExternalAddresses(errors, spec);
  checkOneOf(errors, spec.type, serviceTypes, 'spec.type');
  checkPortConflicts(errors, spec);
  checkBalancer(errors, spec, service.metadata?.annotations ?? {});
  checkExternalTraffic(errors, spec);
  if (spec.internalTrafficPolicy !== undefined) {
    if (!trafficPolicies.includes(spec.internalTrafficPolicy)) errors.push(notSupported('spec.internalTrafficPolicy', spec.internalTrafficPolicy, trafficPolicies));
  } else if (spec.type !== 'ExternalName' && serviceTypes.includes(spec.type ?? '')) errors.push(required('spec.internalTrafficPolicy'));
  const { trafficDistribution } = spec;
  if (trafficDistribution !== undefined && !distributions.includes(trafficDistribution)) errors.push(notSupported('spec.trafficDistribution', trafficDistribution, distributions));
}

function checkTopologyAnnotations(errors: FieldError[], annotations: Readonly<Record<string, string>>): void {
  const hints = annotations['service.kubernetes.io/topology-aware-hints'];
  const mode = annotations['service.kubernetes.io/topology-mode'];
  if (hints === undefined || mode === undefined || hints === mode) return;
  errors.push(invalid('metadata.annotations[service.kubernetes.io/topology-mode]', mode, 'must match annotations[service.kubernetes.io/topology-aware-hints] when both are specified'));
}

function checkType(errors: FieldError[], spec: t.V1ServiceSpec): void {
  if (spec.type === 'LoadBalancer' || spec.type === 'NodePort') {
    if (isHeadless(spec)) errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
    return;
  }
  if (spec.type !== 'ExternalName') return;
  const words = 'may not be set for ExternalName services';
  if ((spec.clusterIPs?.length ?? 0) > 0) errors.push(forbidden('spec.clusterIPs', words));
  if ((spec.ipFamilies?.length ?? 0) > 0) errors.push(forbidden('spec.ipFamilies', words));
  if (spec.ipFamilyPolicy !== undefined) errors.push(forbidden('spec.ipFamilyPolicy', words));
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  if (name === '') errors.push(required('spec.externalName'));
  else complain(errors, 'spec.externalName', name, dns1123Subdomain(name));
}

function checkServicePorts(errors: FieldError[], ports: readonly t.V1ServicePort[]): void {
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const at = `spec.ports[${String(index)}]`;
    if (port.name) {
      complain(errors, `${at}.name`, port.name, dns1123Label(port.name));
      if (names.has(port.name)) errors.push(duplicate(`${at}.name`, port.name));
      names.add(port.name);
    } else if (ports.length > 1) errors.push(required(`${at}.name`));
    complain(errors, `${at}.port`, port.port ?? 0, portNumber(port.port ?? 0));
    checkOneOf(errors, port.protocol, protocols, `${at}.protocol`);
    checkPortNumberOrName(errors, port.targetPort, `${at}.targetPort`);
    if (port.appProtocol !== undefined) complain(errors, `${at}.appProtocol`, port.appProtocol, qualifiedName(port.appProtocol));
  }
}

function checkSessionAffinity(errors: FieldError[], spec: t.V1ServiceSpec): void {
  checkOneOf(errors, spec.sessionAffinity, affinities, 'spec.sessionAffinity');
  const path = 'spec.sessionAffinityConfig';
  const config = spec.sessionAffinityConfig;
  if (spec.sessionAffinity === 'None' && config) errors.push(forbidden(path, 'must not be set when session affinity is None'));
  if (spec.sessionAffinity !== 'ClientIP') return;
  const words = 'when session affinity type is ClientIP';
  const seconds = config?.clientIP?.timeoutSeconds;
  if (!config) errors.push(required(path, words));
  else if (!config.clientIP) errors.push(required(`${path}.clientIP`, words));
  else if (seconds === undefined) errors.push(required(`${path}.clientIP.timeoutSeconds`, words));
  else if (seconds <= 0 || seconds > 86_400) errors.push(invalid(`${path}.clientIP.timeoutSeconds`, seconds, 'must be greater than 0 and less than 86400'));
}

/**
 * How a Service's addresses, families and family policy go together. The allocator of addresses asks this first.
 *
 * @see Kubernetes 1.36, core validation, ValidateServiceClusterIPsRelatedFields
 */
export function checkServiceAddresses(errors: FieldError[], spec: t.V1ServiceSpec): void {
  if (spec.type === 'ExternalName') return;
  const { clusterIP = '', clusterIPs = [], ipFamilies = [], ipFamilyPolicy } = spec;
  const path = 'spec.clusterIPs';
  if (clusterIP === '') {
    if (clusterIPs.length > 0) errors.push(invalid(path, clusterIPs, 'must be empty when `clusterIP` is not specified'));
  } else if (clusterIPs.length === 0) errors.push(required(path));
  else if (clusterIPs[0] !== clusterIP) errors.push(invalid(path, clusterIPs, 'first value must match `clusterIP`'));
  for (const [index, family] of ipFamilies.entries()) {
    if (!families.includes(family)) errors.push(notSupported(`spec.ipFamilies[${String(index)}]`, family, families));
    if (ipFamilies.indexOf(family) < index) errors.push(duplicate(`spec.ipFamilies[${String(index)}]`, family));
  }
  if (ipFamilyPolicy !== undefined && !familyPolicies.includes(ipFamilyPolicy)) errors.push(notSupported('spec.ipFamilyPolicy', ipFamilyPolicy, familyPolicies));
  if (!checkClusterIPs(errors, clusterIPs, path)) return;
  const families4 = clusterIPs.filter((ip) => parseAddress(ip)?.family === 4).length;
  if (clusterIPs.length > 1 && (clusterIPs.length !== 2 || families4 !== 1)) errors.push(invalid(path, clusterIPs, 'may specify no more than one IP for each IP family'));
  if (!isHeadless(spec)) checkFamilies(errors, clusterIPs, ipFamilies, path);
}

/** False: an address is wrong in itself, and nothing more is worth saying. */
function checkClusterIPs(errors: FieldError[], clusterIPs: readonly string[], path: string): boolean {
  let sound = true;
  for (const [index, ip] of clusterIPs.entries()) {
    if (index > 0 || ip !== 'None') sound = checkAddress(errors, ip, `${path}[${String(index)}]`) && sound;
    else if (clusterIPs.length > 1) {
      sound = false;
      errors.push(invalid(path, clusterIPs, "'None' must be the first and only value"));
    }
  }
  if (clusterIPs.length > 2) errors.push(invalid(path, clusterIPs, 'may only hold up to 2 values'));
  return sound;
}

function checkFamilies(errors: FieldError[], clusterIPs: readonly string[], ipFamilies: readonly string[], path: string): void {
  for (const [index, ip] of clusterIPs.entries()) {
    const family = ipFamilies[index];
    const actual = ip.includes(':') ? 'IPv6' : 'IPv4';
    if (family !== undefined && families.includes(family) && family !== actual) {
      errors.push(invalid(`${path}[${String(index)}]`, ip, `expected an ${family} value as indicated by \`ipFamilies[${String(index)}]\``));
    }
  }
}

function checkExternalAddresses(errors: FieldError[], { externalIPs = [] }: t.V1ServiceSpec): void {
  for (const [index, ip] of externalIPs.entries()) {
    const at = `spec.externalIPs[${String(index)}]`;
    if (checkAddress(errors, ip, at)) checkNonSpecialAddress(errors, ip, at);
  }
}

function checkPortConflicts(errors: FieldError[], { type, ports = [] }: t.V1ServiceSpec): void {
  if (type === 'ClusterIP') {
    for (const [index, { nodePort }] of ports.entries()) if (nodePort) errors.push(forbidden(`spec.ports[${String(index)}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
  }
  const seen = new Set<string>();
  for (const [index, { nodePort, protocol = '' }] of ports.entries()) {
    if (!nodePort) continue;
    const key = `${protocol}/${String(nodePort)}`;
    if (seen.has(key)) errors.push(duplicate(`spec.ports[${String(index)}].nodePort`, nodePort));
    seen.add(key);
  }
  seen.clear();
  for (const [index, { port, protocol = '' }] of ports.entries()) {
    const key = `${protocol}/${String(port)}`;
    if (seen.has(key)) errors.push(duplicate(`spec.ports[${String(index)}]`, shapeOf('ServicePort', { protocol, port, targetPort: 0 })));
    seen.add(key);
  }
}

const sourceRanges = 'service.beta.kubernetes.io/load-balancer-source-ranges';

function checkBalancer(errors: FieldError[], spec: t.V1ServiceSpec, annotations: Readonly<Record<string, string>>): void {
  const only = "may only be used when `type` is 'LoadBalancer'";
  const isBalancer = spec.type === 'LoadBalancer';
  const ranges = spec.loadBalancerSourceRanges ?? [];
  const annotated = annotations[sourceRanges];
  if (ranges.length > 0) {
    if (!isBalancer) errors.push(forbidden('spec.LoadBalancerSourceRanges', only));
    for (const [index, range] of ranges.entries()) checkBlock(errors, range.trim(), `spec.LoadBalancerSourceRanges[${String(index)}]`);
  } else if (annotated !== undefined) {
    const path = `metadata.annotations[${sourceRanges}]`;
    if (!isBalancer) errors.push(forbidden(path, only));
    if (annotated.trim() !== '') for (const range of annotated.trim().split(',')) checkBlock(errors, range.trim(), path);
  }
  if (!isBalancer && spec.allocateLoadBalancerNodePorts !== undefined) errors.push(forbidden('spec.allocateLoadBalancerNodePorts', only));
  if (isBalancer && spec.allocateLoadBalancerNodePorts === undefined) errors.push(required('allocateLoadBalancerNodePorts'));
  if (spec.loadBalancerClass === undefined) return;
  if (isBalancer) complain(errors, 'spec.loadBalancerClass', spec.loadBalancerClass, qualifiedName(spec.loadBalancerClass));
  else errors.push(forbidden('spec.loadBalancerClass', only));
}

function checkExternalTraffic(errors: FieldError[], spec: t.V1ServiceSpec): void {
  const { externalTrafficPolicy: policy, healthCheckNodePort: port } = spec;
  if (isExternallyAccessible(spec)) checkOneOf(errors, policy, trafficPolicies, 'spec.externalTrafficPolicy');
  else if (policy) errors.push(invalid('spec.externalTrafficPolicy', policy, 'may only be set for externally-accessible services'));
  if (!needsHealthCheck(spec)) {
    if (port) errors.push(invalid('spec.healthCheckNodePort', port, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"));
  } else if (!port) errors.push(required('spec.healthCheckNodePort'));
  else complain(errors, 'spec.healthCheckNodePort', port, portNumber(port));
}

/** @see Kubernetes 1.36, core validation, ValidateServiceUpdate */
function checkServiceUpdate(errors: FieldError[], service: t.V1Service, before: t.V1Service): void {
  const spec = service.spec ?? {};
  const old = before.spec ?? {};
  if (spec.type !== 'ExternalName' && old.type !== 'ExternalName') {
    checkAddressesStay(errors, spec, old);
    checkFamiliesStay(errors, spec, old);
  }
  if (spec.type === 'LoadBalancer' && old.type === 'LoadBalancer' && spec.loadBalancerClass !== old.loadBalancerClass) {
    errors.push(invalid('spec.loadBalancerClass', spec.loadBalancerClass ?? null, 'may not change once set'));
  }
  if (needsHealthCheck(old) && needsHealthCheck(spec) && spec.healthCheckNodePort !== old.healthCheckNodePort) errors.push(forbidden('spec.healthCheckNodePort', 'field is immutable'));
  checkService(errors, service);
}

const once = 'may not change once set';

function checkAddressesStay(errors: FieldError[], spec: t.V1ServiceSpec, before: t.V1ServiceSpec): void {
  if (isHeadless(before) && isHeadless(spec)) return;
  const now = spec.clusterIPs ?? [];
  const old = before.clusterIPs ?? [];
  if (old.length === now.length) {
    for (const [index, ip] of old.entries()) if (ip !== now[index]) errors.push(invalid(`spec.clusterIPs[${String(index)}]`, now, once));
    return;
  }
  if (now.length === 0) errors.push(invalid('spec.clusterIPs[0]', null, 'primary clusterIP can not be unset'));
  if (old.length > 0 && now.length > 0 && now[0] !== old[0]) errors.push(invalid('spec.clusterIPs[0]', now, once));
  if (old.length > now.length && now.length === 1 && spec.ipFamilyPolicy !== 'SingleStack') {
    errors.push(invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy ?? null, "must be set to 'SingleStack' when releasing the secondary clusterIP"));
  }
}

function checkFamiliesStay(errors: FieldError[], spec: t.V1ServiceSpec, before: t.V1ServiceSpec): void {
  if (isHeadless(spec) || isHeadless(before)) return;
  const now = spec.ipFamilies ?? [];
  const old = before.ipFamilies ?? [];
  if (old.length === now.length) {
    for (const [index, family] of old.entries()) if (family !== now[index]) errors.push(invalid('spec.ipFamilies[0]', now, once));
    return;
  }
  if (old.length > now.length && (spec.clusterIPs?.length ?? 0) === 0) errors.push(invalid('spec.ipFamilies[0]', now, 'primary ipFamily can not be unset'));
  if (old.length > 0 && now.length > 0 && now[0] !== old[0]) errors.push(invalid('spec.ipFamilies[0]', spec.clusterIPs ?? null, once));
  if (old.length > now.length && now.length === 1 && spec.ipFamilyPolicy !== 'SingleStack') {
    errors.push(invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy ?? null, "must be set to 'SingleStack' when releasing the secondary ipFamily"));
  }
}

/** Where a load balancer answers. */
export function checkBalancerStatus(errors: FieldError[], ingresses: readonly (t.V1LoadBalancerIngress | t.V1IngressLoadBalancerIngress)[] = []): void {
  for (const [index, { ip, hostname }] of ingresses.entries()) {
    const at = `status.loadBalancer.ingress[${String(index)}]`;
    if (ip) checkAddress(errors, ip, `${at}.ip`);
    if (!hostname) continue;
    complain(errors, `${at}.hostname`, hostname, dns1123Subdomain(hostname));
    if (parseAddress(hostname)) errors.push(invalid(`${at}.hostname`, hostname, 'must be a DNS name, not an IP address'));
  }
}

function checkServiceStatus(errors: FieldError[], { spec, status }: t.V1Service): void {
  const ingresses = status?.loadBalancer?.ingress ?? [];
  if (spec?.type !== 'LoadBalancer' && ingresses.length > 0) errors.push(forbidden('status.loadBalancer.ingress', "may only be used when `spec.type` is 'LoadBalancer'"));
  else checkBalancerStatus(errors, ingresses);
}

function checkEndpoints(errors: FieldError[], { subsets = [] }: t.V1Endpoints): void {
  for (const [index, { addresses = [], notReadyAddresses = [], ports = [] }] of subsets.entries()) {
    const at = `subsets[${String(index)}]`;
    if (addresses.length + notReadyAddresses.length === 0) errors.push(required(at, 'must specify `addresses` or `notReadyAddresses`'));
    for (const [i, address] of addresses.entries()) checkEndpointAddress(errors, address, `${at}.addresses[${String(i)}]`);
    for (const [i, address] of notReadyAddresses.entries()) checkEndpointAddress(errors, address, `${at}.notReadyAddresses[${String(i)}]`);
    for (const [i, port] of ports.entries()) checkEndpointPort(errors, port, ports.length > 1, `${at}.ports[${String(i)}]`);
  }
}

/** Addresses that are sound. Each change of one of a thousand sends all of them again, and most are the same references. */
const soundAddresses = new WeakSet<t.V1EndpointAddress>();

function checkEndpointAddress(errors: FieldError[], address: t.V1EndpointAddress, path: string): void {
  if (soundAddresses.has(address)) return;
  const before = errors.length;
  const { ip, hostname, nodeName } = address;
  checkAddress(errors, ip ?? '', `${path}.ip`);
  if (hostname) complain(errors, `${path}.hostname`, hostname, dns1123Label(hostname));
  if (nodeName !== undefined) complain(errors, `${path}.nodeName`, nodeName, nameIsSubdomain(nodeName, false));
  checkNonSpecialAddress(errors, ip ?? '', `${path}.ip`);
  if (errors.length === before) soundAddresses.add(address);
}

function checkEndpointPort(errors: FieldError[], { name, port, protocol, appProtocol }: t.CoreV1EndpointPort, nameNeeded: boolean, path: string): void {
  if (name) complain(errors, `${path}.name`, name, dns1123Label(name));
  else if (nameNeeded) errors.push(required(`${path}.name`));
  complain(errors, `${path}.port`, port ?? 0, portNumber(port ?? 0));
  checkOneOf(errors, protocol, protocols, `${path}.protocol`);
  if (appProtocol !== undefined) complain(errors, `${path}.appProtocol`, appProtocol, qualifiedName(appProtocol));
}

const addressTypes = ['FQDN', 'IPv4', 'IPv6'];

/** @see Kubernetes 1.36, discovery validation */
function checkEndpointSlice(errors: FieldError[], { addressType, endpoints, ports }: t.V1EndpointSlice): void {
  checkOneOf(errors, addressType, addressTypes, 'addressType');
  checkSliceEndpoints(errors, endpoints ?? [], addressType ?? '');
  checkSlicePorts(errors, ports ?? []);
}

function checkSliceEndpoints(errors: FieldError[], endpoints: readonly t.V1Endpoint[], addressType: string): void {
  if (endpoints.length > 1000) {
    errors.push({ type: 'FieldValueTooMany', field: 'endpoints', badValue: endpoints.length, detail: 'must have at most 1000 items' });
    return;
  }
  for (const [index, { addresses = [], hostname, nodeName }] of endpoints.entries()) {
    const at = `endpoints[${String(index)}]`;
    if (addresses.length === 0) errors.push(required(`${at}.addresses`, 'must contain at least 1 address'));
    else if (addresses.length > 100) errors.push({ type: 'FieldValueTooMany', field: `${at}.addresses`, badValue: addresses.length, detail: 'must have at most 100 items' });
    for (const [i, address] of addresses.entries()) checkSliceAddress(errors, address, addressType, `${at}.addresses[${String(i)}]`);
    if (nodeName !== undefined) complain(errors, `${at}.nodeName`, nodeName, nameIsSubdomain(nodeName, false));
    if (hostname !== undefined) complain(errors, `${at}.hostname`, hostname, dns1123Label(hostname));
  }
}

function checkSliceAddress(errors: FieldError[], address: string, addressType: string, path: string): void {
  if (addressType === 'FQDN') {
    complain(errors, path, address, fullyQualifiedDomainName(address));
    return;
  }
  const family = parseAddress(address)?.family;
  if (addressType === 'IPv4' && family !== 4) errors.push(invalid(path, address, 'must be a valid IPv4 address'));
  if (addressType === 'IPv6' && family !== 6) errors.push(invalid(path, address, 'must be a valid IPv6 address'));
  checkNonSpecialAddress(errors, address, path);
}

function checkSlicePorts(errors: FieldError[], ports: readonly t.DiscoveryV1EndpointPort[]): void {
  if (ports.length > 20_000) {
    errors.push({ type: 'FieldValueTooMany', field: 'ports', badValue: ports.length, detail: 'must have at most 20000 items' });
    return;
  }
  const names = new Set<string>();
  for (const [index, { name = '', protocol, appProtocol }] of ports.entries()) {
    const at = `ports[${String(index)}]`;
    if (name !== '') complain(errors, `${at}.name`, name, dns1123Label(name));
    if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    names.add(name);
    checkOneOf(errors, protocol, protocols, `${at}.protocol`);
    if (appProtocol !== undefined) complain(errors, `${at}.appProtocol`, appProtocol, qualifiedName(appProtocol));
  }
}

export const serviceRules: readonly Rules[] = [
  rules({ kind: kinds.services, name: nameIsLabel, create: checkService, update: checkServiceUpdate, status: checkServiceStatus }),
  rules({ kind: kinds.endpoints, name: nameIsSubdomain, create: checkEndpoints }),
  rules({
    kind: kinds.endpointSlices, name: nameIsSubdomain, create: checkEndpointSlice,
    update: (errors, slice, before) => {
      checkEndpointSlice(errors, slice);
      checkImmutable(errors, slice.addressType, before.addressType, 'addressType');
    },
  }),
];
