import type * as t from '../generated/types.ts';
import { fill, fillZero, update, updateEach } from './fill.ts';

/**
 * A Service's type, ports, affinity and traffic policies. Addresses and node ports are allocated elsewhere.
 *
 * @see Kubernetes 1.36, core defaults, SetDefaults_Service
 */
export function defaultService(service: t.V1Service): t.V1Service {
  const out = update(fill(service, { status: {}, spec: {} }), 'spec', defaultServiceSpec);
  return update(out, 'status', (status) => {
    const filled = fill(status, { loadBalancer: {} });
    if (out.spec?.type !== 'LoadBalancer') return filled;
    return update(filled, 'loadBalancer', (balancer) => updateEach(balancer, 'ingress', (ingress: t.V1LoadBalancerIngress) => (ingress.ip ? fill(ingress, { ipMode: 'VIP' }) : ingress)));
  });
}

function defaultServiceSpec(spec: t.V1ServiceSpec): t.V1ServiceSpec {
  let out = fillZero(spec, { sessionAffinity: 'None', type: 'ClusterIP' });
  out = defaultAffinity(out);
  out = updateEach(out, 'ports', (port: t.V1ServicePort) => fillZero(port, { protocol: 'TCP', targetPort: port.port }));
  if (isExternallyAccessible(out)) out = fillZero(out, { externalTrafficPolicy: 'Cluster' });
  if (out.type !== 'ExternalName') out = fill(out, { internalTrafficPolicy: 'Cluster' });
  return out.type === 'LoadBalancer' ? fill(out, { allocateLoadBalancerNodePorts: true }) : out;
}

function defaultAffinity(spec: t.V1ServiceSpec): t.V1ServiceSpec {
  if (spec.sessionAffinity === 'None' && spec.sessionAffinityConfig) {
    const { sessionAffinityConfig: _, ...rest } = spec;
    return rest;
  }
  if (spec.sessionAffinity !== 'ClientIP' || typeof spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === 'number') return spec;
  return { ...spec, sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } } };
}

/** Whether something outside the cluster may reach a Service: node ports, load balancers, external addresses. */
export function isExternallyAccessible(spec: t.V1ServiceSpec): boolean {
  return spec.type === 'LoadBalancer' || spec.type === 'NodePort' || (spec.type === 'ClusterIP' && (spec.externalIPs?.length ?? 0) > 0);
}

export function defaultEndpoints(endpoints: t.V1Endpoints): t.V1Endpoints {
  return updateEach(endpoints, 'subsets', (subset: t.V1EndpointSubset) => updateEach(subset, 'ports', (port: t.CoreV1EndpointPort) => fillZero(port, { protocol: 'TCP' })));
}

export function defaultEndpointSlice(slice: t.V1EndpointSlice): t.V1EndpointSlice {
  const out = updateEach(slice, 'ports', (port: t.DiscoveryV1EndpointPort) => fill(port, { name: '', protocol: 'TCP' }));
  return updateEach(out, 'endpoints', (endpoint: t.V1Endpoint) => fill(endpoint, { conditions: {} }));
}
