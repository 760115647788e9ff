import type { RuleEndpoint } from './interface.ts';

/**
 * The endpoints that a node's kube-proxy uses, by their hints: those for the node where every endpoint has a hint for nodes and
 * one is for this one; else those for its zone, likewise; else all of them.
 *
 * @see Kubernetes 1.36, pkg/proxy/topology.go
 */
export function nearEndpoints(endpoints: readonly RuleEndpoint[], node: string, zone: string): readonly RuleEndpoint[] {
  return hinted(endpoints, 'forNodes', node) ?? hinted(endpoints, 'forZones', zone) ?? endpoints;
}

function hinted(endpoints: readonly RuleEndpoint[], hint: 'forNodes' | 'forZones', name: string): readonly RuleEndpoint[] | undefined {
  if (name === '' || !endpoints.every((endpoint) => endpoint[hint]?.length)) return undefined;
  const near = endpoints.filter((endpoint) => endpoint[hint]?.includes(name));
  return near.length > 0 ? near : undefined;
}
