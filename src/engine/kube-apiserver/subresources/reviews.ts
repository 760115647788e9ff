import type { UserInfo } from '../../../kube/api.ts';
import type {
  V1LocalSubjectAccessReview, V1NonResourceRule, V1ResourceRule, V1SelfSubjectAccessReview, V1SelfSubjectRulesReview, V1Status, V1SubjectAccessReview, V1TokenReview,
} from '../../../kube/generated/types.ts';
import type { FieldError } from '../../../kube/field-errors.ts';
import type { KubeObject } from '../../../kube/object.ts';
import * as refusal from '../../../kube/status.ts';
import type { Decision } from '../authorization/rbac.ts';
import type { Call } from '../core.ts';
import { posedTo } from '../admission/of-subresource.ts';
import { isStatus } from '../resource.ts';
import { bodyObject } from '../verbs/body.ts';
import { authenticateToken } from '../authentication/tokens.ts';

type AccessSpec = NonNullable<V1SubjectAccessReview['spec']>;
type Attributes = Pick<AccessSpec, 'resourceAttributes' | 'nonResourceAttributes'>;

function decide(call: Call, user: UserInfo, { resourceAttributes, nonResourceAttributes }: Attributes): Decision {
  const { authorizer } = call.core;
  if (!resourceAttributes) return authorizer.decide({ user, verb: nonResourceAttributes?.verb ?? '', path: nonResourceAttributes?.path ?? '' });
  const { group = '', resource = '', subresource = '', namespace = '', name = '', verb = '' } = resourceAttributes;
  return authorizer.decide({ user, verb, path: '', resource: { group, plural: resource, subresource, namespace, name } });
}

function accessStatus({ allowed, reason, because }: Decision): object {
  const words = allowed ? reason : because;
  return { allowed, ...(words === '' ? {} : { reason: words }) };
}

const wrong = (field: string, badValue: unknown, detail: string): FieldError => ({ type: 'FieldValueInvalid', field, badValue, detail });

function attributesErrors({ resourceAttributes, nonResourceAttributes }: Attributes): readonly FieldError[] {
  if (resourceAttributes && nonResourceAttributes) return [wrong('spec.nonResourceAttributes', nonResourceAttributes, 'cannot be specified in combination with resourceAttributes')];
  if (resourceAttributes || nonResourceAttributes) return [];
  return [wrong('spec.resourceAttributes', null, 'exactly one of nonResourceAttributes or resourceAttributes must be specified')];
}

function localErrors({ metadata, spec }: Partial<V1LocalSubjectAccessReview>): readonly FieldError[] {
  const { resourceAttributes, nonResourceAttributes } = spec ?? {};
  const { namespace = '' } = resourceAttributes ?? {};
  return [
    ...(resourceAttributes && namespace !== metadata?.namespace ? [wrong('spec.resourceAttributes.namespace', namespace, 'must match metadata.namespace')] : []),
    ...(nonResourceAttributes ? [wrong('spec.nonResourceAttributes', nonResourceAttributes, 'disallowed on this kind of request')] : []),
  ];
}

/** A review that is no question: Kubernetes names its group, and leaves out its kind. */
const noQuestion = (call: Call, errors: readonly FieldError[]): V1Status => refusal.invalid({ group: call.resource.kind.group, kind: '' }, '', errors);

/** What is wrong with a question, or what answers it. */
type Read = V1Status | (() => object);

/**
 * Reads a question and answers it. Admission sees it like any object that is created: what changes it comes first, what checks it once it is
 * known to be one.
 *
 * @see Kubernetes 1.36, registry/authorization, registry/authentication, REST.Create
 */
const answering = (read: (call: Call, question: KubeObject) => Read) => (call: Call): KubeObject | V1Status => {
  const body = bodyObject(call);
  const posed = isStatus(body) ? body : posedTo(call, body);
  if (isStatus(posed)) return posed;
  const answer = read(call, posed.object);
  if (typeof answer !== 'function') return answer;
  return posed.refusal() ?? reviewed(call, posed.object, answer());
};

/** May I? */
export const selfSubjectAccessReview = answering((call, review) => {
  const { spec = {} } = review as Partial<V1SelfSubjectAccessReview>;
  const errors = attributesErrors(spec);
  return errors.length > 0 ? noQuestion(call, errors) : () => accessStatus(decide(call, call.user, spec));
});

/** May they? */
export const subjectAccessReview = answering((call, review) => {
  const { spec = {} } = review as Partial<V1SubjectAccessReview | V1LocalSubjectAccessReview>;
  const { user: name = '', groups = [], uid } = spec;
  const nobody = name === '' && groups.length === 0 ? [wrong('spec.user', '', 'at least one of user or group must be specified')] : [];
  const errors = [...attributesErrors(spec), ...nobody, ...(call.resource.kind.kind.startsWith('Local') ? localErrors(review as Partial<V1LocalSubjectAccessReview>) : [])];
  return errors.length > 0 ? noQuestion(call, errors) : () => accessStatus(decide(call, { name, groups, ...(uid ? { uid } : {}) }, spec));
});

/** What may I do in that namespace? */
export const selfSubjectRulesReview = answering((call, review) => {
  const { namespace = '' } = (review as V1SelfSubjectRulesReview).spec ?? {};
  return namespace === '' ? refusal.badRequest('no namespace on request') : () => rulesStatus(call, namespace);
});

function rulesStatus(call: Call, namespace: string): object {
  const { rules, problems } = call.core.authorizer.rulesFor(call.user, namespace);
  const resourceRules = rules.flatMap(({ verbs, apiGroups, resources, resourceNames }): V1ResourceRule[] => (resources ? [{ verbs, apiGroups: apiGroups ?? [], resources, ...(resourceNames ? { resourceNames } : {}) }] : []));
  const nonResourceRules = rules.flatMap(({ verbs, nonResourceURLs }): V1NonResourceRule[] => (nonResourceURLs ? [{ verbs, nonResourceURLs }] : []));
  return { resourceRules, nonResourceRules, incomplete: problems.length > 0, ...(problems.length > 0 ? { evaluationError: problems.join(', ') } : {}) };
}

/** Who am I? */
export const selfSubjectReview = answering((call) => () => ({ userInfo: userInfo(call.user) }));

const userInfo = ({ name, uid, groups, extra }: UserInfo): object => ({ username: name, ...(uid ? { uid } : {}), groups, ...(extra ? { extra } : {}) });

/** Whose token is that? */
export const tokenReview = answering((call, review) => {
  const { token = '', audiences } = (review as Partial<V1TokenReview>).spec ?? {};
  if (token === '') return refusal.badRequest('token is required for TokenReview in authentication');
  return () => {
    const found = authenticateToken(call.core, token, audiences && audiences.length > 0 ? audiences : undefined);
    return 'problem' in found ? { user: {}, error: found.problem } : { authenticated: true, user: userInfo(found.user), audiences: found.audiences };
  };
});

function reviewed(call: Call, review: KubeObject, status: object): KubeObject {
  call.code = 201;
  return { ...review, metadata: review.metadata ?? {}, status } as KubeObject;
}
