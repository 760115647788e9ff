import type { ApiResponse } from '../../kube/api.ts';

export const group = 'metrics.k8s.io';
export const apiVersion = `${group}/v1beta1`;
export const version = { groupVersion: apiVersion, version: 'v1beta1' };
export const resources = [
  { name: 'nodes', singularName: '', namespaced: false, kind: 'NodeMetrics', verbs: ['get', 'list'] },
  { name: 'pods', singularName: '', namespaced: true, kind: 'PodMetrics', verbs: ['get', 'list'] },
] as const;

const groupWords = { name: group, versions: [version], preferredVersion: version };
const discoveryWords = {
  metadata: { name: group, creationTimestamp: null },
  versions: [{
    version: 'v1beta1', freshness: 'Current',
    resources: resources.map(({ name, namespaced, kind, verbs }) => ({ resource: name, responseKind: { group, version: version.version, kind }, scope: namespaced ? 'Namespaced' : 'Cluster', singularResource: '', verbs })),
  }],
};

interface Groups {
  readonly kind?: string;
  readonly groups?: readonly unknown[];
  readonly items?: readonly unknown[];
}

/** An answer to `/apis` in which the group of the metrics server is named behind those of the API server, in whichever of the two forms was asked for. */
export function withMetricsGroup(response: ApiResponse): ApiResponse {
  const body = response.body as Groups;
  if (body.kind === 'APIGroupList') return { ...response, body: { ...body, groups: [...(body.groups ?? []), groupWords] } };
  if (body.kind === 'APIGroupDiscoveryList') return { ...response, body: { ...body, items: [...(body.items ?? []), discoveryWords] } };
  return response;
}
