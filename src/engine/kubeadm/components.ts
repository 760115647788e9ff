/** A part of Kubernetes that runs in a container. */
export type Component = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'kube-proxy';

export const kubernetesVersion = 'v1.36.3';

/** Where each listens once it works. */
const ports: Readonly<Record<Component, number>> = { etcd: 2379, 'kube-apiserver': 6443, 'kube-controller-manager': 10257, 'kube-scheduler': 10259, 'kube-proxy': 10256 };

/** The images that kubeadm 1.36 uses. */
export const images = {
  etcd: 'registry.k8s.io/etcd:3.6.8-0',
  coredns: 'registry.k8s.io/coredns/coredns:v1.14.2',
  of: (component: Exclude<Component, 'etcd'>): string => `registry.k8s.io/${component}:${kubernetesVersion}`,
} as const;

/** On a machine before it joins: `kubeadm config images pull`. */
export const nodeImages: readonly string[] = [images.of('kube-proxy'), images.coredns];
export const controlPlaneImages: readonly string[] = [...nodeImages, images.etcd, images.of('kube-apiserver'), images.of('kube-controller-manager'), images.of('kube-scheduler')];

/** Which part of Kubernetes an image is, and the port at which it is at work. */
export function componentOf(image: string): { readonly component: Component; readonly port: number } | undefined {
  const name = /([^/:@]+)(?::[^/]*)?(?:@.*)?$/.exec(image)?.[1] ?? '';
  return Object.hasOwn(ports, name) ? { component: name as Component, port: ports[name as Component] } : undefined;
}
