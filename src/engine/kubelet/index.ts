import { Kubelet, type KubeletSettings } from './kubelet.ts';

export type { ContainerSight, Kubelet, KubeletOptions, KubeletSettings, NodeUsage, PodUsage } from './kubelet.ts';
export { reservedLabels, type Machine } from './node-object.ts';

/** Makes a kubelet; its machine is on, and registers at once. */
export function createKubelet(settings: KubeletSettings): Kubelet {
  return new Kubelet(settings);
}
