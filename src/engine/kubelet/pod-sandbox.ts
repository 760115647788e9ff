import type { NetworkReply, NetworkRequest } from '../network/interface.ts';
import type { PodWorker } from './pod-worker.ts';
import { asksCluster } from './resolv-conf.ts';
import { disksInUse, findMountProblem, PodVolumes, unattachedVolumes } from './volumes.ts';

/** How often a pod looks whether its disks have been attached, and how long until it complains (`podAttachAndMountTimeout`). */
const attachLookMs = 500;
const attachTimeoutMs = 123_000;
/** How often, and how many times, a pod looks whether its node has addresses to give. */
const addressLookMs = 500;
const addressLooks = 20;

/**
 * What has to be there before the first container of a pod: its volumes, and a sandbox with an address.
 *
 * @see Kubernetes 1.36, kubelet, SyncPod: WaitForAttachAndMount; kuberuntime, createPodSandbox
 */
export class PodSandbox {
  readonly #worker: PodWorker;
  podIP = '';
  ready = false;
  volumes: PodVolumes | undefined;
  /** Attached disks that the pod has mounted, by their names in the node's status. */
  disks: readonly string[] = [];
  #attached = false;
  #mountFailures = 0;
  #attachWaitedMs = 0;

  constructor(worker: PodWorker) {
    this.#worker = worker;
  }

  /** Whether it has ever been there. */
  get hasBeen(): boolean {
    return this.#attached;
  }

  /** Mounts the volumes, as soon as all can be, and makes the sandbox after that. */
  prepare(): void {
    const { pod, node, isPreparing } = this.#worker;
    if (!isPreparing) return;
    const hasVolumes = pod.spec?.volumes !== undefined;
    const problem = hasVolumes ? findMountProblem(pod, node.volumes) : undefined;
    if (problem) this.#retryMount(problem);
    else if (!hasVolumes || !this.#awaitsDisks()) {
      this.#mountDisks(hasVolumes ? disksInUse(pod, node.volumes) : []);
      node.later(node.profile.sandboxMs(node.context.random), () => { this.create(); });
    }
  }

  #retryMount({ volume, message }: { readonly volume: string; readonly message: string }): void {
    const { node } = this.#worker;
    const [firstMs, lastMs] = node.profile.mountRetryMs;
    this.#worker.event('Warning', 'FailedMount', `MountVolume.SetUp failed for volume "${volume}" : ${message}`);
    node.later(Math.min(lastMs, firstMs * 2 ** Math.min(this.#mountFailures++, 10)), () => { this.prepare(); });
  }

  /** True while disks of the pod are attached elsewhere or still on their way: nothing of it may run before. */
  #awaitsDisks(): boolean {
    const { pod, node } = this.#worker;
    const names = unattachedVolumes(pod, node.volumes).join(' ');
    if (names === '') return false;
    this.#attachWaitedMs += attachLookMs;
    if (this.#attachWaitedMs > attachTimeoutMs) {
      this.#attachWaitedMs = 0;
      this.#worker.event('Warning', 'FailedMount', `Unable to attach or mount volumes: unmounted volumes=[${names}], unattached volumes=[${names}], failed to process volumes=[]: context deadline exceeded`);
    }
    node.later(attachLookMs, () => { this.prepare(); });
    return true;
  }

  #mountDisks(disks: readonly string[]): void {
    const changes = disks.length > 0 || this.disks.length > 0;
    this.disks = disks;
    if (changes) this.#worker.node.disksChanged();
  }

  /** Makes the sandbox, as soon as the node has an address for it. */
  create(looks = 0): void {
    const { pod, node, isPreparing } = this.#worker;
    if (!isPreparing) return;
    const onHost = pod.spec?.hostNetwork === true;
    const podCIDR = node.podCIDR();
    if (podCIDR === undefined && looks < addressLooks && !onHost) {
      node.later(addressLookMs, () => { this.create(looks + 1); });
      return;
    }
    this.podIP = this.#attach(podCIDR ?? '', onHost);
    this.ready = true;
    this.volumes = new PodVolumes(() => this.#worker.pod, node.volumes, { podIP: this.podIP, hostIP: node.address });
    this.#worker.prepared();
  }

  #attach(podCIDR: string, onHost: boolean): string {
    const { uid, pod, node: { nodeName, network, address } } = this.#worker;
    const sandbox = { uid, namespace: pod.metadata?.namespace ?? '', nodeName, clusterDns: asksCluster(pod) };
    const receive = (request: NetworkRequest): NetworkReply => this.#worker.receive(request);
    this.#attached = true;
    if (!onHost) return network.attach({ ...sandbox, podCIDR }, receive);
    network.attachToHost?.({ ...sandbox, ip: address }, receive);
    return address;
  }

  /** Gives the address back. */
  detach(): void {
    if (this.#attached) this.#worker.node.network.detach(this.#worker.uid);
  }

  /** All of its containers have ended. */
  remove(): void {
    this.detach();
    this.ready = false;
    this.#mountDisks([]);
  }
}
