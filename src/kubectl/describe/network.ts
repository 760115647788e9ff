import type { V1Endpoints, V1EndpointSlice, V1Ingress, V1IngressBackend, V1IngressClass, V1IPAddress, V1LabelSelector, V1NetworkPolicy, V1NetworkPolicyPeer, V1NetworkPolicyPort, V1Service, V1ServiceCIDR, V1ServicePort } from '../../kube/generated/types.ts';
import type { Run } from '../effects.ts';
import { labelsText } from '../printers/table.ts';
import { namespaceOf, nameOf } from '../resources/object.ts';
import { selectorText } from '../resources/pods-of.ts';
import { queryOf, type Session } from '../session.ts';
import { eventLines, headLines, labelLines, listQuietly, type Describe } from './describer.ts';
import { annotationLines, longTime, orNone, pairLines, type Page } from './page.ts';

export const describeService: Describe = function* (describing) {
  const { page, object, session } = describing;
  const { spec, status } = object as V1Service;
  headLines(page, object);
  page.line(0, `Selector:\t${labelsText(spec?.selector)}`);
  page.line(0, `Type:\t${spec?.type ?? ''}`);
  if (spec?.ipFamilyPolicy) page.line(0, `IP Family Policy:\t${spec.ipFamilyPolicy}`);
  page.line(0, `IP Families:\t${orNone(spec?.ipFamilies?.join(','))}`);
  page.line(0, `IP:\t${spec?.clusterIP ?? ''}`);
  page.line(0, `IPs:\t${orNone(spec?.clusterIPs?.join(','))}`);
  if (spec?.externalIPs && spec.externalIPs.length > 0) page.line(0, `External IPs:\t${spec.externalIPs.join(',')}`);
  if (spec?.loadBalancerIP) page.line(0, `Desired LoadBalancer IP:\t${spec.loadBalancerIP}`);
  if (spec?.externalName) page.line(0, `External Name:\t${spec.externalName}`);
  const ingress = status?.loadBalancer?.ingress ?? [];
  if (ingress.length > 0) page.line(0, `LoadBalancer Ingress:\t${ingress.map(({ ip, hostname, ipMode }) => `${ip ?? hostname ?? ''}${ipMode ? ` (${ipMode})` : ''}`).join(', ')}`);
  const slices = (spec?.ports ?? []).length === 0 ? [] : yield* slicesOf(session, namespaceOf(object), nameOf(object));
  for (const port of spec?.ports ?? []) portLines(page, port, slices);
  page.line(0, `Session Affinity:\t${spec?.sessionAffinity ?? ''}`);
  if (spec?.externalTrafficPolicy) page.line(0, `External Traffic Policy:\t${spec.externalTrafficPolicy}`);
  if (spec?.internalTrafficPolicy) page.line(0, `Internal Traffic Policy:\t${spec.internalTrafficPolicy}`);
  if (spec?.healthCheckNodePort) page.line(0, `HealthCheck NodePort:\t${String(spec.healthCheckNodePort)}`);
  if (spec?.loadBalancerSourceRanges && spec.loadBalancerSourceRanges.length > 0) page.line(0, `LoadBalancer Source Ranges:\t${spec.loadBalancerSourceRanges.join(',')}`);
  if (spec?.trafficDistribution) page.line(0, `Traffic Distribution:\t${spec.trafficDistribution}`);
  yield* eventLines(describing);
};

function* slicesOf(session: Session, namespace: string, service: string): Run<readonly V1EndpointSlice[]> {
  return yield* listQuietly<V1EndpointSlice>(session, `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices${queryOf({ labelSelector: `kubernetes.io/service-name=${service}` })}`);
}

function portLines(page: Page, port: V1ServicePort, slices: readonly V1EndpointSlice[]): void {
  const name = port.name || '<unset>';
  const protocol = port.protocol ?? 'TCP';
  page.line(0, `Port:\t${name}\t${String(port.port)}/${protocol}`);
  page.line(0, `TargetPort:\t${String(port.targetPort ?? port.port)}/${protocol}`);
  if (port.appProtocol) page.line(0, `AppProtocol:\t${port.appProtocol}`);
  if (port.nodePort) page.line(0, `NodePort:\t${name}\t${String(port.nodePort)}/${protocol}`);
  page.line(0, `Endpoints:\t${endpointText(slices, port.name ?? '')}`);
}

const shownMax = 3;

/** Addresses that are ready, three at most, for one named port; a slice without ports shows its addresses alone. */
export function endpointText(slices: readonly V1EndpointSlice[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const all = slices.flatMap(({ ports = [], endpoints = [] }) => {
    const ready = endpoints.filter(({ conditions }) => conditions?.ready !== false).map(({ addresses: [address = ''] }) => address);
    if (ports.length === 0) return ready;
    return ports.filter(({ name }) => (name ?? '') === portName).flatMap(({ port }) => ready.map((address) => `${address.includes(':') ? `[${address}]` : address}:${String(port ?? '')}`));
  });
  const more = all.length - shownMax;
  return all.slice(0, shownMax).join(',') + (more > 0 ? ` + ${String(more)} more...` : '');
}

export const describeEndpoints: Describe = function* (describing) {
  const { page, object } = describing;
  const { subsets = [] } = object as V1Endpoints;
  headLines(page, object);
  page.line(0, 'Subsets:');
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of subsets) {
    page.line(1, `Addresses:\t${orNone(addresses.map(({ ip }) => ip).join(','))}`);
    page.line(1, `NotReadyAddresses:\t${orNone(notReadyAddresses.map(({ ip }) => ip).join(','))}`);
    if (ports.length > 0) {
      page.line(1, 'Ports:');
      page.line(2, 'Name\tPort\tProtocol');
      page.line(2, '----\t----\t--------');
      for (const { name, port, protocol } of ports) page.line(2, `${name || '<unset>'}\t${String(port)}\t${protocol ?? 'TCP'}`);
    }
    page.line(0, '');
  }
  yield* eventLines(describing);
};

export const describeEndpointSlice: Describe = function* (describing) {
  const { page, object } = describing;
  const { addressType, ports = [], endpoints = [] } = object as unknown as V1EndpointSlice;
  headLines(page, object);
  page.line(0, `AddressType:\t${addressType}`);
  if (ports.length === 0) page.line(0, 'Ports: <unset>');
  else {
    page.line(0, 'Ports:');
    page.line(1, 'Name\tPort\tProtocol');
    page.line(1, '----\t----\t--------');
    for (const { name, port, protocol } of ports) page.line(1, `${name || '<unset>'}\t${String(port ?? '<unset>')}\t${protocol ?? 'TCP'}`);
  }
  page.line(0, endpoints.length === 0 ? 'Endpoints: <none>' : 'Endpoints:');
  for (const { addresses, conditions, hostname, targetRef, nodeName, zone } of endpoints) {
    page.line(1, `- Addresses:\t${orNone(addresses.join(', '))}`);
    page.line(2, 'Conditions:');
    page.line(3, `Ready:\t${conditions?.ready === undefined ? '<unset>' : String(conditions.ready)}`);
    page.line(2, `Hostname:\t${hostname ?? '<unset>'}`);
    if (targetRef) page.line(2, `TargetRef:\t${targetRef.kind ?? ''}/${targetRef.name ?? ''}`);
    page.line(2, `NodeName:\t${nodeName ?? '<unset>'}`);
    page.line(2, `Zone:\t${zone ?? '<unset>'}`);
  }
  yield* eventLines(describing);
};

export const describeIngress: Describe = function* (describing) {
  const { page, object, session } = describing;
  const { metadata, spec, status } = object as V1Ingress;
  const namespace = namespaceOf(object);
  page.line(0, `Name:\t${nameOf(object)}`);
  pairLines(page, 'Labels', metadata?.labels);
  page.line(0, `Namespace:\t${namespace}`);
  page.line(0, `Address:\t${[...new Set((status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || (hostname ?? '')))].sort().join(',')}`);
  page.line(0, `Ingress Class:\t${spec?.ingressClassName ?? '<none>'}`);
  page.line(0, `Default backend:\t${spec?.defaultBackend ? yield* backendText(session, namespace, spec.defaultBackend) : '<default>'}`);
  if (spec?.tls && spec.tls.length > 0) {
    page.line(0, 'TLS:');
    for (const { secretName, hosts = [] } of spec.tls) page.line(1, secretName ? `${secretName} terminates ${hosts.join(',')}` : `SNI routes ${hosts.join(',')}`);
  }
  page.line(0, 'Rules:');
  page.line(1, 'Host\tPath\tBackends');
  page.line(1, '----\t----\t--------');
  const rules = (spec?.rules ?? []).filter(({ http }) => http);
  for (const { host, http } of rules) {
    page.line(1, `${host || '*'}\t`);
    for (const { path = '', backend } of http?.paths ?? []) page.line(2, `\t${path} \t${yield* backendText(session, namespace, backend)}`);
  }
  if (rules.length === 0) page.line(1, `*\t*\t${spec?.defaultBackend ? yield* backendText(session, namespace, spec.defaultBackend) : '<default>'}`);
  annotationLines(page, 'Annotations', metadata?.annotations);
  yield* eventLines(describing);
};

function* backendText(session: Session, namespace: string, { service, resource }: V1IngressBackend): Run<string> {
  if (!service) return resource ? `APIGroup: ${resource.apiGroup ?? '<none>'}, Kind: ${resource.kind}, Name: ${resource.name}` : '';
  const port = service.port?.number !== undefined && service.port.number !== 0 ? String(service.port.number) : (service.port?.name ?? '');
  const text = `${service.name}:${port}`;
  const { code, body } = yield* session.send('GET', `/api/v1/namespaces/${namespace}/services/${service.name}`);
  if (code !== 200) return `${text} (<error: ${(body as { message?: string }).message ?? ''}>)`;
  const found = (body as V1Service).spec?.ports?.find((item) => (service.port?.name ? item.name === service.port.name : item.port === service.port?.number));
  return `${text} (${endpointText(yield* slicesOf(session, namespace, service.name), found?.name ?? '')})`;
}

export const describeIngressClass: Describe = function* (describing) {
  const { page, object } = describing;
  const { spec } = object as V1IngressClass;
  headLines(page, object, { namespace: false });
  page.line(0, `Controller:\t${spec?.controller ?? ''}`);
  if (spec?.parameters) {
    page.line(0, 'Parameters:');
    if (spec.parameters.apiGroup) page.line(1, `APIGroup:\t${spec.parameters.apiGroup}`);
    page.line(1, `Kind:\t${spec.parameters.kind}`);
    page.line(1, `Name:\t${spec.parameters.name}`);
  }
  yield* eventLines(describing);
};

/** Nothing that waits: the policies' own words. */
export const describeNetworkPolicy: Describe = function* ({ page, object }) {
  const { metadata, spec } = object as V1NetworkPolicy;
  page.line(0, `Name:\t${nameOf(object)}`);
  page.line(0, `Namespace:\t${namespaceOf(object)}`);
  page.line(0, `Created on:\t${goTime(metadata?.creationTimestamp as unknown as string)}`);
  labelLines(page, object);
  page.line(0, 'Spec:');
  const selector = selectorText(spec?.podSelector);
  page.line(1, `PodSelector: ${selector === '' ? '    <none> (Allowing the specific traffic to all pods in this namespace)' : `    ${selector}`}`);
  const types = spec?.policyTypes ?? [];
  if (types.includes('Ingress')) {
    page.line(1, 'Allowing ingress traffic:');
    ruleLines(page, 'From', (spec?.ingress ?? []).map(({ ports, from }) => ({ ports, peers: from })), 'ingress');
  } else page.line(1, 'Not affecting ingress traffic');
  if (types.includes('Egress')) {
    page.line(1, 'Allowing egress traffic:');
    ruleLines(page, 'To', (spec?.egress ?? []).map(({ ports, to }) => ({ ports, peers: to })), 'egress');
  } else page.line(1, 'Not affecting egress traffic');
  page.line(1, `Policy Types: ${orNone(types.join(', '))}`);
  yield* [];
};

/** `2026-01-01 09:00:00 +0000 UTC`. */
const goTime = (time: string | undefined): string => (time ? `${time.slice(0, 10)} ${time.slice(11, 19)} +0000 UTC` : longTime(time));

interface PolicyRule {
  readonly ports: readonly V1NetworkPolicyPort[] | undefined;
  readonly peers: readonly V1NetworkPolicyPeer[] | undefined;
}

function ruleLines(page: Page, word: 'From' | 'To', rules: readonly PolicyRule[], direction: string): void {
  if (rules.length === 0) return page.line(2, `<none> (Selected pods are isolated for ${direction} connectivity)`);
  rules.forEach(({ ports = [], peers = [] }, index) => {
    if (ports.length === 0) page.line(2, 'To Port: <any> (traffic allowed to all ports)');
    for (const { port, endPort, protocol } of ports) page.line(2, `To Port${endPort === undefined ? '' : ' Range'}: ${String(port ?? '<nil>')}${endPort === undefined ? '' : `-${String(endPort)}`}/${protocol ?? 'TCP'}`);
    if (peers.length === 0) page.line(2, `${word}: <any> (traffic not restricted by ${word === 'From' ? 'source' : 'destination'})`);
    for (const peer of peers) peerLines(page, word, peer);
    if (index < rules.length - 1) page.line(2, '----------');
  });
}

function peerLines(page: Page, word: string, { ipBlock, podSelector, namespaceSelector }: V1NetworkPolicyPeer): void {
  const words = (selector: V1LabelSelector): string => selectorText(selector) || '<none>';
  page.line(2, `${word}:`);
  if (ipBlock) {
    page.line(3, 'IPBlock:');
    page.line(4, `CIDR: ${ipBlock.cidr}`);
    page.line(4, `Except: ${(ipBlock.except ?? []).join(', ')}`);
    return;
  }
  if (namespaceSelector) page.line(3, `NamespaceSelector: ${words(namespaceSelector)}`);
  if (podSelector) page.line(3, `PodSelector: ${words(podSelector)}`);
}

export const describeServiceCidr: Describe = function* (describing) {
  const { page, object } = describing;
  const { spec, status } = object as unknown as V1ServiceCIDR;
  headLines(page, object, { namespace: false });
  page.line(0, `CIDRs:\t${(spec?.cidrs ?? []).join(', ')}`);
  const conditions = status?.conditions ?? [];
  if (conditions.length > 0) {
    page.line(0, 'Status:');
    page.line(0, 'Conditions:');
    page.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage');
    page.line(1, '----\t------\t------------------\t------\t-------');
    for (const { type, status: value, lastTransitionTime, reason, message } of conditions) page.line(1, `${type}\t${value}\t${longTime(lastTransitionTime as unknown as string)}\t${reason}\t${message}`);
  }
  yield* eventLines(describing);
};

export const describeIpAddress: Describe = function* (describing) {
  const { page, object } = describing;
  const { parentRef } = (object as unknown as V1IPAddress).spec;
  headLines(page, object, { namespace: false });
  page.line(0, 'Parent Reference:');
  page.line(1, `Group:\t${parentRef.group ?? ''}`);
  page.line(1, `Resource:\t${parentRef.resource}`);
  page.line(1, `Namespace:\t${parentRef.namespace ?? ''}`);
  page.line(1, `Name:\t${parentRef.name}`);
  yield* eventLines(describing);
};
