import { pods } from '../../kube/kinds.ts';
import type { Mirror } from './mirror.ts';
import { sameJson } from './pod-status.ts';
import type { PodWorker } from './pod-worker.ts';

/** How long until a write that failed is tried again. */
const retryMs = 1000;

/**
 * Writes a pod's status where it changed since the last time; a static pod's goes to its mirror.
 *
 * @see Kubernetes 1.36, kubelet, status_manager.go, syncPod
 */
export class StatusWriter {
  readonly #worker: PodWorker;
  readonly #mirror: Mirror | undefined;
  #sent: unknown;

  constructor(worker: PodWorker, mirror: Mirror | undefined) {
    this.#worker = worker;
    this.#mirror = mirror;
  }

  /** What was written is lost: all of it is written again. */
  forget(): void {
    this.#sent = undefined;
  }

  write(): void {
    const worker = this.#worker;
    if (this.#mirror && !this.#takeMirror(this.#mirror)) return;
    const status = worker.status();
    if (sameJson(status, this.#sent)) return;
    const { client } = worker.node.context;
    let answer = client.updateStatus(pods, { ...worker.pod, status });
    if (!answer.ok && (answer.status.code === 409 || answer.status.code === 403)) {
      const fresh = client.get(pods, worker.pod.metadata?.namespace ?? '', worker.pod.metadata?.name ?? '');
      if (!fresh.ok || fresh.value.metadata?.uid !== worker.pod.metadata?.uid) return;
      worker.pod = fresh.value;
      answer = client.updateStatus(pods, { ...fresh.value, status: worker.status() });
    }
    if (!answer.ok) {
      if (answer.status.code !== 404) this.#retry();
      return;
    }
    this.#sent = status;
    worker.pod = answer.value;
    this.#mirror?.seen(answer.value);
  }

  #retry(): void {
    this.#worker.node.later(retryMs, () => { this.#worker.report(); });
  }

  /** False while there is no mirror. */
  #takeMirror(mirror: Mirror): boolean {
    const worker = this.#worker;
    const object = mirror.ensure();
    if (!object) {
      this.#retry();
      return false;
    }
    if (object.metadata?.uid !== worker.pod.metadata?.uid) {
      this.forget();
      worker.node.usageChanged();
    }
    worker.pod = object;
    return true;
  }
}
