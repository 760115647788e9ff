import type { V1Endpoint, V1EndpointSlice, V1Service, V1ServicePort } from '../../kube/generated/types.ts';
import type { RuleEndpoint, ServiceRule } from '../network/interface.ts';

/**
 * The rules of one service. A headless or external-name service has none: DNS answers for it.
 *
 * @see Kubernetes 1.36, kube-proxy, ServiceChangeTracker and CategorizeEndpoints
 */
export function rulesOf(service: V1Service, slices: readonly V1EndpointSlice[]): readonly ServiceRule[] {
  const { spec, metadata, status } = service;
  const clusterIPs = (spec?.clusterIPs ?? (spec?.clusterIP ? [spec.clusterIP] : [])).filter((ip) => ip !== 'None');
  if (!spec || spec.type === 'ExternalName' || clusterIPs.length === 0) return [];
  return (spec.ports ?? []).map((port) => ({
    serviceUid: metadata?.uid ?? '',
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    portName: port.name ?? '',
    protocol: port.protocol ?? 'TCP',
    port: port.port,
    clusterIPs,
    nodePort: port.nodePort ?? 0,
    externalIPs: [...(spec.externalIPs ?? []), ...(status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => (ip ? [ip] : []))],
    ...endpointsOf(port, slices),
    affinitySeconds: spec.sessionAffinity === 'ClientIP' ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800) : 0,
    externalLocal: spec.externalTrafficPolicy === 'Local',
    internalLocal: spec.internalTrafficPolicy === 'Local',
  }));
}

/** Ready endpoints; where there is none, those that still serve while they terminate, which a node that keeps to its own pods may need even so. */
function endpointsOf(port: V1ServicePort, slices: readonly V1EndpointSlice[]): Pick<ServiceRule, 'endpoints' | 'draining'> {
  const ready = collect(port, slices, ({ conditions }) => conditions?.ready !== false);
  const draining = collect(port, slices, ({ conditions }) => conditions?.serving === true && conditions.terminating === true);
  return { endpoints: ready.length > 0 ? ready : draining, draining };
}

function hintsOf({ hints }: V1Endpoint): Pick<RuleEndpoint, 'forZones' | 'forNodes'> {
  if (!hints) return {};
  return { forZones: (hints.forZones ?? []).map(({ name }) => name), forNodes: (hints.forNodes ?? []).map(({ name }) => name) };
}

function collect(port: V1ServicePort, slices: readonly V1EndpointSlice[], wanted: (endpoint: V1Endpoint) => boolean): readonly RuleEndpoint[] {
  const found = new Map<string, RuleEndpoint>();
  for (const slice of slices) {
    const target = slice.ports?.find(({ name, protocol }) => (name ?? '') === (port.name ?? '') && (protocol ?? 'TCP') === (port.protocol ?? 'TCP'));
    if (target?.port === undefined) continue;
    for (const endpoint of slice.endpoints ?? []) {
      if (!wanted(endpoint)) continue;
      for (const ip of endpoint.addresses) found.set(ip, { ip, port: target.port, podUid: endpoint.targetRef?.uid ?? '', nodeName: endpoint.nodeName ?? '', ...hintsOf(endpoint) });
    }
  }
  return [...found.values()];
}
