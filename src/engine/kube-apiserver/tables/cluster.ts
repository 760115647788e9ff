import type { CoreV1Event, RbacV1Subject, V1CertificateSigningRequest, V1Node, V1ResourceQuota } from '../../../kube/generated/types.ts';
import * as kinds from '../../../kube/kinds.ts';
import { ageOf, humanDuration, orNone, since } from './cells.ts';
import { columns, printer, type Cell, type Printer } from './printer.ts';

const rolePrefix = 'node-role.kubernetes.io/';

function rolesCell({ metadata }: V1Node): string {
  const roles = Object.entries(metadata?.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(rolePrefix)) return [key.slice(rolePrefix.length)];
    return key === 'kubernetes.io/role' && value !== '' ? [value] : [];
  });
  return orNone([...new Set(roles.filter((role) => role !== ''))].sort().join(','));
}

function nodeStatus({ spec, status }: V1Node): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const words = [ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown', ...(spec?.unschedulable ? ['SchedulingDisabled'] : [])];
  return words.join(',');
}

const addressOf = ({ status }: V1Node, type: string): string => orNone(status?.addresses?.find((address) => address.type === type)?.address);

/** Resources of a quota; limits in a column of their own. */
function quotaCells({ status }: V1ResourceQuota): readonly [string, string] {
  const hard = status?.hard ?? {};
  const shown = (names: readonly string[]): string => names.map((name) => `${name}: ${String(status?.used?.[name] ?? '0')}/${String(hard[name] ?? '')}`).join(', ');
  const names = Object.keys(hard).sort();
  return [shown(names.filter((name) => !name.startsWith('limits'))), shown(names.filter((name) => name.startsWith('limits')))];
}

function subjects(given: readonly RbacV1Subject[] | undefined): readonly [string, string, string] {
  const named = (kind: string): string => (given ?? []).filter((subject) => subject.kind === kind).map(({ namespace, name }) => (kind === 'ServiceAccount' ? `${namespace ?? ''}/${name}` : name)).join(', ');
  return [named('User'), named('Group'), named('ServiceAccount')];
}

function eventRow(event: CoreV1Event, nowMs: number): readonly Cell[] {
  const { involvedObject, source, series } = event;
  const first = event.firstTimestamp ?? event.eventTime;
  const last = series?.lastObservedTime ?? event.lastTimestamp ?? first;
  const count = series?.count ?? event.count ?? 1;
  const kind = involvedObject.kind?.toLowerCase() ?? '';
  const component = source?.component || event.reportingComponent || '';
  const host = source?.host || event.reportingInstance || '';
  const from = host !== '' && component !== '' ? `${component}, ${host}` : component;
  return [
    since(last, nowMs), event.type ?? '', event.reason ?? '', involvedObject.name ? `${kind}/${involvedObject.name}` : kind, involvedObject.fieldPath ?? '',
    from, (event.message ?? '').trim(), since(first, nowMs), count, event.metadata.name ?? '',
  ];
}

function csrStatus({ status }: V1CertificateSigningRequest): string {
  const types = new Set((status?.conditions ?? []).map(({ type }) => type));
  const decided = types.has('Denied') ? 'Denied' : types.has('Approved') ? 'Approved' : 'Pending';
  return `${decided}${types.has('Failed') ? ',Failed' : ''}${status?.certificate ? ',Issued' : ''}`;
}

const bindingColumns = columns('Name', 'Role', 'Age', 'Users*', 'Groups*', 'ServiceAccounts*');

export const clusterPrinters: readonly Printer[] = [
  printer(kinds.nodes, columns('Name', 'Status', 'Roles', 'Age', 'Version', 'Internal-IP*', 'External-IP*', 'OS-Image*', 'Kernel-Version*', 'Container-Runtime*'), (node, { nowMs }) => {
    const info = node.status?.nodeInfo;
    const unknown = (text: string | undefined): string => (text ? text : '<unknown>');
    return [
      node.metadata?.name ?? '', nodeStatus(node), rolesCell(node), ageOf(node, nowMs), info?.kubeletVersion ?? '', addressOf(node, 'InternalIP'), addressOf(node, 'ExternalIP'),
      unknown(info?.osImage), unknown(info?.kernelVersion), unknown(info?.containerRuntimeVersion),
    ];
  }),
  printer(kinds.coreEvents, columns('Last Seen', 'Type', 'Reason', 'Object', 'Subobject*', 'Source*', 'Message', 'First Seen*', 'Count#*', 'Name*'), (event, { nowMs }) => eventRow(event, nowMs)),
  printer(kinds.namespaces, columns('Name', 'Status', 'Age'), (namespace, { nowMs }) => [namespace.metadata?.name ?? '', namespace.status?.phase ?? '', ageOf(namespace, nowMs)]),
  printer(kinds.secrets, columns('Name', 'Type', 'Data#', 'Age'), (secret, { nowMs }) => [secret.metadata?.name ?? '', secret.type ?? '', Object.keys(secret.data ?? {}).length, ageOf(secret, nowMs)]),
  printer(kinds.configMaps, columns('Name', 'Data#', 'Age'), (map, { nowMs }) => [
    map.metadata?.name ?? '', Object.keys(map.data ?? {}).length + Object.keys(map.binaryData ?? {}).length, ageOf(map, nowMs),
  ]),
  printer(kinds.serviceAccounts, columns('Name', 'Age'), (account, { nowMs }) => [account.metadata?.name ?? '', ageOf(account, nowMs)]),
  printer(kinds.componentStatuses, columns('Name', 'Status', 'Message', 'Error'), ({ metadata, conditions }) => {
    const healthy = conditions?.find(({ type }) => type === 'Healthy');
    return [metadata?.name ?? '', healthy?.status === 'True' ? 'Healthy' : 'Unhealthy', healthy?.message ?? '', healthy?.error ?? ''];
  }),
  printer(kinds.resourceQuotas, columns('Name', 'Request', 'Limit', 'Age'), (quota, { nowMs }) => [quota.metadata?.name ?? '', ...quotaCells(quota), ageOf(quota, nowMs)]),
  printer(kinds.roleBindings, bindingColumns, (binding, { nowMs }) => [
    binding.metadata?.name ?? '', `${binding.roleRef.kind}/${binding.roleRef.name}`, ageOf(binding, nowMs), ...subjects(binding.subjects),
  ]),
  printer(kinds.clusterRoleBindings, bindingColumns, (binding, { nowMs }) => [
    binding.metadata?.name ?? '', `${binding.roleRef.kind}/${binding.roleRef.name}`, ageOf(binding, nowMs), ...subjects(binding.subjects),
  ]),
  printer(kinds.certificateSigningRequests, columns('Name', 'Age', 'SignerName', 'Requestor', 'RequestedDuration', 'Condition'), (request, { nowMs }) => [
    request.metadata?.name ?? '', ageOf(request, nowMs), request.spec.signerName, request.spec.username ?? '',
    request.spec.expirationSeconds === undefined ? '<none>' : humanDuration(request.spec.expirationSeconds * 1000), csrStatus(request),
  ]),
  printer(kinds.leases, columns('Name', 'Holder', 'Age'), (lease, { nowMs }) => [lease.metadata?.name ?? '', lease.spec?.holderIdentity ?? '', ageOf(lease, nowMs)]),
  printer(kinds.priorityClasses, columns('Name', 'Value#', 'Global-Default?', 'Age', 'PreemptionPolicy'), (found, { nowMs }) => [
    found.metadata?.name ?? '', found.value ?? 0, found.globalDefault ?? false, ageOf(found, nowMs), found.preemptionPolicy ?? '',
  ]),
  printer(kinds.runtimeClasses, columns('Name', 'Handler', 'Age'), (found, { nowMs }) => [found.metadata?.name ?? '', found.handler, ageOf(found, nowMs)]),
];
