import type { V1APIService, V1FlowSchema, V1ParamKind, V1ParamRef } from '../../../kube/generated/types.ts';
import { compareText } from '../../../kube/json.ts';
import * as kinds from '../../../kube/kinds.ts';
import { ageOf } from './cells.ts';
import { columns, printer, type Printer } from './printer.ts';

const webhookColumns = columns('Name', 'Webhooks#', 'Age');

const bindingColumns = columns('Name', 'PolicyName', 'ParamRef', 'Age');

const paramKind = (kind: V1ParamKind | undefined): string => (kind ? `${kind.apiVersion ?? ''}/${kind.kind ?? ''}` : '<unset>');
const paramRef = (ref: V1ParamRef | undefined): string => (ref ? (ref.namespace ? `${ref.namespace}/${ref.name ?? '*'}` : (ref.name ?? '*')) : '<unset>');

function availability({ status }: V1APIService): string {
  const available = status?.conditions?.find(({ type }) => type === 'Available');
  if (!available) return 'Unknown';
  return available.status === 'True' ? 'True' : `${available.status} (${available.reason ?? ''})`;
}

export const admissionPrinters: readonly Printer[] = [
  printer(kinds.validatingAdmissionPolicies, columns('Name', 'Validations#', 'ParamKind', 'Age'), (policy, { nowMs }) => [
    policy.metadata?.name ?? '', policy.spec?.validations?.length ?? 0, paramKind(policy.spec?.paramKind), ageOf(policy, nowMs),
  ]),
  printer(kinds.validatingAdmissionPolicyBindings, bindingColumns, ({ metadata, spec }, { nowMs }) => [metadata?.name ?? '', spec?.policyName ?? '', paramRef(spec?.paramRef), ageOf({ metadata }, nowMs)]),
  printer(kinds.mutatingAdmissionPolicies, columns('Name', 'Mutations#', 'ParamKind', 'Age'), (policy, { nowMs }) => [
    policy.metadata?.name ?? '', policy.spec?.mutations?.length ?? 0, paramKind(policy.spec?.paramKind), ageOf(policy, nowMs),
  ]),
  printer(kinds.mutatingAdmissionPolicyBindings, bindingColumns, ({ metadata, spec }, { nowMs }) => [metadata?.name ?? '', spec?.policyName ?? '', paramRef(spec?.paramRef), ageOf({ metadata }, nowMs)]),
  {
    ...printer(kinds.flowSchemas, columns('Name', 'PriorityLevel', 'MatchingPrecedence', 'DistinguisherMethod', 'Age', 'MissingPL'), ({ metadata, spec, status }, { nowMs }) => [
      metadata?.name ?? '', spec?.priorityLevelConfiguration.name ?? '', spec?.matchingPrecedence ?? 0, spec?.distinguisherMethod?.type ?? '<none>', ageOf({ metadata }, nowMs),
      status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?',
    ]),
    order: (a: V1FlowSchema, b: V1FlowSchema) => (a.spec?.matchingPrecedence ?? 0) - (b.spec?.matchingPrecedence ?? 0) || compareText(a.metadata?.name ?? '', b.metadata?.name ?? ''),
  },
  printer(kinds.priorityLevelConfigurations, columns('Name', 'Type', 'NominalConcurrencyShares', 'Queues', 'HandSize', 'QueueLengthLimit', 'Age'), (found, { nowMs }) => {
    const { type = '', limited } = found.spec ?? {};
    const { queues, handSize, queueLengthLimit } = limited?.limitResponse?.queuing ?? {};
    return [found.metadata?.name ?? '', type, limited?.nominalConcurrencyShares ?? '<none>', queues ?? '<none>', handSize ?? '<none>', queueLengthLimit ?? '<none>', ageOf(found, nowMs)];
  }),
  printer(kinds.apiServices, columns('Name', 'Service', 'Available', 'Age'), (found, { nowMs }) => {
    const server = found.spec?.service;
    return [found.metadata?.name ?? '', server ? `${server.namespace ?? ''}/${server.name ?? ''}` : 'Local', availability(found), ageOf(found, nowMs)];
  }),
  printer(kinds.mutatingWebhookConfigurations, webhookColumns, (found, { nowMs }) => [found.metadata?.name ?? '', found.webhooks?.length ?? 0, ageOf(found, nowMs)]),
  printer(kinds.validatingWebhookConfigurations, webhookColumns, (found, { nowMs }) => [found.metadata?.name ?? '', found.webhooks?.length ?? 0, ageOf(found, nowMs)]),
];
