import type { FlowcontrolV1Subject, V1FlowSchema, V1PolicyRulesWithSubjects, V1PriorityLevelConfiguration, V1PriorityLevelConfigurationSpec, V1ResourcePolicyRule } from './generated/types.ts';

/** `true`: the API server keeps the object's spec as it wants it. */
export const autoUpdate = 'apf.kubernetes.io/autoupdate-spec';

const apiVersion = 'flowcontrol.apiserver.k8s.io/v1';
const metadataOf = (name: string): { readonly name: string; readonly annotations: Readonly<Record<string, string>> } => ({ name, annotations: { [autoUpdate]: 'true' } });

const level = (name: string, spec: V1PriorityLevelConfigurationSpec): V1PriorityLevelConfiguration => ({ apiVersion, kind: 'PriorityLevelConfiguration', metadata: metadataOf(name), spec });

function queued(name: string, nominalConcurrencyShares: number, lendablePercent: number, queues: number, handSize = 6): V1PriorityLevelConfiguration {
  const limitResponse = { queuing: { handSize, queueLengthLimit: 50, queues }, type: 'Queue' };
  return level(name, { limited: { lendablePercent, limitResponse, nominalConcurrencyShares }, type: 'Limited' });
}

/** Those that every API server has, and the ones that it suggests. @see Kubernetes 1.36, apiserver, apis/flowcontrol/bootstrap */
export const mandatoryLevels: readonly V1PriorityLevelConfiguration[] = [
  level('exempt', { exempt: { lendablePercent: 0, nominalConcurrencyShares: 0 }, type: 'Exempt' }),
  level('catch-all', { limited: { lendablePercent: 0, limitResponse: { type: 'Reject' }, nominalConcurrencyShares: 5 }, type: 'Limited' }),
];
export const suggestedLevels: readonly V1PriorityLevelConfiguration[] = [
  queued('system', 30, 33, 64), queued('node-high', 40, 25, 64), queued('leader-election', 10, 0, 16, 4), queued('workload-high', 40, 50, 128), queued('workload-low', 100, 90, 128),
  queued('global-default', 20, 50, 128),
];

const group = (name: string): FlowcontrolV1Subject => ({ group: { name }, kind: 'Group' });
const user = (name: string): FlowcontrolV1Subject => ({ kind: 'User', user: { name } });
const account = (name: string): FlowcontrolV1Subject => ({ kind: 'ServiceAccount', serviceAccount: { name, namespace: 'kube-system' } });
const everybody = [group('system:unauthenticated'), group('system:authenticated')];

function resources(verbs: readonly string[], apiGroup: string, names: readonly string[], clusterScope: boolean, namespace = '*'): V1ResourcePolicyRule {
  return { apiGroups: [apiGroup], ...(clusterScope ? { clusterScope } : {}), namespaces: [namespace], resources: names, verbs };
}

const everything = (...subjects: readonly FlowcontrolV1Subject[]): V1PolicyRulesWithSubjects =>
  ({ nonResourceRules: [{ nonResourceURLs: ['*'], verbs: ['*'] }], resourceRules: [resources(['*'], '*', ['*'], true)], subjects });

const electing = ['get', 'create', 'update'];
const election = (namespace: string): readonly V1ResourcePolicyRule[] =>
  [resources(electing, '', ['endpoints', 'configmaps'], false, namespace), resources(electing, 'coordination.k8s.io', ['leases'], false)];

type How = 'ByUser' | 'ByNamespace' | '';

function schema(name: string, priorityLevel: string, matchingPrecedence: number, how: How, rule: V1PolicyRulesWithSubjects): V1FlowSchema {
  const spec = { ...(how === '' ? {} : { distinguisherMethod: { type: how } }), matchingPrecedence, priorityLevelConfiguration: { name: priorityLevel }, rules: [rule] };
  return { apiVersion, kind: 'FlowSchema', metadata: metadataOf(name), spec };
}

const nodes = 'system:nodes';
const controllerManager = user('system:kube-controller-manager');
const scheduler = user('system:kube-scheduler');

export const mandatorySchemas: readonly V1FlowSchema[] = [
  schema('exempt', 'exempt', 1, '', everything(group('system:masters'))),
  schema('catch-all', 'catch-all', 10_000, 'ByUser', everything(...everybody)),
];
export const suggestedSchemas: readonly V1FlowSchema[] = [
  schema('system-nodes', 'system', 500, 'ByUser', everything(group(nodes))),
  schema('system-node-high', 'node-high', 400, 'ByUser', {
    resourceRules: [resources(['*'], '', ['nodes', 'nodes/status'], true), resources(['*'], 'coordination.k8s.io', ['leases'], false)], subjects: [group(nodes)],
  }),
  schema('probes', 'exempt', 2, '', { nonResourceRules: [{ nonResourceURLs: ['/healthz', '/readyz', '/livez'], verbs: ['get'] }], subjects: everybody }),
  schema('system-leader-election', 'leader-election', 100, 'ByUser', { resourceRules: election('kube-system'), subjects: [controllerManager, scheduler, account('*')] }),
  schema('workload-leader-election', 'leader-election', 200, 'ByUser', { resourceRules: election('*'), subjects: [account('*')] }),
  schema('endpoint-controller', 'workload-high', 150, 'ByUser', {
    resourceRules: [resources(['get', 'create', 'update'], '', ['endpoints'], false)], subjects: [controllerManager, account('endpoint-controller'), account('endpointslicemirroring-controller')],
  }),
  schema('kube-controller-manager', 'workload-high', 800, 'ByNamespace', everything(controllerManager)),
  schema('kube-scheduler', 'workload-high', 800, 'ByNamespace', everything(scheduler)),
  schema('kube-system-service-accounts', 'workload-high', 900, 'ByNamespace', everything(account('*'))),
  schema('service-accounts', 'workload-low', 9000, 'ByUser', everything(group('system:serviceaccounts'))),
  schema('global-default', 'global-default', 9900, 'ByUser', everything(...everybody)),
];
