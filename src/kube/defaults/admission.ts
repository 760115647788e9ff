import type * as t from '../generated/types.ts';
import { fill, fillZero, update, updateEach } from './fill.ts';

const withScope = (rule: t.V1NamedRuleWithOperations): t.V1NamedRuleWithOperations => fill(rule, { scope: '*' });

function defaultMatch(match: t.V1MatchResources): t.V1MatchResources {
  const filled = fill(match, { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} });
  return updateEach(updateEach(filled, 'resourceRules', withScope), 'excludeResourceRules', withScope);
}

/** @see Kubernetes 1.36, admissionregistration/v1 defaults */
export function defaultAdmissionPolicy<P extends t.V1ValidatingAdmissionPolicy | t.V1MutatingAdmissionPolicy>(given: P): P {
  const policy: t.V1ValidatingAdmissionPolicy = given;
  return update(policy, 'spec', (spec) => update(fill(spec, { failurePolicy: 'Fail' }), 'matchConstraints', defaultMatch)) as P;
}

export function defaultAdmissionPolicyBinding<B extends t.V1ValidatingAdmissionPolicyBinding | t.V1MutatingAdmissionPolicyBinding>(binding: B): B {
  return update(binding as t.V1MutatingAdmissionPolicyBinding, 'spec', (spec) => update(spec, 'matchResources', defaultMatch)) as B;
}

type Webhook = t.V1MutatingWebhook | t.V1ValidatingWebhook;

function defaultWebhook<W extends Webhook>(webhook: W): W {
  const filled = fill<Webhook>(webhook, { clientConfig: {}, failurePolicy: 'Fail', matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {}, timeoutSeconds: 10 }) as W;
  const rules = filled.rules?.map(withScope);
  const clientConfig = update(filled.clientConfig, 'service', (service) => fillZero(service, { port: 443 }));
  const isSame = (rules ?? []).every((rule, index) => rule === filled.rules?.[index]) && clientConfig === filled.clientConfig;
  return isSame ? filled : { ...filled, clientConfig, ...(rules ? { rules } : {}) };
}

export function defaultValidatingWebhooks(configuration: t.V1ValidatingWebhookConfiguration): t.V1ValidatingWebhookConfiguration {
  return updateEach(configuration, 'webhooks', (webhook: t.V1ValidatingWebhook) => defaultWebhook(webhook));
}

export function defaultMutatingWebhooks(configuration: t.V1MutatingWebhookConfiguration): t.V1MutatingWebhookConfiguration {
  return updateEach(configuration, 'webhooks', (webhook: t.V1MutatingWebhook) => fill(defaultWebhook(webhook), { reinvocationPolicy: 'Never' }));
}

export function defaultApiService(service: t.V1APIService): t.V1APIService {
  return update(fill(service, { spec: {} as t.V1APIServiceSpec, status: {} }), 'spec', (spec) => update(spec, 'service', (reference) => fill(reference, { port: 443 })));
}
