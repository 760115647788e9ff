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

/** All webhooks of a kind, in the order of their configurations' names. */
function hooksFor(kind: Kind<Configuration>, request: AdmissionRequest, view: ClusterView): readonly Webhook[] {
  if (request.resource.kind.group === exempt) return [];
  return view.list(kind).flatMap(({ webhooks = [] }) => webhooks as readonly Webhook[]);
}

/** Whether a webhook is to be called about a write; a refusal where its conditions cannot tell and it may not fail. */
function isCalled(webhook: Webhook, matched: Matched, view: ClusterView): boolean | V1Status {
  const { rules = [], namespaceSelector, objectSelector, matchPolicy, matchConditions = [], failurePolicy } = webhook;
  if (rules.length === 0 || !isMatch({ resourceRules: rules, namespaceSelector, objectSelector, matchPolicy }, matched, view)) return false;
  if (matchConditions.length === 0) return true;
  const conditions = conditionsOf(matchConditions, scopeOf(matched, undefined, view));
  if (typeof conditions === 'boolean') return conditions;
  return failurePolicy === 'Ignore' ? false : forbid((matched.object ?? matched.old) as KubeObject, matched.request, conditions);
}

function outcomeOf({ name, clientConfig, failurePolicy, timeoutSeconds = 10 }: Webhook, view: ClusterView): Outcome {
  const { words, tookMs } = callWebhook(clientConfig, timeoutSeconds, view);
  return failurePolicy === 'Ignore' ? { tookMs, failedOpen: true } : { refused: refusal.internalError(`failed calling webhook "${name}": ${words}`), tookMs };
}

/**
 * One after another, until one refuses. In the second round only those are called that want to see changes of others. The audit log
 * knows a webhook by its number among all, whether they are called or not.
 *
 * @see Kubernetes 1.36, apiserver/pkg/admission/plugin/webhook/mutating, mutatingDispatcher.Dispatch
 */
function admit(object: KubeObject, request: AdmissionRequest, view: ClusterView): KubeObject | V1Status {
  if (view.list(mutatingWebhookConfigurations).length === 0) return object;
  const matched = matchedOf(object, request);
  for (const [index, webhook] of hooksFor(mutatingWebhookConfigurations, request, view).entries()) {
    const called = isCalled(webhook, matched, view);
    if (typeof called === 'object') return called;
    if (!called || (request.round.isSecond && (webhook as V1MutatingWebhook).reinvocationPolicy !== 'IfNeeded')) continue;
    const { tookMs, refused, failedOpen } = outcomeOf(webhook, view);
    request.wait(tookMs);
    if (refused) return refused;
    if (failedOpen) request.annotate(`failed-open.mutation.webhook.admission.k8s.io/round_${request.round.isSecond ? '1' : '0'}_index_${String(index)}`, webhook.name);
  }
  return object;
}

/**
 * All at once; the first that refuses is heard. The audit log knows a webhook by its number among those that are called.
 *
 * @see Kubernetes 1.36, apiserver/pkg/admission/plugin/webhook/validating, validatingDispatcher.Dispatch
 */
function validate(object: KubeObject, request: AdmissionRequest, view: ClusterView): V1Status | undefined {
  if (view.list(validatingWebhookConfigurations).length === 0) return undefined;
  const matched = matchedOf(object, request);
  const relevant: Webhook[] = [];
  for (const webhook of hooksFor(validatingWebhookConfigurations, request, view)) {
    const called = isCalled(webhook, matched, view);
    if (typeof called === 'object') return called;
    if (called) relevant.push(webhook);
  }
  const outcomes = relevant.map((webhook) => outcomeOf(webhook, view));
  request.wait(Math.max(0, ...outcomes.map(({ tookMs }) => tookMs)));
  for (const [index, { failedOpen }] of outcomes.entries()) {
    if (failedOpen) request.annotate(`failed-open.validating.webhook.admission.k8s.io/round_0_index_${String(index)}`, relevant[index]?.name ?? '');
  }
  return outcomes.find(({ refused }) => refused)?.refused;
}

const operations = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] as const;

/** @see Kubernetes 1.36, apiserver/pkg/admission/plugin/webhook */
export const mutatingAdmissionWebhook: AdmissionPlugin = { name: 'MutatingAdmissionWebhook', operations, admit };
export const validatingAdmissionWebhook: AdmissionPlugin = { name: 'ValidatingAdmissionWebhook', operations, validate };
