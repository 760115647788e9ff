import type { V1Pod } from '../../kube/generated/types.ts';
import { componentOf, type Component } from './components.ts';

/** What is seen of one container. */
interface Sight {
  readonly pod: V1Pod;
  readonly isStatic: boolean;
  readonly image: string;
  readonly listensOn: (port: number) => boolean;
}

/** Which parts of Kubernetes are at work on which machines, by what their containers do. */
export class RunningComponents {
  readonly #running = new Map<Component, Set<string>>();

  /** Takes in what became of a container; the part of Kubernetes that came or went with it. */
  see(node: string, { pod, isStatic, image, listensOn }: Sight): Component | undefined {
    const found = componentOf(image);
    if (!found || !isOfCluster(found.component, pod, isStatic)) return undefined;
    const running = this.#running.get(found.component) ?? new Set<string>();
    this.#running.set(found.component, running);
    const key = `${node}/${pod.metadata?.namespace ?? ''}/${pod.metadata?.name ?? ''}`;
    const isUp = listensOn(found.port);
    if (running.has(key) === isUp) return undefined;
    if (isUp) running.add(key);
    else running.delete(key);
    return found.component;
  }

  /** Whether a part runs: on that node, or anywhere. */
  runs(component: Component, node?: string): boolean {
    const running = this.#running.get(component);
    return [...(running ?? [])].some((key) => node === undefined || key.startsWith(`${node}/`));
  }
}

/** The control plane is what kubelets run from manifests of their own; a kube-proxy needs its machine's network. Somebody's own etcd is neither. */
const isOfCluster = (component: Component, { spec }: Sight['pod'], isStatic: boolean): boolean => (component === 'kube-proxy' ? spec?.hostNetwork === true : isStatic);
