import type { V1APIService, V1APIServiceCondition } from '../../../kube/generated/types.ts';

/** An aggregated API that somebody beside the API server answers for, in the same process. */
export interface AggregatedApi {
  readonly group: string;
  readonly version: string;
  /** The service that it is said to be behind. */
  readonly service: { readonly namespace: string; readonly name: string };
}

/** Group and version with their priorities. @see Kubernetes 1.36, apiVersionPriorities of kube-apiserver */
const priorities = `v1. 18000 1
  v1.apps 17800 15
  v1.events.k8s.io 17750 15
  v1.authentication.k8s.io 17700 15
  v1.authorization.k8s.io 17600 15
  v1.autoscaling 17500 15
  v2.autoscaling 17500 30
  v1.batch 17400 15
  v1.certificates.k8s.io 17300 15
  v1.networking.k8s.io 17200 15
  v1.policy 17100 15
  v1.rbac.authorization.k8s.io 17000 15
  v1.storage.k8s.io 16800 15
  v1.admissionregistration.k8s.io 16700 15
  v1.apiextensions.k8s.io 16700 15
  v1.scheduling.k8s.io 16600 15
  v1.coordination.k8s.io 16500 15
  v1.node.k8s.io 16300 15
  v1.discovery.k8s.io 16200 15
  v1.flowcontrol.apiserver.k8s.io 16100 21
  v1.resource.k8s.io 15900 20`;

/** `onstart`: made once; `true`: kept as it is for as long as its definition is there. */
const automanaged = 'kube-aggregator.kubernetes.io/automanaged';

export const available = (status: 'True' | 'False', reason: string, message: string, at: string): V1APIServiceCondition =>
  ({ type: 'Available', status, lastTransitionTime: at as never, reason, message });

export const localAvailable = (at: string): V1APIServiceCondition => available('True', 'Local', 'Local APIServices are always available', at);

/** The APIService of something that the API server answers itself. */
export function localApiService(group: string, version: string, managed: 'onstart' | 'true', [groupPriorityMinimum, versionPriority]: readonly [number, number]): V1APIService {
  return {
    apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: { name: `${version}.${group}`, labels: { [automanaged]: managed } },
    spec: { ...(group === '' ? {} : { group }), groupPriorityMinimum, version, versionPriority },
  };
}

const builtIn: readonly V1APIService[] = priorities.split('\n').map((line) => {
  const [name = '', groupPriority, versionPriority] = line.trim().split(' ');
  const [, version = '', group = ''] = /^(\w+)\.(.*)$/.exec(name) ?? [];
  return localApiService(group, version, 'onstart', [Number(groupPriority), Number(versionPriority)]);
});

/** As metrics-server's own manifest has it. */
const aggregated = ({ group, version, service }: AggregatedApi): V1APIService => ({
  apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: { name: `${version}.${group}`, labels: { 'k8s-app': service.name } },
  spec: { group, groupPriorityMinimum: 100, insecureSkipTLSVerify: true, service: { ...service, port: 443 }, version, versionPriority: 100 },
});

/** Every APIService of a fresh API server, available. */
export function firstApiServices(others: readonly AggregatedApi[], at: string): readonly V1APIService[] {
  return [
    ...builtIn.map((service) => ({ ...service, status: { conditions: [localAvailable(at)] } })),
    ...others.map((api) => ({ ...aggregated(api), status: { conditions: [available('True', 'Passed', 'all checks passed', at)] } })),
  ];
}
