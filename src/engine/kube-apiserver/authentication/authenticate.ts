import type { ApiRequest } from '../../../kube/api.ts';
import type { V1Status } from '../../../kube/generated/types.ts';
import * as refusal from '../../../kube/status.ts';
import type { Core } from '../core.ts';
import { isStatus } from '../resource.ts';
import { requestInfo } from '../routing/request-info.ts';
import { impersonated } from './impersonation.ts';
import { authenticateToken } from './tokens.ts';

/** The request in the name of whom it turns out to be from, or its refusal. */
export function authenticated(core: Core, request: ApiRequest): ApiRequest | V1Status {
  if (request.token === undefined && request.impersonate === undefined) return request;
  const { token, impersonate, ...rest } = request;
  const found = token === undefined ? { user: request.user } : authenticateToken(core, token);
  if ('problem' in found) return refusal.unauthorized();
  if (!impersonate) return { ...rest, user: found.user };
  const user = impersonated({ core, requestor: found.user, wanted: impersonate, info: requestInfo(request.method, request.path) });
  return isStatus(user) ? user : { ...rest, user };
}
