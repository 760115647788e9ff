import type { ApiResponse } from '../../../kube/api.ts';
import type { V1Status } from '../../../kube/generated/types.ts';
import { pods, type Subresource, type Verb } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import * as refusal from '../../../kube/status.ts';
import { deprecationWarning } from '../../../kube/validation/index.ts';
import type { Call } from '../core.ts';
import { bind } from '../subresources/binding.ts';
import { evict } from '../subresources/eviction.ts';
import { attachConnection, execConnection, podProxyConnection, portForwardConnection } from '../subresources/connections.ts';
import { logs } from '../subresources/pod-streams.ts';
import { getComponentStatus, listComponentStatuses } from '../subresources/component-status.ts';
import { selfSubjectAccessReview, selfSubjectReview, selfSubjectRulesReview, subjectAccessReview, tokenReview } from '../subresources/reviews.ts';
import { scale } from '../subresources/scale.ts';
import { createToken } from '../subresources/token.ts';
import { list } from './list.ts';
import { presented, seesManagedFields, withManagedFields } from '../tables/presentation.ts';
import { create, get, patch, remove, removeCollection, update } from './resource-verbs.ts';

type Handler = (call: Call) => unknown;

/** What each verb does to a whole object or a collection. */
const verbs: Readonly<Record<Verb, Handler>> = {
  create, get, list, update, patch,
  watch: list,
  delete: remove,
  deletecollection: removeCollection,
};

const objectPart = (scope: 'status' | 'finalize' | 'ephemeralcontainers' | 'resize' | 'approval'): Partial<Record<Verb, Handler>> => ({
  get, update: (call) => update(call, scope), patch: (call) => patch(call, scope),
});

/** What each subresource does. A subresource that its kind does not name is not found. */
const subresources: Partial<Record<Subresource, Partial<Record<Verb, Handler>>>> = {
  status: objectPart('status'),
  finalize: { update: (call) => update(call, 'finalize') },
  approval: objectPart('approval'),
  ephemeralcontainers: objectPart('ephemeralcontainers'),
  resize: objectPart('resize'),
  scale: { get: scale, update: scale, patch: scale },
  binding: { create: bind },
  eviction: { create: evict },
  log: { get: logs },
  exec: { get: execConnection, create: execConnection },
  attach: { get: attachConnection, create: attachConnection },
  portforward: { get: portForwardConnection, create: portForwardConnection },
  proxy: { get: (call) => (call.resource.kind === pods ? podProxyConnection(call) : refusal.methodNotAllowed()) },
  token: { create: createToken },
};

/** Resources that are answered, not stored. */
const specials: Readonly<Record<string, Partial<Record<Verb, Handler>>>> = {
  bindings: { create: bind },
  componentstatuses: { get: getComponentStatus, list: listComponentStatuses },
  'tokenreviews.authentication.k8s.io': { create: tokenReview },
  'selfsubjectreviews.authentication.k8s.io': { create: selfSubjectReview },
  'selfsubjectaccessreviews.authorization.k8s.io': { create: selfSubjectAccessReview },
  'selfsubjectrulesreviews.authorization.k8s.io': { create: selfSubjectRulesReview },
  'subjectaccessreviews.authorization.k8s.io': { create: subjectAccessReview },
  'localsubjectaccessreviews.authorization.k8s.io': { create: subjectAccessReview },
};

/** Answers a request about a resource. */
export function handleResource(call: Call): ApiResponse {
  const handler = handlerOf(call);
  if (!handler) return refused(call, missing(call));
  const deprecated = deprecationWarning(call.resource.kind);
  if (deprecated !== undefined) call.warnings.push(deprecated);
  const answer = handler(call);
  const body = answer as KubeObject & { readonly code?: number; readonly status?: unknown };
  if (body.kind === 'Status' && body.status === 'Failure') return refused(call, answer as V1Status);
  if (isResponse(answer)) return answer;
  if (call.info.verb === 'get' || call.info.verb === 'list') return { code: 200, body: presented(call, body), ...(call.warnings.length > 0 ? { warnings: [...new Set(call.warnings)] } : {}) };
  const code = body.kind === 'Status' && typeof body.code === 'number' ? body.code : call.code;
  const shown = !seesManagedFields(call) || 'items' in body ? body : withManagedFields(call, body);
  return call.warnings.length > 0 ? { code, body: shown, warnings: [...new Set(call.warnings)] } : { code, body: shown };
}

const isResponse = (answer: unknown): answer is ApiResponse =>
  typeof answer === 'object' && answer !== null && 'body' in answer && 'code' in answer && !('kind' in answer);

function handlerOf(call: Call): Handler | undefined {
  const { resource, address, info } = call;
  const verb = info.verb as Verb;
  if (address.subresource !== '') {
    const name = address.subresource as Subresource;
    if (!resource.kind.subresources.includes(name) || !Object.hasOwn(subresources, name)) return undefined;
    return subresources[name]?.[verb];
  }
  const special = specials[resource.groupResource]?.[verb];
  if (special) return special;
  return resource.kind.verbs.includes(verb) ? verbs[verb] : undefined;
}

/** Not found where the path means nothing, not allowed where only the verb does not fit. */
function missing({ resource, address }: Call): V1Status {
  const known = address.subresource === '' || resource.kind.subresources.includes(address.subresource as Subresource);
  if (known) return refusal.methodNotAllowed();
  return resource.custom ? refusal.notFound(resource.kind, address.name) : refusal.noSuchResource();
}

function refused(call: Call, status: V1Status): ApiResponse {
  const code = status.code ?? 500;
  return call.warnings.length > 0 ? { code, body: status, warnings: [...new Set(call.warnings)] } : { code, body: status };
}
