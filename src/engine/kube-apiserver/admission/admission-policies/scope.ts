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
    ['request', requestValue(request)], ['authorizer', new AuthorizerValue(view, user)],
  ]);
}

const cel = (object: KubeObject | undefined): CelValue => (object ?? null) as unknown as CelValue;

function requestValue({ resource, subresource, namespace, name, operation, user, dryRun }: AdmissionRequest): CelValue {
  const { group, version, kind, plural } = resource.kind;
  const [of, at] = [{ group, version, kind }, { group, version, resource: plural }];
  return {
    kind: of, requestKind: of, resource: at, requestResource: at, subResource: subresource, requestSubResource: subresource, namespace, name, operation, dryRun,
    userInfo: { username: user.name, groups: user.groups, ...(user.uid === undefined ? {} : { uid: user.uid }) },
  };
}
