/** Labels of Kubernetes' own that a kubelet may put on its node. */
const kubeletLabels: ReadonlySet<string> = new Set([
  'kubernetes.io/hostname', 'topology.kubernetes.io/zone', 'topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/region',
  'beta.kubernetes.io/instance-type', 'node.kubernetes.io/instance-type', 'kubernetes.io/os', 'kubernetes.io/arch', 'beta.kubernetes.io/os', 'beta.kubernetes.io/arch',
]);

const isUnder = (namespace: string, wanted: string): boolean => namespace === wanted || namespace.endsWith(`.${wanted}`);

/**
 * Whether a kubelet may put a label on its own node: any but those of Kubernetes that are not a kubelet's, and never one that restricts nodes.
 *
 * @see Kubernetes 1.36, admission/noderestriction; kubelet/pkg/apis, IsKubeletLabel
 */
export function isForKubelet(label: string): boolean {
  const slash = label.indexOf('/');
  const namespace = slash < 0 ? '' : label.slice(0, slash);
  if (isUnder(namespace, 'node-restriction.kubernetes.io')) return false;
  if (!isUnder(namespace, 'kubernetes.io') && !isUnder(namespace, 'k8s.io')) return true;
  return kubeletLabels.has(label) || isUnder(namespace, 'kubelet.kubernetes.io') || isUnder(namespace, 'node.kubernetes.io');
}
