import { forbidden, invalid, notSupported, required, tooLong, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import * as kinds from '../kinds.ts';
import { blockContains, checkAddress, checkBlock, parseAddress, parseBlock } from './addresses.ts';
import { dns1123Subdomain, nameIsLabel, nameIsSubdomain, portName, portNumber, wildcardDns1123Subdomain } from './formats.ts';
import { checkImmutable, checkLabelSelector, complain } from './metadata.ts';
import { checkDomainPrefixedPath, checkKindAndName } from './paths.ts';
import { rules, type Rules } from './rules.ts';
import { checkBalancerStatus } from './services.ts';

const kindAndName = ['kind is required', 'name is required'] as const;

/** @see Kubernetes 1.36, networking validation, ValidateNetworkPolicySpec */
function checkNetworkPolicy(errors: FieldError[], { spec }: t.V1NetworkPolicy): void {
  checkLabelSelector(errors, spec?.podSelector, 'spec.podSelector');
  for (const [index, { ports, from }] of (spec?.ingress ?? []).entries()) checkPolicyRule(errors, ports, from, `spec.ingress[${String(index)}]`, 'from');
  for (const [index, { ports, to }] of (spec?.egress ?? []).entries()) checkPolicyRule(errors, ports, to, `spec.egress[${String(index)}]`, 'to');
  const types = spec?.policyTypes ?? [];
  if (types.length > 2) {
    errors.push(invalid('spec.policyTypes', types, 'may not specify more than two policyTypes'));
    return;
  }
  for (const [index, type] of types.entries()) {
    if (type !== 'Ingress' && type !== 'Egress') errors.push(notSupported(`spec.policyTypes[${String(index)}]`, type, ['Ingress', 'Egress']));
  }
}

function checkPolicyRule(errors: FieldError[], ports: readonly t.V1NetworkPolicyPort[] = [], peers: readonly t.V1NetworkPolicyPeer[] = [], path: string, peerKey: string): void {
  for (const [index, port] of ports.entries()) checkPolicyPort(errors, port, `${path}.ports[${String(index)}]`);
  for (const [index, peer] of peers.entries()) checkPeer(errors, peer, `${path}.${peerKey}[${String(index)}]`);
}

function checkPolicyPort(errors: FieldError[], { protocol, port, endPort }: t.V1NetworkPolicyPort, path: string): void {
  const protocols = ['TCP', 'UDP', 'SCTP'];
  if (protocol !== undefined && !protocols.includes(protocol)) errors.push(notSupported(`${path}.protocol`, protocol, protocols));
  const at = `${path}.endPort`;
  if (port === undefined) {
    if (endPort !== undefined) errors.push(invalid(at, endPort, 'may not be specified when `port` is not specified'));
  } else if (typeof port === 'string') {
    if (endPort !== undefined) errors.push(invalid(at, endPort, 'may not be specified when `port` is non-numeric'));
    complain(errors, `${path}.port`, port, portName(port));
  } else {
    complain(errors, `${path}.port`, port, portNumber(port));
    if (endPort === undefined) return;
    if (endPort < port) errors.push(invalid(at, port, 'must be greater than or equal to `port`'));
    complain(errors, at, endPort, portNumber(endPort));
  }
}

function checkPeer(errors: FieldError[], { podSelector, namespaceSelector, ipBlock }: t.V1NetworkPolicyPeer, path: string): void {
  checkLabelSelector(errors, podSelector, `${path}.podSelector`);
  checkLabelSelector(errors, namespaceSelector, `${path}.namespaceSelector`);
  if (ipBlock) checkIpBlock(errors, ipBlock, `${path}.ipBlock`);
  if (!podSelector && !namespaceSelector && !ipBlock) errors.push(required(path, 'must specify a peer'));
  else if (ipBlock && (podSelector || namespaceSelector)) errors.push(forbidden(path, 'may not specify both ipBlock and another peer'));
}

function checkIpBlock(errors: FieldError[], { cidr, except = [] }: t.V1IPBlock, path: string): void {
  if (!cidr) {
    errors.push(required(`${path}.cidr`));
    return;
  }
  const block = checkBlock(errors, cidr, `${path}.cidr`);
  if (!block) return;
  for (const [index, text] of except.entries()) {
    const at = `${path}.except[${String(index)}]`;
    const hole = checkBlock(errors, text, at);
    if (!hole) return;
    if (!blockContains(block, hole.address) || block.prefix >= hole.prefix) errors.push(invalid(at, text, 'must be a strict subset of `cidr`'));
  }
}

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];

/** @see Kubernetes 1.36, networking validation, ValidateIngressSpec */
function checkIngress(errors: FieldError[], { spec = {} }: t.V1Ingress): void {
  const list = spec.rules ?? [];
  if (list.length === 0 && !spec.defaultBackend) errors.push(invalid('spec', spec.rules ?? null, 'either `defaultBackend` or `rules` must be specified'));
  if (spec.defaultBackend) checkBackend(errors, spec.defaultBackend, 'spec.defaultBackend');
  for (const [index, rule] of list.entries()) checkIngressRule(errors, rule, `spec.rules[${String(index)}]`);
  for (const [index, { hosts = [] }] of (spec.tls ?? []).entries()) {
    for (const [i, host] of hosts.entries()) checkHost(errors, host, `spec.tls[${String(index)}].hosts[${String(i)}]`);
  }
  if (spec.ingressClassName !== undefined) complain(errors, 'spec.ingressClassName', spec.ingressClassName, nameIsSubdomain(spec.ingressClassName, false));
}

function checkHost(errors: FieldError[], host: string, path: string): void {
  complain(errors, path, host, host.includes('*') ? wildcardDns1123Subdomain(host) : dns1123Subdomain(host));
}

function checkIngressRule(errors: FieldError[], { host, http }: t.V1IngressRule, path: string): void {
  if (host) {
    if (parseAddress(host)) errors.push(invalid(`${path}.host`, host, 'must be a DNS name, not an IP address'));
    checkHost(errors, host, `${path}.host`);
  }
  if (!http) return;
  const paths = http.paths ?? [];
  if (paths.length === 0) errors.push(required(`${path}.http.paths`));
  for (const [index, entry] of paths.entries()) checkIngressPath(errors, entry, `${path}.http.paths[${String(index)}]`);
}

function checkIngressPath(errors: FieldError[], { path: target = '', pathType, backend }: t.V1HTTPIngressPath, path: string): void {
  const at = `${path}.path`;
  if (!pathType) {
    errors.push(required(`${path}.pathType`, 'pathType must be specified'));
    return;
  }
  const isStrict = pathType === 'Exact' || pathType === 'Prefix';
  if (!pathTypes.includes(pathType)) errors.push(notSupported(`${path}.pathType`, pathType, pathTypes));
  else if (!target.startsWith('/') && (isStrict || target !== '')) errors.push(invalid(at, target, 'must be an absolute path'));
  if (isStrict) {
    for (const sequence of ['//', '/./', '/../', '%2f', '%2F']) if (target.includes(sequence)) errors.push(invalid(at, target, `must not contain '${sequence}'`));
    for (const end of ['/..', '/.']) if (target.endsWith(end)) errors.push(invalid(at, target, `cannot end with '${end}'`));
  }
  checkBackend(errors, backend, `${path}.backend`);
}

function checkBackend(errors: FieldError[], backend: t.V1IngressBackend | undefined, path: string): void {
  const { resource, service } = backend ?? {};
  if (resource && service) errors.push(invalid(path, '', 'cannot set both resource and service backends'));
  else if (resource) checkTypedReference(errors, resource, `${path}.resource`);
  else if (service) checkServiceBackend(errors, service, path);
  else errors.push(invalid(path, '', 'resource or service backend is required'));
}

function checkTypedReference(errors: FieldError[], reference: t.V1TypedLocalObjectReference, path: string): void {
  if (reference.apiGroup) complain(errors, `${path}.apiGroup`, reference.apiGroup, dns1123Subdomain(reference.apiGroup));
  checkKindAndName(errors, reference, path, kindAndName);
}

function checkServiceBackend(errors: FieldError[], { name, port }: t.V1IngressServiceBackend, path: string): void {
  if (!name) errors.push(required(`${path}.service.name`));
  else complain(errors, `${path}.service.name`, name, nameIsLabel(name, false));
  if (port?.name && port.number) errors.push(invalid(path, '', 'cannot set both port name & port number'));
  else if (port?.name) complain(errors, `${path}.service.port.name`, port.name, portName(port.name));
  else if (port?.number) complain(errors, `${path}.service.port.number`, port.number, portNumber(port.number));
  else errors.push(required(path, 'port name or number is required'));
}

function checkIngressCreate(errors: FieldError[], ingress: t.V1Ingress): void {
  checkIngress(errors, ingress);
  const annotated = ingress.metadata?.annotations?.['kubernetes.io/ingress.class'];
  if (annotated === undefined || ingress.spec?.ingressClassName === undefined || annotated === ingress.spec.ingressClassName) return;
  errors.push(invalid('metadata.annotations.kubernetes.io/ingress.class', annotated, 'must match `ingressClassName` when both are specified'));
}

function checkIngressClass(errors: FieldError[], { spec = {} }: t.V1IngressClass): void {
  const { controller = '', parameters } = spec;
  if (controller.length > 250) errors.push(tooLong('spec.controller', controller, 250));
  checkDomainPrefixedPath(errors, controller, 'spec.controller');
  if (parameters) checkClassParameters(errors, parameters, 'spec.parameters');
}

function checkClassParameters(errors: FieldError[], parameters: t.V1IngressClassParametersReference, path: string): void {
  checkTypedReference(errors, parameters, path);
  const { scope, namespace } = parameters;
  if (scope === undefined) errors.push(required(`${path}.scope`));
  else if (scope !== 'Cluster' && scope !== 'Namespace') errors.push(notSupported(`${path}.scope`, scope, ['Cluster', 'Namespace']));
  else if (scope === 'Cluster') {
    if (namespace !== undefined) errors.push(forbidden(`${path}.namespace`, "`parameters.scope` is set to 'Cluster'"));
  } else if (!namespace) errors.push(required(`${path}.namespace`, "`parameters.scope` is set to 'Namespace'"));
  else complain(errors, `${path}.namespace`, namespace, nameIsLabel(namespace, false));
}

function checkIpAddress(errors: FieldError[], { metadata, spec }: t.V1IPAddress): void {
  const name = metadata?.name ?? '';
  if (name !== '') checkAddress(errors, name, 'metadata.name');
  const parent = spec?.parentRef;
  if (!parent) errors.push(required('spec.parentRef'));
  else {
    if (!parent.resource) errors.push(required('spec.parentRef.resource'));
    if (!parent.name) errors.push(required('spec.parentRef.name'));
  }
}

function checkServiceCidr(errors: FieldError[], { spec }: t.V1ServiceCIDR): void {
  const blocks = spec?.cidrs ?? [];
  if (blocks.length === 0) errors.push(required('spec.cidrs', 'at least one CIDR required'));
  else if (blocks.length > 2) errors.push(invalid('spec', { CIDRs: blocks }, `may only hold up to 2 values`));
  for (const [index, block] of blocks.entries()) checkBlock(errors, block, `spec.cidrs[${String(index)}]`);
  const families = new Set(blocks.map((block) => parseBlock(block)?.address.family));
  if (blocks.length === 2 && families.size < 2) errors.push(invalid('spec', { CIDRs: blocks }, 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/96'));
}

export const networkingRules: readonly Rules[] = [
  rules({ kind: kinds.networkPolicies, name: nameIsSubdomain, create: checkNetworkPolicy }),
  rules({
    kind: kinds.ingresses, name: nameIsSubdomain, create: checkIngressCreate, update: checkIngress,
    status: (errors, { status }) => { checkBalancerStatus(errors, status?.loadBalancer?.ingress); },
  }),
  rules({
    kind: kinds.ingressClasses, name: nameIsSubdomain, create: checkIngressClass,
    update: (errors, ingressClass, before) => {
      checkImmutable(errors, ingressClass.spec?.controller, before.spec?.controller, 'spec.controller');
      checkIngressClass(errors, ingressClass);
    },
  }),
  rules({
    kind: kinds.ipAddresses, name: () => [], create: checkIpAddress,
    update: (errors, address, before) => { checkImmutable(errors, address.spec?.parentRef, before.spec?.parentRef, 'spec.parentRef'); },
  }),
  rules({
    kind: kinds.serviceCIDRs, name: nameIsSubdomain, create: checkServiceCidr,
    update: (errors, cidr, before) => { checkImmutable(errors, cidr.spec?.cidrs, before.spec?.cidrs, 'spec.cidrs'); },
  }),
];
