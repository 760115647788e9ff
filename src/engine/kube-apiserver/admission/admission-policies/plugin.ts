import type { V1Status, V1ValidatingAdmissionPolicy, V1ValidatingAdmissionPolicyBinding } from '../../../../kube/generated/types.ts';
import { validatingAdmissionPolicies, validatingAdmissionPolicyBindings } from '../../../../kube/kinds.ts';
import type { KubeObject } from '../../../../kube/object.ts';
import type { ClusterView } from '../../core.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../chain.ts';
import { forbid } from '../forbid.ts';
import { findingsOf, type Denial } from './decide.ts';
import { isMatch, matchedOf, type Matched } from './match.ts';
import { paramsOf } from './params.ts';
import { scopeOf } from './scope.ts';

type Policy = V1ValidatingAdmissionPolicy;
type Binding = V1ValidatingAdmissionPolicyBinding;

/** Policies are not asked about themselves. */
const exempt = 'admissionregistration.k8s.io';

function validate(object: KubeObject, request: AdmissionRequest, view: ClusterView): V1Status | undefined {
  const bindings = view.list(validatingAdmissionPolicyBindings);
  if (bindings.length === 0 || request.resource.kind.group === exempt) return undefined;
  const matched = matchedOf(object, request);
  let refused: V1Status | undefined;
  for (const policy of view.list(validatingAdmissionPolicies)) {
    const constraints = policy.spec?.matchConstraints;
    const bound = bindings.filter(({ spec }) => spec?.policyName === policy.metadata?.name);
    if (bound.length === 0 || !constraints || !isMatch(constraints, matched, view)) continue;
    const notes = new Map<string, readonly string[]>();
    for (const binding of bound) {
      const found = ofBinding(policy, binding, { matched, view, notes });
      refused ??= found;
    }
    for (const [key, values] of notes) request.annotate(`${policy.metadata?.name ?? ''}/${key}`, values.join(', '));
  }
  return refused;
}

interface Judged {
  readonly matched: Matched;
  readonly view: ClusterView;
  /** Different values of the policy's audit annotations. */
  readonly notes: Map<string, readonly string[]>;
}

const annotationMax = 10 * 1024;

/** Warns, notes for the audit log, or gives the first refusal, as the binding wants it. */
function ofBinding(policy: Policy, binding: Binding, { matched, view, notes }: Judged): V1Status | undefined {
  const { matchResources, validationActions = [] } = binding.spec ?? {};
  if (matchResources && !isMatch(matchResources, matched, view)) return undefined;
  const { request } = matched;
  const params = paramsOf(policy, binding, request.namespace, view);
  const names = `ValidatingAdmissionPolicy '${policy.metadata?.name ?? ''}' with binding '${binding.metadata?.name ?? ''}'`;
  if (typeof params === 'string') {
    return policy.spec?.failurePolicy === 'Ignore' ? undefined : denied(matched, `${names} denied request: failed to configure binding: ${params}`, 'Invalid');
  }
  const findings = params.map((param) => findingsOf(policy, scopeOf(matched, param, view)));
  const found = findings.flatMap(({ denials }) => denials);
  if (validationActions.includes('Warn')) for (const { message } of found) request.warn(`Validation failed for ${names}: ${message}`);
  if (validationActions.includes('Audit')) for (const denial of found) request.annotate(failureKey, failureNote(policy, binding, denial));
  const annotations = findings.flatMap((finding) => finding.annotations);
  for (const note of annotations) if ('key' in note) take(notes, note.key, note.value.slice(0, annotationMax));
  const [first] = found;
  if (first && validationActions.includes('Deny')) return denied(matched, `${names} denied request: ${first.message}`, first.reason);
  const broken = annotations.find((note) => 'problem' in note);
  return broken && denied(matched, `${names} denied request: ${broken.problem}`, 'Invalid');
}

function take(notes: Map<string, readonly string[]>, key: string, value: string): void {
  const known = notes.get(key) ?? [];
  if (!known.includes(value)) notes.set(key, [...known, value]);
}

const failureKey = 'validation.policy.admission.k8s.io/validation_failure';

const failureNote = (policy: Policy, binding: Binding, { message, index }: Denial): string => JSON.stringify([
  { message, policy: policy.metadata?.name ?? '', binding: binding.metadata?.name ?? '', expressionIndex: index, validationActions: binding.spec?.validationActions ?? [] },
]);

const codes: Readonly<Record<string, number>> = { Forbidden: 403, Unauthorized: 401, RequestEntityTooLarge: 413, Invalid: 422 };

function denied({ request, object, old }: Matched, message: string, reason: string): V1Status {
  const status = forbid((object ?? old) as KubeObject, request, message);
  return { ...status, reason, details: { ...status.details, causes: [{ message }] }, code: codes[reason] ?? 422 };
}

/** Policies that people write in the Common Expression Language. */
export const validatingAdmissionPolicy: AdmissionPlugin = { name: 'ValidatingAdmissionPolicy', operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'], validate };
