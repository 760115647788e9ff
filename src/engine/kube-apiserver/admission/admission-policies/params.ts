import type { V1MutatingAdmissionPolicy, V1MutatingAdmissionPolicyBinding, V1ValidatingAdmissionPolicy, V1ValidatingAdmissionPolicyBinding } from '../../../../kube/generated/types.ts';
import type { KubeObject } from '../../../../kube/object.ts';
import { fromLabelSelector, matches } from '../../../../kube/selectors.ts';
import type { ClusterView } from '../../core.ts';

/** The parameters that a policy is to be evaluated with, one after another (undefined: without any), or why they cannot be found. */
export type Params = readonly (KubeObject | undefined)[] | string;

/** @see Kubernetes 1.36, admission/plugin/policy/generic, CollectParams */
export function paramsOf({ spec: { paramKind } = {} }: V1ValidatingAdmissionPolicy | V1MutatingAdmissionPolicy, binding: V1ValidatingAdmissionPolicyBinding | V1MutatingAdmissionPolicyBinding, namespace: string, view: ClusterView): Params {
  const paramRef = binding.spec?.paramRef;
  if (!paramKind || !paramRef) return [undefined];
  const kind = view.kindOf(paramKind.apiVersion ?? '', paramKind.kind ?? '');
  if (!kind) return `failed to find resource referenced by paramKind: '${(paramKind.apiVersion ?? '').includes('/') ? '' : '/'}${paramKind.apiVersion ?? ''}, Kind=${paramKind.kind ?? ''}'`;
  if (!kind.namespaced && paramRef.namespace) return 'paramRef.namespace must not be provided for a cluster-scoped `paramKind`';
  const home = kind.namespaced ? (paramRef.namespace ?? namespace) : '';
  if (kind.namespaced && home === '') return 'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources';
  const found = paramRef.selector
    ? view.list(kind, home).filter(({ metadata }) => matches(fromLabelSelector(paramRef.selector), metadata?.labels))
    : [view.get(kind, home, paramRef.name ?? '')].filter((object) => object !== undefined);
  return found.length === 0 && paramRef.parameterNotFoundAction === 'Deny' ? 'no params found for policy binding with `Deny` parameterNotFoundAction' : found;
}
