import type { V1MutatingAdmissionPolicy, V1MutatingAdmissionPolicyBinding, V1Status } from '../../../../kube/generated/types.ts';
import { deepEqual } from '../../../../kube/json.ts';
import { mutatingAdmissionPolicies, mutatingAdmissionPolicyBindings } from '../../../../kube/kinds.ts';
import type { KubeObject } from '../../../../kube/object.ts';
import type { ClusterView } from '../../core.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../chain.ts';
import { forbid } from '../forbid.ts';
import { conditionsOf, withVariables } from './decide.ts';
import { isMatch, matchedOf } from './match.ts';
import { mutate, patchNames, type Mutated } from './mutate.ts';
import { paramsOf } from './params.ts';
import { scopeOf } from './scope.ts';

/** A policy with one of its bindings and one parameter. */
interface Invocation {
  readonly policy: V1MutatingAdmissionPolicy;
  readonly binding: V1MutatingAdmissionPolicyBinding;
  readonly param: KubeObject | undefined;
}

interface Denial {
  readonly message: string;
  readonly reason?: string;
}

/** Policies are not asked about themselves. */
const exempt = 'admissionregistration.k8s.io';

/** Which policies change this write, in the order of their names; `denials` gets why one cannot be asked. */
function* invocations(object: KubeObject, request: AdmissionRequest, view: ClusterView, denials: Denial[]): Generator<Invocation> {
  const matched = matchedOf(object, request);
  const bindings = view.list(mutatingAdmissionPolicyBindings);
  for (const policy of view.list(mutatingAdmissionPolicies)) {
    const bound = bindings.filter(({ spec }) => spec?.policyName === policy.metadata?.name);
    if (bound.length === 0 || !policy.spec?.matchConstraints || !isMatch(policy.spec.matchConstraints, matched, view)) continue;
    for (const binding of bound) {
      if (binding.spec?.matchResources && !isMatch(binding.spec.matchResources, matched, view)) continue;
      const params = paramsOf(policy, binding, request.namespace, view);
      if (typeof params !== 'string') for (const param of params) yield { policy, binding, param };
      else if (policy.spec.failurePolicy !== 'Ignore') denials.push({ message: denial({ policy, binding }, `failed to configure binding: ${params}`) });
    }
  }
}

const denial = ({ policy, binding }: Pick<Invocation, 'policy' | 'binding'>, words: string): string =>
  `policy '${policy.metadata?.name ?? ''}' with binding '${binding.metadata?.name ?? ''}' denied request: ${words}`;

/** @see Kubernetes 1.36, admission/plugin/policy/mutating, dispatchInvocations */
function admit(object: KubeObject, request: AdmissionRequest, view: ClusterView): KubeObject | V1Status {
  if (view.list(mutatingAdmissionPolicyBindings).length === 0 || request.resource.kind.group === exempt) return object;
  const denials: Denial[] = [];
  let current = object;
  for (const invocation of [...invocations(object, request, view, denials)]) {
    if (request.round.isSecond && invocation.policy.spec?.reinvocationPolicy !== 'IfNeeded') continue;
    const mutated = ofInvocation(invocation, current, request, view);
    if ('problem' in mutated) {
      if (invocation.policy.spec?.failurePolicy !== 'Ignore') denials.push({ message: denial(invocation, mutated.problem), reason: 'Invalid' });
    } else if (!deepEqual(mutated.object, current)) {
      current = mutated.object;
      request.round.isAgainWanted = true;
    }
  }
  const [first] = denials;
  return first ? refused(object, request, first, denials) : current;
}

/** What the mutations of a policy make of the object, one after another; one that fails is passed over where that is allowed. */
function ofInvocation({ policy, param }: Invocation, object: KubeObject, request: AdmissionRequest, view: ClusterView): Mutated {
  const { matchConditions = [], variables = [], mutations = [], failurePolicy } = policy.spec ?? {};
  const scopeFor = (changed: KubeObject) => new Map([...scopeOf(matchedOf(changed, request), param, view), ...patchNames]);
  const conditions = conditionsOf(matchConditions, scopeFor(object));
  if (typeof conditions === 'string') return { problem: conditions };
  if (!conditions) return { object };
  let current = object;
  for (const mutation of mutations) {
    const mutated = mutate(mutation, current, withVariables(scopeFor(current), variables), request.resource);
    if ('object' in mutated) current = mutated.object;
    else if (failurePolicy !== 'Ignore') return mutated;
  }
  return { object: current };
}

function refused(object: KubeObject, request: AdmissionRequest, { message, reason }: Denial, denials: readonly Denial[]): V1Status {
  const status = forbid(object, request, 'admission request denied by policy');
  return { ...status, message, ...(reason ? { reason } : {}), details: { ...status.details, causes: denials.map((each) => ({ message: each.message })) } };
}

/** Changes that people write in the Common Expression Language. */
export const mutatingAdmissionPolicy: AdmissionPlugin = { name: 'MutatingAdmissionPolicy', operations: ['CREATE', 'UPDATE'], admit };
