import { administrator } from '../engine/index.ts';
import type { ApiServer } from '../kube/api.ts';
import type { AccessQuestion } from '../protocol/messages.ts';
import { pageAgent } from './traces.ts';

/** Asks the API server whether a service account (`NAMESPACE/NAME`) may do something. Answers with the SubjectAccessReview; that stores nothing. */
export function reviewAccess(api: ApiServer, { serviceAccount, attributes }: AccessQuestion): unknown {
  const [namespace = '', name = ''] = serviceAccount.split('/');
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec: { user: `system:serviceaccount:${namespace}:${name}`, groups, resourceAttributes: attributes } };
  return api.handle({ method: 'POST', path: '/apis/authorization.k8s.io/v1/subjectaccessreviews', body, user: administrator, userAgent: pageAgent, isOnlooker: true, cause: { clock: true } }).body;
}
