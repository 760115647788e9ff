import * as kinds from '../../../kube/kinds.ts';
import { ageOf } from './cells.ts';
import { columns, printer, type Printer } from './printer.ts';

const webhookColumns = columns('Name', 'Webhooks#', 'Age');

export const admissionPrinters: readonly Printer[] = [
  printer(kinds.validatingAdmissionPolicies, columns('Name', 'Validations#', 'ParamKind', 'Age'), (policy, { nowMs }) => [
    policy.metadata?.name ?? '', policy.spec?.validations?.length ?? 0, policy.spec?.paramKind ? `${policy.spec.paramKind.apiVersion ?? ''}/${policy.spec.paramKind.kind ?? ''}` : '<unset>', ageOf(policy, nowMs),
  ]),
  printer(kinds.validatingAdmissionPolicyBindings, columns('Name', 'PolicyName', 'ParamRef', 'Age'), (binding, { nowMs }) => {
    const ref = binding.spec?.paramRef;
    return [binding.metadata?.name ?? '', binding.spec?.policyName ?? '', ref ? (ref.namespace ? `${ref.namespace}/${ref.name ?? '*'}` : (ref.name ?? '*')) : '<unset>', ageOf(binding, nowMs)];
  }),
  printer(kinds.mutatingWebhookConfigurations, webhookColumns, (found, { nowMs }) => [found.metadata?.name ?? '', found.webhooks?.length ?? 0, ageOf(found, nowMs)]),
  printer(kinds.validatingWebhookConfigurations, webhookColumns, (found, { nowMs }) => [found.metadata?.name ?? '', found.webhooks?.length ?? 0, ageOf(found, nowMs)]),
];
