import type { UserInfo } from '../../../kube/api.ts';
import type { AuthenticationV1TokenRequest, V1Node, V1Pod, V1PersistentVolumeClaim, V1Status } from '../../../kube/generated/types.ts';
import { deepEqual } from '../../../kube/json.ts';
import { nodes, pods } from '../../../kube/kinds.ts';
import { isForKubelet } from '../../../kube/node-labels.ts';
import type { KubeObject } from '../../../kube/object.ts';
import * as refusal from '../../../kube/status.ts';
import { neededBy } from '../authorization/node-references.ts';
import type { ClusterView } from '../core.ts';
import { isStatus } from '../resource.ts';
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts';
import { forbid } from './forbid.ts';

const mirror = 'kubernetes.io/config.mirror';
const leaseNamespace = 'kube-node-lease';

/** What a check sees: the node that asks, and what it wants to write. */
interface Asked {
  readonly node: string;
  readonly object: KubeObject;
  readonly request: AdmissionRequest;
  readonly view: ClusterView;
}

/** Why a node may not do it, in words or as a refusal of its own; undefined where it may. */
type Complaint = string | V1Status | undefined;

/** The node that a kubelet speaks for; undefined for everybody else. */
export function nodeOf({ name, groups }: UserInfo): string | undefined {
  return name.startsWith('system:node:') && groups.includes('system:nodes') ? name.slice('system:node:'.length) : undefined;
}

function admit(object: KubeObject, request: AdmissionRequest, view: ClusterView): KubeObject | V1Status {
  const node = nodeOf(request.user);
  if (node === undefined) return object;
  if (node === '') return forbid(object, request, `could not determine node from user "${request.user.name}"`);
  const complaint = checks[request.resource.groupResource]?.({ node, object, request, view });
  if (complaint === undefined) return object;
  return isStatus(complaint) ? complaint : forbid(object, request, complaint);
}

const checks: Readonly<Record<string, (asked: Asked) => Complaint>> = {
  pods: (asked) => podChecks[asked.request.subresource]?.(asked) ?? (Object.hasOwn(podChecks, asked.request.subresource) ? undefined : `unexpected pod subresource "${asked.request.subresource}", only 'status' and 'eviction' are allowed`),
  nodes: nodeComplaint,
  persistentvolumeclaims: claimComplaint,
  serviceaccounts: tokenComplaint,
  'leases.coordination.k8s.io': ({ node, request: { namespace, name } }) => (namespace !== leaseNamespace ? `can only access leases in the "${leaseNamespace}" system namespace` : name === node ? undefined : 'can only access node lease with the same name as the requesting node'),
  'csinodes.storage.k8s.io': ({ node, request: { name } }) => (name === node ? undefined : 'can only access CSINode with the same name as the requesting node'),
};

const podChecks: Readonly<Record<string, (asked: Asked) => Complaint>> = {
  '': (asked) => (asked.request.operation === 'CREATE' ? mirrorComplaint(asked) : asked.request.operation === 'DELETE' ? deletionComplaint(asked) : `unexpected operation "${asked.request.operation}", node "${asked.node}" can only create and delete mirror pods`),
  status: statusComplaint,
  eviction: evictionComplaint,
};

const nodeNameOf = (pod: KubeObject | undefined): string => (pod as V1Pod | undefined)?.spec?.nodeName ?? '';

const deletionComplaint = ({ node, object }: Asked): Complaint => (nodeNameOf(object) === node ? undefined : `node "${node}" can only delete pods with spec.nodeName set to itself`);

function statusComplaint({ node, object, request: { old } }: Asked): Complaint {
  if (nodeNameOf(old) !== node) return `node "${node}" can only update pod status for pods with spec.nodeName set to itself`;
  const [labels = {}, before = {}] = [object.metadata?.labels, old?.metadata?.labels];
  return labels === before || deepEqual(labels, before) ? undefined : `node "${node}" cannot update labels through pod status`;
}

function evictionComplaint({ node, request: { namespace, name }, view }: Asked): Complaint {
  const pod = view.get(pods, namespace, name);
  if (!pod) return refusal.notFound(pods, name);
  return nodeNameOf(pod) === node ? undefined : `node ${node} can only evict pods with spec.nodeName set to itself`;
}

/** A node makes no pods but the pictures of its static ones, and these refer to nothing. */
function mirrorComplaint(asked: Asked): Complaint {
  const { node, object } = asked;
  if (object.metadata?.annotations?.[mirror] === undefined) return `pod does not have "${mirror}" annotation, node "${node}" can only create mirror pods`;
  if (nodeNameOf(object) !== node) return `node "${node}" can only create pods with spec.nodeName set to itself`;
  return ownerComplaint(asked) ?? referenceComplaint(node, object as V1Pod);
}

function ownerComplaint({ node, object, view }: Asked): Complaint {
  const owners = object.metadata?.ownerReferences ?? [];
  const [owner] = owners;
  if (owners.length > 1) return `node "${node}" can only create pods with a single owner reference set to itself`;
  if (!owner || owner.apiVersion !== 'v1' || owner.kind !== 'Node' || owner.name !== node) return `node "${node}" can only create pods with an owner reference set to itself`;
  if (!owner.controller) return `node "${node}" can only create pods with a controller owner reference set to itself`;
  if (owner.blockOwnerDeletion) return `node "${node}" must not set blockOwnerDeletion on an owner reference`;
  const there = view.get(nodes, '', node);
  if (!there) return refusal.notFound(nodes, node);
  return owner.uid === there.metadata?.uid ? undefined : `node ${node} UID mismatch: expected ${owner.uid} got ${there.metadata?.uid ?? ''}`;
}

function referenceComplaint(node: string, pod: V1Pod): Complaint {
  const refuse = (what: string): string => `node "${node}" can not create pods that reference ${what}`;
  if (pod.spec?.serviceAccountName) return refuse('a service account');
  if (neededBy(pod, 'secrets').size > 0) return refuse('secrets');
  if (neededBy(pod, 'configmaps').size > 0) return refuse('configmaps');
  const volumes = pod.spec?.volumes ?? [];
  if (volumes.some(({ projected }) => projected?.sources?.some(({ clusterTrustBundle }) => clusterTrustBundle))) return refuse('clustertrustbundles');
  return volumes.some(({ persistentVolumeClaim }) => persistentVolumeClaim) ? refuse('persistentvolumeclaims') : undefined;
}

function nodeComplaint({ node, object, request: { name, operation, old } }: Asked): Complaint {
  if (name !== node) return `node "${node}" is not allowed to modify node "${name}"`;
  const forbidden = changedLabels(object, old).filter((label) => !isForKubelet(label)).sort().join(', ');
  if (operation === 'CREATE') return forbidden === '' ? undefined : `node "${node}" is not allowed to set the following labels: ${forbidden}`;
  if (operation !== 'UPDATE') return undefined;
  const [taints = [], before = []] = [(object as V1Node).spec?.taints, (old as V1Node).spec?.taints];
  if (!deepEqual(taints, before)) return `node "${node}" is not allowed to modify taints`;
  return forbidden === '' ? undefined : `is not allowed to modify labels: ${forbidden}`;
}

function changedLabels(object: KubeObject, old: KubeObject | undefined): readonly string[] {
  const [labels = {}, before = {}] = [object.metadata?.labels, old?.metadata?.labels];
  return labels === before ? [] : [...new Set([...Object.keys(labels), ...Object.keys(before)])].filter((label) => labels[label] !== before[label]);
}

const ofClaims = ['capacity', 'conditions', 'allocatedResourceStatuses', 'allocatedResources'];

/** A claim without what a node may report of it. */
function besides({ metadata, status, ...rest }: V1PersistentVolumeClaim): object {
  const { resourceVersion: _version, managedFields: _fields, ...others } = metadata ?? {};
  return { ...rest, metadata: others, status: Object.fromEntries(Object.entries(status ?? {}).filter(([field]) => !ofClaims.includes(field))) };
}

function claimComplaint({ node, object, request: { subresource, operation, old } }: Asked): Complaint {
  if (subresource !== 'status') return 'may only update PVC status';
  if (operation !== 'UPDATE') return `unexpected operation "${operation}"`;
  return old && deepEqual(besides(object), besides(old)) ? undefined : `node "${node}" is not allowed to update fields other than status.capacity and status.conditions`;
}

function tokenComplaint({ node, object, request: { subresource, operation, namespace }, view }: Asked): Complaint {
  if (subresource !== 'token' || operation !== 'CREATE') return undefined;
  const ref = (object as unknown as AuthenticationV1TokenRequest).spec?.boundObjectRef;
  if (ref?.apiVersion !== 'v1' || ref.kind !== 'Pod' || !ref.name) return 'node requested token not bound to a pod';
  if (!ref.uid) return 'node requested token with a pod binding without a uid';
  const pod = view.get(pods, namespace, ref.name);
  if (!pod) return refusal.notFound(pods, ref.name);
  if (ref.uid !== pod.metadata?.uid) return `the UID in the bound object reference (${ref.uid}) does not match the UID in record. The object might have been deleted and then recreated`;
  return nodeNameOf(pod) === node ? undefined : 'node requested token bound to a pod scheduled on a different node';
}

/**
 * A kubelet changes only its own node and what is bound to it.
 *
 * @see Kubernetes 1.36, plugin/pkg/admission/noderestriction
 */
export const nodeRestriction: AdmissionPlugin = { name: 'NodeRestriction', resources: Object.keys(checks), operations: ['CREATE', 'UPDATE', 'DELETE'], admit };
