import type { V1MutatingWebhook, V1MutatingWebhookConfiguration, V1Status, V1ValidatingWebhook, V1ValidatingWebhookConfiguration } from '../../../../kube/generated/types.ts';
import { mutatingWebhookConfigurations, validatingWebhookConfigurations, type Kind } from '../../../../kube/kinds.ts';
import type { KubeObject } from '../../../../kube/object.ts';
import * as refusal from '../../../../kube/status.ts';
import type { ClusterView } from '../../core.ts';
import { conditionsOf } from '../admission-policies/decide.ts';
import { isMatch, matchedOf, type Matched } from '../admission-policies/match.ts';
import { scopeOf } from '../admission-policies/scope.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../chain.ts';
import { forbid } from '../forbid.ts';
import { callWebhook } from './call.ts';

type Webhook = V1MutatingWebhook | V1ValidatingWebhook;
type Configuration = V1MutatingWebhookConfiguration | V1ValidatingWebhookConfiguration;

/** What came of one webhook that was to be called. */
interface Outcome {
  readonly refused?: V1Status;
  readonly tookMs: number;
  /** It could not be called, which its `failurePolicy` allows. */
  readonly failedOpen?: true;
}

/** Who configures admission is not held up by it: else a bad webhook could never be taken away. */
const exempt = 'admissionregistration.k8s.io';

/** Webhooks that are about a write, in the order of their configurations' names. */
function* concerned(kind: Kind<Configuration>, matched: Matched, view: ClusterView): Generator<Webhook> {
  if (matched.request.resource.kind.group === exempt) return;
  for (const { webhooks = [] } of view.list(kind)) {
    for (const webhook of webhooks) if (isConcerned(webhook as Webhook, matched, view)) yield webhook as Webhook;
  }
}

function isConcerned({ rules = [], namespaceSelector, objectSelector, matchPolicy }: Webhook, matched: Matched, view: ClusterView): boolean {
  return rules.length > 0 && isMatch({ resourceRules: rules, namespaceSelector, objectSelector, matchPolicy }, matched, view);
}

function outcomeOf(webhook: Webhook, matched: Matched, view: ClusterView): Outcome | undefined {
  const { name, clientConfig, failurePolicy, timeoutSeconds = 10, matchConditions = [] } = webhook;
  const { request, object, old } = matched;
  const ignores = failurePolicy === 'Ignore';
  const conditions = conditionsOf(matchConditions, matchConditions.length > 0 ? scopeOf(matched, undefined, view) : new Map());
  if (conditions === false) return undefined;
  if (typeof conditions === 'string') return ignores ? undefined : { refused: forbid((object ?? old) as KubeObject, request, conditions), tookMs: 0 };
  const { words, tookMs } = callWebhook(clientConfig, timeoutSeconds, view);
  return ignores ? { tookMs, failedOpen: true } : { refused: refusal.internalError(`failed calling webhook "${name}": ${words}`), tookMs };
}

/** One after another, until one refuses. In the second round only those are called that want to see changes of others. */
function admit(object: KubeObject, request: AdmissionRequest, view: ClusterView): KubeObject | V1Status {
  if (view.list(mutatingWebhookConfigurations).length === 0) return object;
  let index = -1;
  const matched = matchedOf(object, request);
  for (const webhook of concerned(mutatingWebhookConfigurations, matched, view)) {
    index++;
    if (request.round.isSecond && (webhook as V1MutatingWebhook).reinvocationPolicy !== 'IfNeeded') continue;
    const outcome = outcomeOf(webhook, matched, view);
    if (outcome) request.wait(outcome.tookMs);
    if (outcome?.refused) return outcome.refused;
    if (outcome?.failedOpen) request.annotate(`failed-open.mutation.webhook.admission.k8s.io/round_${request.round.isSecond ? '1' : '0'}_index_${String(index)}`, webhook.name);
  }
  return object;
}

/** All at once; the first that refuses is heard. */
function validate(object: KubeObject, request: AdmissionRequest, view: ClusterView): V1Status | undefined {
  if (view.list(validatingWebhookConfigurations).length === 0) return undefined;
  const matched = matchedOf(object, request);
  const outcomes = [...concerned(validatingWebhookConfigurations, matched, view)].map((webhook) => ({ webhook, outcome: outcomeOf(webhook, matched, view) }));
  request.wait(Math.max(0, ...outcomes.map(({ outcome }) => outcome?.tookMs ?? 0)));
  for (const [index, { webhook, outcome }] of outcomes.entries()) {
    if (outcome?.failedOpen) request.annotate(`failed-open.validating.webhook.admission.k8s.io/round_0_index_${String(index)}`, webhook.name);
  }
  return outcomes.find(({ outcome }) => outcome?.refused)?.outcome?.refused;
}

const operations = ['CREATE', 'UPDATE', 'DELETE'] as const;

/** @see Kubernetes 1.36, apiserver/pkg/admission/plugin/webhook */
export const mutatingAdmissionWebhook: AdmissionPlugin = { name: 'MutatingAdmissionWebhook', operations, admit };
export const validatingAdmissionWebhook: AdmissionPlugin = { name: 'ValidatingAdmissionWebhook', operations, validate };
