import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import * as kinds from '../kinds.ts';
import { checkBlock } from './addresses.ts';
import { equal } from './equal.ts';
import { dns1123Subdomain, labelValue, nameIsLabel, nameIsSubdomain, qualifiedName } from './formats.ts';
import { checkFinalizerName, checkImmutable, checkLabelName, complain } from './metadata.ts';
import { checkQuantity } from './resources.ts';
import { rules, type Rules } from './rules.ts';
import { taintEffects } from './scheduling.ts';
import { shapeOf } from './shapes.ts';

function checkTaints(errors: FieldError[], taints: readonly t.V1Taint[] = [], path: string): void {
  const seen = new Set<string>();
  for (const [index, taint] of taints.entries()) {
    const at = `${path}[${String(index)}]`;
    const { key = '', value = '', effect = '' } = taint;
    checkLabelName(errors, key, `${at}.key`);
    const complaints = labelValue(value);
    if (complaints.length > 0) errors.push(invalid(`${at}.value`, value, complaints.join(';')));
    if (effect === '') errors.push(required(`${at}.effect`));
    else if (!taintEffects.includes(effect)) errors.push(notSupported(`${at}.effect`, effect, taintEffects));
    if (seen.has(`${effect}/${key}`)) errors.push({ ...duplicate(at, shapeOf('Taint', taint)), detail: 'taints must be unique by key and effect pair' });
    seen.add(`${effect}/${key}`);
  }
}

function checkNodeResources(errors: FieldError[], { status }: t.V1Node): void {
  for (const key of ['capacity', 'allocatable'] as const) {
    for (const [name, amount] of Object.entries(status?.[key] ?? {})) checkQuantity(errors, name, amount, `status.${key}.${name}`);
  }
}

function checkNode(errors: FieldError[], node: t.V1Node): void {
  checkTaints(errors, node.spec?.taints, 'metadata.taints');
  checkNodeResources(errors, node);
  const blocks = node.spec?.podCIDRs ?? [];
  for (const [index, block] of blocks.entries()) checkBlock(errors, block, `spec.podCIDRs[${String(index)}]`);
  const ipv4 = blocks.filter((block) => !block.includes(':')).length;
  if (blocks.length > 1 && (blocks.length > 2 || ipv4 !== 1)) errors.push(invalid('spec.podCIDRs', blocks, 'may specify no more than one CIDR for each IP family'));
  for (const [index, block] of blocks.entries()) if (blocks.indexOf(block) < index) errors.push(duplicate(`spec.podCIDRs[${String(index)}]`, block));
}

/** @see Kubernetes 1.36, core validation, ValidateNodeUpdate */
function checkNodeUpdate(errors: FieldError[], node: t.V1Node, before: t.V1Node): void {
  if (node.status !== before.status) {
    checkNodeResources(errors, node);
    checkNodeAddresses(errors, node.status?.addresses ?? []);
  }
  if (node.spec === before.spec) return;
  const blocks = node.spec?.podCIDRs ?? [];
  const old = before.spec?.podCIDRs ?? [];
  if (old.length > 0 && (old.length !== blocks.length || old.some((block, index) => block !== blocks[index]))) {
    errors.push(forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  }
  const provider = before.spec?.providerID;
  if (provider && provider !== node.spec?.providerID) errors.push(forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  checkTaints(errors, node.spec?.taints, 'metadata.taints');
  if ((node.spec?.externalID ?? '') !== (before.spec?.externalID ?? '')) errors.push(forbidden('spec.externalID', 'may not be updated'));
}

function checkNodeAddresses(errors: FieldError[], addresses: readonly t.V1NodeAddress[]): void {
  const seen = new Set<string>();
  for (const [index, address] of addresses.entries()) {
    const key = `${address.type}/${address.address}`;
    if (seen.has(key)) errors.push(duplicate(`status.addresses[${String(index)}]`, shapeOf('NodeAddress', address)));
    seen.add(key);
  }
}

function checkNamespace(errors: FieldError[], { spec }: t.V1Namespace): void {
  for (const finalizer of spec?.finalizers ?? []) {
    complain(errors, 'spec.finalizers', finalizer, qualifiedName(finalizer));
    checkFinalizerName(errors, finalizer, 'spec.finalizers');
  }
}

function checkNamespaceFinalize(errors: FieldError[], { spec }: t.V1Namespace): void {
  for (const [index, finalizer] of (spec?.finalizers ?? []).entries()) {
    complain(errors, `spec.finalizers[${String(index)}]`, finalizer, qualifiedName(finalizer));
    checkFinalizerName(errors, finalizer, `spec.finalizers[${String(index)}]`);
  }
}

function checkNamespaceStatus(errors: FieldError[], { metadata, status }: t.V1Namespace): void {
  const phase = status?.phase ?? '';
  if (!metadata?.deletionTimestamp && phase !== 'Active') errors.push(invalid('status.Phase', phase, "may only be 'Active' if `deletionTimestamp` is empty"));
  if (metadata?.deletionTimestamp && phase !== 'Terminating') errors.push(invalid('status.Phase', phase, "may only be 'Terminating' if `deletionTimestamp` is not empty"));
}

const wordMax = 128;
const noteMax = 1024;

/** @see Kubernetes 1.36, core validation, legacyValidateEvent */
function checkEvent(errors: FieldError[], event: t.CoreV1Event): void {
  const namespace = event.metadata?.namespace ?? '';
  const about = event.involvedObject?.namespace ?? '';
  if (event.eventTime) checkNewEvent(errors, event, namespace, about);
  else if (about === '' ? namespace !== '' && namespace !== 'default' : namespace !== about) errors.push(invalid('involvedObject.namespace', about, 'does not match event.namespace'));
  complain(errors, 'namespace', namespace, dns1123Subdomain(namespace));
}

function checkNewEvent(errors: FieldError[], event: t.CoreV1Event, namespace: string, about: string): void {
  const { reportingComponent = '', reportingInstance = '', action = '', reason = '', message = '' } = event;
  if (about === '' && namespace !== 'default' && namespace !== 'kube-system') errors.push(invalid('involvedObject.namespace', about, 'does not match event.namespace'));
  if (reportingComponent === '') errors.push(required('reportingController'));
  complain(errors, 'reportingController', reportingComponent, qualifiedName(reportingComponent));
  for (const [path, text] of [['reportingInstance', reportingInstance], ['action', action], ['reason', reason]] as const) {
    if (text === '') errors.push(required(path));
    if (text.length > wordMax) errors.push(invalid(path, '', `can have at most ${String(wordMax)} characters`));
  }
  if (message.length > noteMax) errors.push(invalid('message', '', `can have at most ${String(noteMax)} characters`));
}

function checkEventV1(errors: FieldError[], event: t.EventsV1Event): void {
  const { regarding, reportingController, note, deprecatedSource: source = {}, deprecatedCount: count, ...rest } = event;
  checkEvent(errors, { ...rest, involvedObject: regarding ?? {}, reportingComponent: reportingController, message: note } as t.CoreV1Event);
  checkSeries(errors, event);
  if (!event.eventTime) errors.push(required('eventTime'));
  if (event.type !== 'Normal' && event.type !== 'Warning') errors.push(invalid('type', '', `has invalid value: ${event.type ?? ''}`));
  const unset = 'needs to be unset';
  if (event.deprecatedFirstTimestamp) errors.push(invalid('firstTimestamp', '', unset));
  if (event.deprecatedLastTimestamp) errors.push(invalid('lastTimestamp', '', unset));
  if (count) errors.push(invalid('count', '', unset));
  if (source.component || source.host) errors.push(invalid('source', '', unset));
}

function checkSeries(errors: FieldError[], { series }: t.EventsV1Event): void {
  if (series && (series.count ?? 0) < 2) errors.push(invalid('series.count', '', 'should be at least 2'));
  if (series && !series.lastObservedTime) errors.push(required('series.lastObservedTime'));
}

/** Only the series goes on. @see Kubernetes 1.36, core validation, ValidateEventUpdate */
function checkEventV1Update(errors: FieldError[], event: t.EventsV1Event, before: t.EventsV1Event): void {
  if (!equal(event.series, before.series)) checkSeries(errors, event);
  const reference = (value: unknown): unknown => shapeOf('ObjectReference', value);
  checkImmutable(errors, event.regarding, before.regarding, 'involvedObject', reference);
  checkImmutable(errors, event.reason ?? '', before.reason ?? '', 'reason');
  checkImmutable(errors, event.note ?? '', before.note ?? '', 'message');
  checkImmutable(errors, event.deprecatedSource ?? {}, before.deprecatedSource ?? {}, 'source', (value) => shapeOf('EventSource', value));
  checkImmutable(errors, event.deprecatedFirstTimestamp, before.deprecatedFirstTimestamp, 'firstTimestamp');
  checkImmutable(errors, event.deprecatedLastTimestamp, before.deprecatedLastTimestamp, 'lastTimestamp');
  checkImmutable(errors, event.deprecatedCount ?? 0, before.deprecatedCount ?? 0, 'count');
  checkImmutable(errors, event.reason ?? '', before.reason ?? '', 'reason');
  checkImmutable(errors, event.type ?? '', before.type ?? '', 'type');
  checkImmutable(errors, event.eventTime, before.eventTime, 'eventTime');
  checkImmutable(errors, event.action ?? '', before.action ?? '', 'action');
  checkImmutable(errors, event.related, before.related, 'related', reference);
  checkImmutable(errors, event.reportingController ?? '', before.reportingController ?? '', 'reportingController');
  checkImmutable(errors, event.reportingInstance ?? '', before.reportingInstance ?? '', 'reportingInstance');
}

function checkLease(errors: FieldError[], { spec }: t.V1Lease): void {
  const { leaseDurationSeconds: duration, leaseTransitions: transitions, strategy, preferredHolder } = spec ?? {};
  if (duration !== undefined && duration <= 0) errors.push(invalid('spec.leaseDurationSeconds', duration, 'must be greater than 0'));
  if (transitions !== undefined && transitions < 0) errors.push(invalid('spec.leaseTransitions', transitions, 'must be greater than or equal to 0'));
  if (strategy !== undefined) {
    if (strategy.includes('/')) complain(errors, 'spec.strategy.strategy', strategy, qualifiedName(strategy));
    else if (strategy !== 'OldestEmulationVersion') errors.push(notSupported('spec.strategy.strategy', strategy, ['OldestEmulationVersion']));
  }
  if (preferredHolder && !strategy) errors.push(forbidden('spec.preferredHolder', 'may only be specified if `strategy` is defined'));
}

export const clusterRules: readonly Rules[] = [
  rules({ kind: kinds.nodes, name: nameIsSubdomain, create: checkNode, update: checkNodeUpdate, status: checkNodeUpdate }),
  rules({
    kind: kinds.namespaces, name: nameIsLabel, create: checkNamespace, update: () => undefined, status: checkNamespaceStatus,
    subresources: { finalize: checkNamespaceFinalize },
  }),
  rules({ kind: kinds.coreEvents, create: checkEvent }),
  rules({ kind: kinds.events, name: nameIsSubdomain, create: checkEventV1, update: checkEventV1Update }),
  rules({ kind: kinds.leases, name: nameIsSubdomain, create: checkLease }),
  rules({ kind: kinds.serviceAccounts, name: nameIsSubdomain }),
];
