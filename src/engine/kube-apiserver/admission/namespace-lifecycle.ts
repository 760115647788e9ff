import type { V1Status } from '../../../kube/generated/types.ts';
import { namespaces } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import * as refusal from '../../../kube/status.ts';
import type { ClusterView } from '../core.ts';
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts';
import { forbid } from './forbid.ts';

const immortal: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);
/** Reviews ask about namespaces that need not exist. */
const reviews: ReadonlySet<string> = new Set(['localsubjectaccessreviews.authorization.k8s.io']);

function admit(object: KubeObject, request: AdmissionRequest, view: ClusterView): KubeObject | V1Status {
  const { operation, resource, namespace, name } = request;
  if (resource.groupResource === 'namespaces') {
    if (operation === 'DELETE' && immortal.has(name)) return refusal.forbidden(resource.kind, name, 'this namespace may not be deleted');
    return object;
  }
  if (operation !== 'CREATE' || namespace === '' || reviews.has(resource.groupResource)) return object;
  const home = view.get(namespaces, '', namespace);
  if (!home) return refusal.notFound(namespaces, namespace);
  if (home.status?.phase !== 'Terminating' && home.metadata?.deletionTimestamp === undefined) return object;
  return terminating(forbid(object, request, `unable to create new content in namespace ${namespace} because it is being terminated`), namespace);
}

function terminating(status: V1Status, namespace: string): V1Status {
  const cause = { reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' };
  return { ...status, details: { ...status.details, causes: [cause] } };
}

/** Nothing new in a namespace that is not there or is going; the first namespaces stay. */
export const namespaceLifecycle: AdmissionPlugin = { name: 'NamespaceLifecycle', operations: ['CREATE', 'UPDATE', 'DELETE'], admit };
