import { namespaces } from '../../../../kube/kinds.ts';
import type { KubeObject } from '../../../../kube/object.ts';
import type { ClusterView } from '../../core.ts';
import type { CelValue, Scope } from '../../custom-resources/cel/evaluate.ts';
import type { AdmissionRequest } from '../chain.ts';
import { AuthorizerValue } from './authorizer.ts';
import type { Matched } from './match.ts';

/** What expressions about a write may use. */
export function scopeOf({ request, object, old }: Matched, params: KubeObject | undefined, view: ClusterView): Scope {
  const { resource, namespace, user } = request;
  const home = namespace === '' || resource.kind === namespaces ? undefined : view.get(namespaces, '', namespace);
  return new Map<string, CelValue>([
    ['object', cel(object)], ['oldObject', cel(old)], ['params', cel(params)], ['namespaceObject', cel(home)],
    ['request', requestValue(request, object)], ['authorizer', new AuthorizerValue(view, user)],
  ]);
}

const cel = (object: KubeObject | undefined): CelValue => (object ?? null) as unknown as CelValue;

function requestValue({ resource, subresource, namespace, name, operation, user, dryRun }: AdmissionRequest, object: KubeObject | undefined): CelValue {
  const { group, version, kind, plural } = resource.kind;
  const of = subresource !== '' && object?.kind !== undefined && object.kind !== kind ? ownKind(object) : { group, version, kind };
  const at = { group, version, resource: plural };
  return {
    kind: of, requestKind: of, resource: at, requestResource: at, subResource: subresource, requestSubResource: subresource, namespace, name, operation, dryRun,
    userInfo: { username: user.name, groups: user.groups, ...(user.uid === undefined ? {} : { uid: user.uid }) },
  };
}

/** A subresource may be sent something of another kind: an Eviction, PodExecOptions. */
function ownKind({ apiVersion = '', kind = '' }: KubeObject): { readonly group: string; readonly version: string; readonly kind: string } {
  const at = apiVersion.indexOf('/');
  return { group: apiVersion.slice(0, Math.max(0, at)), version: apiVersion.slice(at + 1), kind };
}
