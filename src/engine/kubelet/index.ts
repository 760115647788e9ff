import { Kubelet } from './kubelet.ts';
import type { KubeletSettings } from './settings.ts';

export type { Kubelet } from './kubelet.ts';
export type { ContainerSight, KubeletOptions, KubeletSettings } from './settings.ts';
export type { NodeUsage, PodUsage } from './usage.ts';
export { addressOf, reservedLabels, type Machine } from './node-object.ts';

/** Makes a kubelet; its machine is on, and registers at once. */
export function createKubelet(settings: KubeletSettings): Kubelet {
  return new Kubelet(settings);
}
