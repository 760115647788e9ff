import type { V1Endpoints, V1EndpointSlice, V1Ingress, V1IngressClass, V1Service } from '../../../kube/generated/types.ts';
import * as kinds from '../../../kube/kinds.ts';
import { ageOf, balancerCells, firstThree, labelSelectorCell, labelsCell, orNone } from './cells.ts';
import { columns, printer, type Printer } from './printer.ts';

const balancerWidth = 16;
const defaultIngressClass = 'ingressclass.kubernetes.io/is-default-class';

function externalIp({ spec, status }: V1Service): string {
  const external = (spec?.externalIPs ?? []).join(',');
  switch (spec?.type) {
    case 'ExternalName': return spec.externalName ?? '';
    case 'LoadBalancer': {
      const balancers = [...new Set(balancerCells(status?.loadBalancer?.ingress))].sort().join(',');
      const short = balancers.length > balancerWidth ? `${balancers.slice(0, balancerWidth - 3)}...` : balancers;
      return [short, external].filter((text) => text !== '').join(',') || '<pending>';
    }
    default: return orNone(external);
  }
}

function portsCell({ spec }: V1Service): string {
  return orNone((spec?.ports ?? []).map(({ port, nodePort, protocol }) => `${String(port)}${nodePort ? `:${String(nodePort)}` : ''}/${protocol ?? 'TCP'}`).join(','));
}

/** `address:port`, at most three of each port of each subset. */
function endpointsCell({ subsets }: V1Endpoints): string {
  if (!subsets || subsets.length === 0) return '<none>';
  const all = subsets.flatMap(({ addresses, ports }) => (ports && ports.length > 0
    ? ports.flatMap(({ port }) => (addresses ?? []).map(({ ip }) => (ip.includes(':') ? `[${ip}]:${String(port)}` : `${ip}:${String(port)}`)))
    : (addresses ?? []).map(({ ip }) => ip)));
  return firstThree(all);
}

function slicePorts({ ports }: V1EndpointSlice): string {
  if (!ports || ports.length === 0) return '<unset>';
  return firstThree(ports.map(({ port, name }) => (port === undefined ? (name ? '*' : '*') : String(port))));
}

const sliceEndpoints = ({ endpoints }: V1EndpointSlice): string => ((endpoints ?? []).length === 0 ? '<unset>' : firstThree((endpoints ?? []).flatMap(({ addresses }) => addresses)));

function hostsCell({ spec }: V1Ingress): string {
  const hosts = (spec?.rules ?? []).flatMap(({ host }) => (host ? [host] : []));
  if (hosts.length === 0) return '*';
  return hosts.length > 3 ? `${hosts.slice(0, 3).join(',')} + ${String(hosts.length - 3)} more...` : hosts.join(',');
}

function parametersCell({ spec }: V1IngressClass): string {
  const parameters = spec?.parameters;
  if (!parameters) return '<none>';
  return `${parameters.kind}${parameters.apiGroup ? `.${parameters.apiGroup}` : ''}/${parameters.name}`;
}

export const networkingPrinters: readonly Printer[] = [
  printer(kinds.services, columns('Name', 'Type', 'Cluster-IP', 'External-IP', 'Port(s)', 'Age', 'Selector*'), (service, { nowMs }) => [
    service.metadata?.name ?? '', service.spec?.type ?? '', orNone(service.spec?.clusterIPs?.[0] ?? service.spec?.clusterIP), externalIp(service), portsCell(service),
    ageOf(service, nowMs), labelsCell(service.spec?.selector),
  ]),
  printer(kinds.endpoints, columns('Name', 'Endpoints', 'Age'), (endpoints, { nowMs }) => [endpoints.metadata?.name ?? '', endpointsCell(endpoints), ageOf(endpoints, nowMs)]),
  printer(kinds.endpointSlices, columns('Name', 'AddressType', 'Ports', 'Endpoints', 'Age'), (slice, { nowMs }) => [
    slice.metadata?.name ?? '', slice.addressType, slicePorts(slice), sliceEndpoints(slice), ageOf(slice, nowMs),
  ]),
  printer(kinds.ingresses, columns('Name', 'Class', 'Hosts', 'Address', 'Ports', 'Age'), (ingress, { nowMs }) => [
    ingress.metadata?.name ?? '', orNone(ingress.spec?.ingressClassName), hostsCell(ingress), balancerCells(ingress.status?.loadBalancer?.ingress).join(','),
    (ingress.spec?.tls?.length ?? 0) > 0 ? '80, 443' : '80', ageOf(ingress, nowMs),
  ]),
  printer(kinds.ingressClasses, columns('Name', 'Controller', 'Parameters', 'Age'), (found, { nowMs }) => [
    `${found.metadata?.name ?? ''}${found.metadata?.annotations?.[defaultIngressClass] === 'true' ? ' (default)' : ''}`, found.spec?.controller ?? '', parametersCell(found), ageOf(found, nowMs),
  ]),
  printer(kinds.networkPolicies, columns('Name', 'Pod-Selector', 'Age'), (policy, { nowMs }) => [policy.metadata?.name ?? '', labelSelectorCell(policy.spec?.podSelector), ageOf(policy, nowMs)]),
  printer(kinds.serviceCIDRs, columns('Name', 'CIDRs', 'Age'), (cidr, { nowMs }) => [cidr.metadata?.name ?? '', (cidr.spec?.cidrs ?? []).join(','), ageOf(cidr, nowMs)]),
  printer(kinds.ipAddresses, columns('Name', 'ParentRef'), ({ metadata, spec }) => {
    const { group = '', resource = '', namespace = '', name = '' } = spec?.parentRef ?? {};
    return [metadata?.name ?? '', `${[resource, group].filter((text) => text !== '').join('.')}/${namespace === '' ? name : `${namespace}/${name}`}`];
  }),
];
