import type { V1ClusterRole, V1Lease, V1LimitRange, V1Namespace, V1Node, V1Pod, V1PolicyRule, V1ResourceQuota, V1RoleBinding } from '../../kube/generated/types.ts';
import { podLimits, podRequests, type PodResources } from '../../kube/pod-resources.ts';
import { canonicalQuantity, formatQuantity, quantityMilliValue, quantityValue } from '../../kube/quantity.ts';
import { at, nameOf } from '../resources/object.ts';
import { queryOf } from '../session.ts';
import { namespaceExtras } from './config.ts';
import { eventLines, headLines, labelLines, listQuietly, type Describe } from './describer.ts';
import { goList, longTime, type Page } from './page.ts';

export const describeNamespace: Describe = function* ({ page, object, session }) {
  const { metadata, status } = object as V1Namespace;
  headLines(page, object, { namespace: false });
  page.line(0, `Status:\t${status?.phase ?? ''}`);
  if (metadata?.deletionTimestamp && status?.conditions && status.conditions.length > 0) {
    page.line(0, 'Conditions:');
    page.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage');
    page.line(1, '----\t------\t------------------\t------\t-------');
    for (const { type, status: value, lastTransitionTime, reason, message } of status.conditions) page.line(1, `${type}\t${value}\t${longTime(lastTransitionTime as unknown as string)}\t${reason ?? ''}\t${message ?? ''}`);
  }
  const quotas = yield* listQuietly<V1ResourceQuota>(session, `/api/v1/namespaces/${nameOf(object)}/resourcequotas`);
  const ranges = yield* listQuietly<V1LimitRange>(session, `/api/v1/namespaces/${nameOf(object)}/limitranges`);
  namespaceExtras(page, quotas, ranges);
};

const rolePrefix = 'node-role.kubernetes.io/';

export const describeNode: Describe = function* (describing) {
  const { page, object, session } = describing;
  const node = object as V1Node;
  const { metadata, spec, status } = node;
  page.line(0, `Name:\t${nameOf(object)}`);
  const roles = Object.keys(metadata?.labels ?? {}).filter((key) => key.startsWith(rolePrefix)).map((key) => key.slice(rolePrefix.length)).filter((role) => role !== '').sort();
  page.line(0, `Roles:\t${roles.length > 0 ? roles.join(',') : '<none>'}`);
  labelLines(page, object);
  page.line(0, `CreationTimestamp:\t${longTime(metadata?.creationTimestamp as unknown as string)}`);
  const taints = (spec?.taints ?? []).map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`).sort();
  page.line(0, `Taints:\t${taints[0] ?? '<none>'}`);
  for (const taint of taints.slice(1)) page.line(0, `\t${taint}`);
  page.line(0, `Unschedulable:\t${String(spec?.unschedulable ?? false)}`);
  const lease = yield* session.send('GET', `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${nameOf(object)}`);
  leaseLines(page, lease.code === 200 ? (lease.body as V1Lease) : undefined);
  conditionLines(page, node);
  page.line(0, 'Addresses:');
  for (const { type, address } of status?.addresses ?? []) page.line(1, `${type}:\t${address}`);
  amountLines(page, 'Capacity', status?.capacity);
  amountLines(page, 'Allocatable', status?.allocatable);
  systemLines(page, node);
  if (spec?.podCIDR) page.line(0, `PodCIDR:\t${spec.podCIDR}`);
  if (spec?.podCIDRs && spec.podCIDRs.length > 0) page.line(0, `PodCIDRs:\t${spec.podCIDRs.join(',')}`);
  if (spec?.providerID) page.line(0, `ProviderID:\t${spec.providerID}`);
  const pods = yield* listQuietly<V1Pod>(session, `/api/v1/pods${queryOf({ fieldSelector: `spec.nodeName=${nameOf(object)},status.phase!=Succeeded,status.phase!=Failed` })}`);
  podLines(page, node, pods);
  yield* eventLines(describing);
};

function leaseLines(page: Page, lease: V1Lease | undefined): void {
  page.line(0, 'Lease:');
  if (!lease) return page.line(1, 'HolderIdentity:\t<unset>');
  const time = (value: unknown): string => (value ? longTime(value as string) : '<unset>');
  page.line(1, `HolderIdentity:\t${lease.spec?.holderIdentity ?? '<unset>'}`);
  page.line(1, `AcquireTime:\t${time(lease.spec?.acquireTime)}`);
  page.line(1, `RenewTime:\t${time(lease.spec?.renewTime)}`);
}

function conditionLines(page: Page, { status }: V1Node): void {
  if (!status?.conditions || status.conditions.length === 0) return;
  page.line(0, 'Conditions:');
  page.line(1, 'Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage');
  page.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
  for (const { type, status: value, lastHeartbeatTime, lastTransitionTime, reason, message } of status.conditions) {
    page.line(1, `${type} \t${value} \t${longTime(lastHeartbeatTime as unknown as string)} \t${longTime(lastTransitionTime as unknown as string)} \t${reason ?? ''} \t${message ?? ''}`);
  }
}

function amountLines(page: Page, title: string, amounts: Readonly<Record<string, string>> | undefined): void {
  const names = Object.keys(amounts ?? {}).sort();
  if (names.length > 0) page.line(0, `${title}:`);
  for (const name of names) page.line(0, `  ${name}:\t${canonicalQuantity(amounts?.[name] ?? '')}`);
}

function systemLines(page: Page, { status }: V1Node): void {
  const info = status?.nodeInfo;
  page.line(0, 'System Info:');
  for (const [title, value] of [
    ['Machine ID', info?.machineID], ['System UUID', info?.systemUUID], ['Boot ID', info?.bootID], ['Kernel Version', info?.kernelVersion], ['OS Image', info?.osImage],
    ['Operating System', info?.operatingSystem], ['Architecture', info?.architecture], ['Container Runtime Version', info?.containerRuntimeVersion], ['Kubelet Version', info?.kubeletVersion],
  ] as const) page.line(0, `  ${title}:\t${value ?? ''}`);
}

const cpuText = (milli: number): string => formatQuantity({ nanos: BigInt(milli) * 1_000_000n, format: 'DecimalSI' });
const bytesText = (bytes: number): string => formatQuantity({ nanos: BigInt(bytes) * 1_000_000_000n, format: 'BinarySI' });
const percent = (part: number, whole: number): string => `${String(whole === 0 ? 0 : Math.trunc((part * 100) / whole))}%`;

function podLines(page: Page, { status }: V1Node, pods: readonly V1Pod[]): void {
  const cpu = quantityMilliValue(status?.allocatable?.['cpu']);
  const memory = quantityValue(status?.allocatable?.['memory']);
  page.line(0, `Non-terminated Pods:\t(${String(pods.length)} in total)`);
  page.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge');
  page.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---');
  for (const pod of pods) {
    const cells = [podRequests(pod), podLimits(pod)].map((amounts) => ({ cpu: cpuOf(amounts), memory: amountOf(amounts, 'memory') }));
    const [requests, limits] = [cells[0] ?? { cpu: 0, memory: 0 }, cells[1] ?? { cpu: 0, memory: 0 }];
    page.line(1, [
      pod.metadata?.namespace ?? '', pod.metadata?.name ?? '', '', `${cpuText(requests.cpu)} (${percent(requests.cpu, cpu)})`, `${cpuText(limits.cpu)} (${percent(limits.cpu, cpu)})`,
      `${bytesText(requests.memory)} (${percent(requests.memory, memory)})`, `${bytesText(limits.memory)} (${percent(limits.memory, memory)})`, page.since(pod.metadata?.creationTimestamp as unknown as string),
    ].join('\t'));
  }
  allocatedLines(page, status?.allocatable, pods);
}

function allocatedLines(page: Page, allocatable: Readonly<Record<string, string>> | undefined, pods: readonly V1Pod[]): void {
  const sum = (of: (pod: V1Pod) => number): number => pods.reduce((total, pod) => total + of(pod), 0);
  page.line(0, 'Allocated resources:');
  page.line(0, '  (Total limits may be over 100 percent, i.e., overcommitted.)');
  page.line(1, 'Resource\tRequests\tLimits');
  page.line(1, '--------\t--------\t------');
  const cpu = quantityMilliValue(allocatable?.['cpu']);
  const [cpuRequests, cpuLimits] = [sum((pod) => cpuOf(podRequests(pod))), sum((pod) => cpuOf(podLimits(pod)))];
  page.line(1, `cpu\t${cpuText(cpuRequests)} (${percent(cpuRequests, cpu)})\t${cpuText(cpuLimits)} (${percent(cpuLimits, cpu)})`);
  const others = Object.keys(allocatable ?? {}).filter((name) => !['cpu', 'memory', 'pods', 'ephemeral-storage'].includes(name)).sort();
  for (const name of ['memory', 'ephemeral-storage', ...others]) {
    const whole = quantityValue(allocatable?.[name]);
    const [requests, limits] = [sum((pod) => amountOf(podRequests(pod), name)), sum((pod) => amountOf(podLimits(pod), name))];
    const isExtended = name.includes('/');
    page.line(1, isExtended ? `${name}\t${String(requests)}\t${String(limits)}` : `${name}\t${bytesText(requests)} (${percent(requests, whole)})\t${bytesText(limits)} (${percent(limits, whole)})`);
  }
}

const cpuOf = ({ cpuMilli }: PodResources): number => cpuMilli;

function amountOf({ memoryBytes, ephemeralBytes, others }: PodResources, name: string): number {
  if (name === 'memory') return memoryBytes;
  return name === 'ephemeral-storage' ? ephemeralBytes : (others[name] ?? 0);
}

interface RuleRow {
  readonly group: string;
  readonly resource: string;
  readonly names: readonly string[];
  readonly urls: readonly string[];
  readonly verbs: readonly string[];
}

/**
 * Rules as rows of a table: taken apart by resource and URL, the verbs of one resource joined again, in the order of
 * their texts.
 *
 * @see Kubernetes, kubectl util/rbac, CompactRules
 */
export function ruleRows(rules: readonly V1PolicyRule[]): readonly (readonly string[])[] {
  const rows = [...resourceRows(rules), ...rules.flatMap(({ nonResourceURLs = [], verbs }) => nonResourceURLs.flatMap((url) => verbs.map((verb): RuleRow => ({ group: '', resource: '', names: [], urls: [url], verbs: [verb] }))))];
  const text = ({ group, resource, names, urls, verbs }: RuleRow): string => `${goList(verbs)},${goList(urls.length > 0 ? [] : [group])},${goList(resource ? [resource] : [])},${goList(names)},${goList(urls)},`;
  const sorted = rows.map((row) => ({ row, key: text(row) })).sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return sorted.map(({ row: { group, resource, names, urls, verbs } }) => {
    const [name = '', sub] = resource.split('/');
    return [(group === '' ? name : `${name}.${group}`) + (sub ? `/${sub}` : ''), goList(urls), goList(names), goList(verbs)];
  });
}

function resourceRows(rules: readonly V1PolicyRule[]): readonly RuleRow[] {
  const rows = new Map<string, RuleRow & { readonly verbs: string[] }>();
  for (const { apiGroups = [''], resources = [], resourceNames = [], verbs } of rules) {
    for (const group of apiGroups) for (const resource of resources) for (const name of resourceNames.length > 0 ? resourceNames : ['']) {
      const key = `${group}|${resource}|${name}`;
      const row = rows.get(key);
      if (row) row.verbs.push(...verbs.filter((verb) => !row.verbs.includes(verb)));
      else rows.set(key, { group, resource, names: name === '' ? [] : [name], urls: [], verbs: [...verbs] });
    }
  }
  return [...rows.values()];
}

/** Nothing but the rules: roles have no events of their own. */
export const describeRole: Describe = function* ({ page, object }) {
  page.line(0, `Name:\t${nameOf(object)}`);
  labelLines(page, object);
  page.line(0, 'PolicyRule:');
  page.line(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs');
  page.line(1, '---------\t-----------------\t--------------\t-----');
  for (const row of ruleRows((object as V1ClusterRole).rules ?? [])) page.line(1, row.join('\t'));
  yield* [];
};

export const describeRoleBinding: Describe = function* ({ page, object }) {
  const { roleRef, subjects = [] } = object as unknown as V1RoleBinding;
  page.line(0, `Name:\t${nameOf(object)}`);
  labelLines(page, object);
  page.line(0, 'Role:');
  page.line(1, `Kind:\t${roleRef.kind}`);
  page.line(1, `Name:\t${roleRef.name}`);
  page.line(0, 'Subjects:');
  page.line(1, 'Kind\tName\tNamespace');
  page.line(1, '----\t----\t---------');
  for (const { kind, name, namespace = '' } of subjects) page.line(1, `${kind}\t${name}\t${namespace}`);
  yield* [];
};

/** Kinds that kubectl knows nothing of: every field, by name. */
export const describeAny: Describe = function* (describing) {
  const { page, object } = describing;
  headLines(page, object);
  const { metadata, ...rest } = object;
  const { name: _name, namespace: _namespace, labels: _labels, annotations: _annotations, managedFields: _fields, ...shown } = (metadata ?? {}) as Readonly<Record<string, unknown>>;
  fieldLines(page, 0, { ...rest, metadata: shown });
  yield* eventLines(describing);
};

const special: Readonly<Record<string, string>> = { uid: 'UID', api: 'API', url: 'URL', ip: 'IP' };

/** `creationTimestamp` → `Creation Timestamp`; a name with digits or marks in it stays as it is. */
function titleOf(field: string): string {
  if (/[^\p{L}-]/u.test(field)) return field;
  const words = field.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2').split(/[\s_-]+/);
  return words.map((word) => special[word.toLowerCase()] ?? word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}

function fieldLines(page: Page, level: number, fields: Readonly<Record<string, unknown>>): void {
  for (const field of Object.keys(fields).sort()) {
    const value = at(fields, field);
    if (value === undefined || value === null) continue;
    if (Array.isArray(value)) listLines(page, level, titleOf(field), value);
    else if (typeof value === 'object') {
      page.line(level, `${titleOf(field)}:`);
      fieldLines(page, level + 1, value as Readonly<Record<string, unknown>>);
    } else page.line(level, `${titleOf(field)}:\t${String(value as string | number | boolean)}`);
  }
}

function listLines(page: Page, level: number, title: string, items: readonly unknown[]): void {
  page.line(level, `${title}:`);
  for (const item of items) {
    if (typeof item === 'object' && item !== null && !Array.isArray(item)) fieldLines(page, level + 1, item as Readonly<Record<string, unknown>>);
    else page.line(level + 1, String(item as string | number));
  }
}

