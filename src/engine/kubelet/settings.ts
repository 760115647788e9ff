import type { V1Node, V1Pod } from '../../kube/generated/types.ts';
import type { ComponentContext } from '../client/client.ts';
import type { ContainerRuntime } from '../container-runtime/interface.ts';
import type { PodNetwork } from '../network/interface.ts';
import type { Machine } from './node-object.ts';

export interface KubeletOptions {
  /** The recordings' kubelets: everything quick, all images there, no programs. */
  readonly fake?: boolean;
  /** The node's InternalIP; made from its name when absent. */
  readonly address?: string;
  /** What the node gets from registries, in bytes a second. */
  readonly imageBytesPerSecond?: number;
  /** Images that are on the node before it starts. */
  readonly preloadedImages?: readonly string[];
  /** Whether the kubelet writes events about its node (Starting, NodeReady …); not when fake, unless asked. */
  readonly nodeEvents?: boolean;
  /** Manifests in the kubelet's own directory. They run already when the machine first joins. */
  readonly staticPods?: readonly V1Pod[];
}

export interface KubeletSettings {
  /** The client of `system:node:NAME` and a random stream of this kubelet's own. */
  readonly context: ComponentContext;
  readonly machine: Machine;
  readonly network: PodNetwork;
  readonly runtime: ContainerRuntime;
  readonly options?: KubeletOptions | undefined;
  /** Told each time the node is registered (or its machine came back): whoever set the machine up marks it with what its kubelet may not. */
  readonly onRegistered?: ((node: V1Node) => void) | undefined;
  /** Told when a container starts, ends or opens a port. */
  readonly onContainer?: ((container: ContainerSight) => void) | undefined;
}

/** A container as its machine's owner sees it. */
export interface ContainerSight {
  readonly pod: V1Pod;
  readonly isStatic: boolean;
  readonly image: string;
  readonly listensOn: (port: number) => boolean;
}
