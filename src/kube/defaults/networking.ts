import type * as t from '../generated/types.ts';
import { fill, fillZero, update, updateEach } from './fill.ts';

const defaultPort = (port: t.V1NetworkPolicyPort): t.V1NetworkPolicyPort => fill(port, { protocol: 'TCP' });

/** A policy isolates ingress, and egress where it has rules for it. */
export function defaultNetworkPolicy(policy: t.V1NetworkPolicy): t.V1NetworkPolicy {
  return update(fill(policy, { spec: {} as t.V1NetworkPolicySpec }), 'spec', (spec) => {
    let out = fill(spec, { podSelector: {} });
    if ((out.policyTypes?.length ?? 0) === 0) out = { ...out, policyTypes: (out.egress?.length ?? 0) > 0 ? ['Ingress', 'Egress'] : ['Ingress'] };
    out = updateEach(out, 'ingress', (rule: t.V1NetworkPolicyIngressRule) => updateEach(rule, 'ports', defaultPort));
    return updateEach(out, 'egress', (rule: t.V1NetworkPolicyEgressRule) => updateEach(rule, 'ports', defaultPort));
  });
}

export function defaultIngressClass(ingressClass: t.V1IngressClass): t.V1IngressClass {
  return update(fill(ingressClass, { spec: {} }), 'spec', (spec) => update(spec, 'parameters', (parameters) => fill(parameters, { scope: 'Cluster' })));
}

export function defaultIngress(ingress: t.V1Ingress): t.V1Ingress {
  return update(fill(ingress, { spec: {}, status: {} }), 'status', (status) => fill(status, { loadBalancer: {} }));
}

const rbacGroup = 'rbac.authorization.k8s.io';

/** Users and groups belong to the API group of RBAC, service accounts to the core group. */
export function defaultBinding<B extends t.V1RoleBinding | t.V1ClusterRoleBinding>(binding: B): B {
  const out = update(binding as t.V1RoleBinding, 'roleRef', (ref) => fillZero(ref, { apiGroup: rbacGroup }));
  return updateEach(out, 'subjects', (subject: t.RbacV1Subject) => (subject.kind === 'User' || subject.kind === 'Group' ? fillZero(subject, { apiGroup: rbacGroup }) : subject)) as B;
}
