import type { V1Container, V1Pod, V1PodStatus } from '../../kube/generated/types.ts';
import { pods } from '../../kube/kinds.ts';
import { parseRfc3339, rfc3339 } from '../../kube/time.ts';
import type { Cause } from '../../kube/api.ts';
import type { NetworkReply, NetworkRequest } from '../network/interface.ts';
import { ContainerStarter } from './container-starter.ts';
import { containerStatusOf } from './container-status.ts';
import type { NodeServices } from './node-services.ts';
import { recordsOf, recoverRecords, restarts, type ContainerRecord } from './pod-record.ts';
import { PodSandbox } from './pod-sandbox.ts';
import { Mirror } from './mirror.ts';
import { computeStatus, type PodPhase, type Verdict } from './pod-status.ts';
import { StatusWriter } from './status-writer.ts';
import type { StorageUse } from './storage-eviction.ts';
import { ContainerStopper } from './container-stopper.ts';
import { fakeTerminationMs } from './profile.ts';
import { PodResize } from './resize.ts';

type Stage = 'new' | 'preparing' | 'active' | 'ending' | 'over';
const readyAnnotation = 'drydock.dev/ready';
const termAnnotation = 'drydock.dev/term-seconds';

/**
 * One pod on its node, from the moment it is seen until it is gone: admission, sandbox, init containers, containers,
 * restarts, end. Whatever happens leads to {@link sync}, which decides what is next.
 *
 * @see Kubernetes 1.36, kubelet, pod_workers and kuberuntime SyncPod
 */
export class PodWorker {
  readonly uid: string;
  readonly key: string;
  readonly records: readonly ContainerRecord[];
  readonly node: NodeServices;
  readonly resize: PodResize;
  readonly sandbox: PodSandbox;
  readonly #starter: ContainerStarter;
  readonly #stopper: ContainerStopper;
  readonly #writer: StatusWriter;
  /** The newest version that is known: from the watch, or the answer to a write. */
  pod: V1Pod;
  /** Why the worker is doing what it does now. */
  cause: Cause = { clock: true };
  /** The kubelet's own verdict on the pod: evicted, past its deadline, turned down. */
  verdict: Verdict | undefined;
  #stage: Stage = 'new';
  #startTime: string;
  #terminal = false;
  #gone = false;
  #deleting = false;
  /** Of a static pod only. */
  readonly #mirror: Mirror | undefined;
  /** It has been running for long when the simulation begins: everything comes up at once. */
  #warm = false;

  constructor(pod: V1Pod, node: NodeServices, kind: 'static' | 'bound' = 'bound') {
    this.pod = pod;
    this.node = node;
    this.uid = pod.metadata?.uid ?? '';
    this.key = `${pod.metadata?.namespace ?? ''}/${pod.metadata?.name ?? ''}`;
    this.records = recordsOf(pod);
    this.#startTime = pod.status?.startTime ?? rfc3339(node.context.clock.epochMs);
    this.#starter = new ContainerStarter(this);
    this.#stopper = new ContainerStopper(this);
    this.resize = new PodResize(this);
    this.sandbox = new PodSandbox(this);
    if (kind === 'static') this.#mirror = new Mirror(pod, node);
    this.#writer = new StatusWriter(this, this.#mirror);
  }

  /** From a manifest of the node's own: the API has only its picture. */
  get isStatic(): boolean {
    return this.#mirror !== undefined;
  }

  get isPreparing(): boolean {
    return this.#stage === 'preparing';
  }

  get isWarm(): boolean {
    return this.#warm;
  }

  /** It runs already when it is first seen. */
  beginRunning(): void {
    this.#warm = true;
    this.#stage = 'preparing';
    this.sandbox.create();
    this.#warm = false;
  }

  /** The picture of a static pod changed. */
  mirrorSeen(object: V1Pod): void {
    this.#mirror?.seen(object);
    this.report();
  }

  mirrorGone(object: V1Pod): void {
    if (!this.#mirror?.gone(object)) return;
    this.#writer.forget();
    this.report();
  }

  /** Takes part in what the node's capacity is used for. */
  get occupies(): boolean {
    return this.#stage !== 'over' && !this.verdict;
  }

  get isOver(): boolean {
    return this.#stage === 'over';
  }

  get isEnding(): boolean {
    return this.#stage === 'ending' || this.#stage === 'over';
  }

  /** The pod is seen for the first time. */
  begin(): void {
    this.cause = this.node.context.client.cause;
    if (this.#isFinished()) {
      this.#stage = 'over';
      this.#terminal = true;
      if (this.pod.metadata?.deletionTimestamp) this.#finalize();
      return;
    }
    if (this.pod.metadata?.deletionTimestamp) {
      this.#end();
      return;
    }
    const refusal = this.node.profile.fake ? undefined : this.node.admit(this.allocatedPod());
    if (refusal) {
      this.#refuse(refusal);
      return;
    }
    if (recoverRecords(this.records, this.pod, rfc3339(this.node.context.clock.epochMs))) this.event('Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
    this.#stage = 'preparing';
    // Once the other pods of the node have been seen as well.
    if (this.resize.specChanged()) this.node.later(0, () => { this.node.resizeWanted(); });
    this.report();
    this.#armDeadline();
    this.sandbox.prepare();
  }

  /** A newer version of the pod arrived. */
  update(pod: V1Pod): void {
    const old = this.pod;
    this.pod = pod;
    this.cause = this.node.context.client.cause;
    if (pod.metadata?.deletionTimestamp && !this.#deleting) {
      this.#deleting = true;
      if (this.#stage === 'over') this.#finalize();
      else this.#end();
      return;
    }
    if (this.#stage === 'over') return;
    const graceCut = pod.metadata?.deletionGracePeriodSeconds !== old.metadata?.deletionGracePeriodSeconds;
    if (graceCut && this.#stage === 'ending') this.#stopper.shorten((pod.metadata?.deletionGracePeriodSeconds ?? 0) * 1000);
    if (old.metadata?.generation !== pod.metadata?.generation) this.#specChanged();
    else this.report();
  }

  /** The object is gone from the API: whatever still runs is stopped without ceremony. */
  removed(): void {
    this.#gone = true;
    this.cause = this.node.context.client.cause;
    if (this.#stage === 'over') this.node.forget(this);
    else this.#end();
  }

  /** The machine lost its power. */
  destroy(): void {
    this.#stage = 'over';
    for (const record of this.records) {
      this.#starter.stopProbes(record);
      record.timer?.cancel();
      record.handle?.destroy();
      this.node.containerChanged(this, record);
    }
    this.sandbox.detach();
  }

  /** Ends the pod by the kubelet's own decision. */
  fail(verdict: Verdict, graceMs?: number): void {
    if (this.isEnding) return;
    this.verdict = verdict;
    this.report();
    this.#end(graceMs);
  }

  /** What the pod keeps on the node's disk: nothing any more once it is over. */
  storageUse(): StorageUse {
    if (this.isOver) return { containers: [], volumes: [] };
    return { containers: this.records.map(({ spec, handle }) => ({ name: spec.name, bytes: handle?.writtenBytes ?? 0 })), volumes: this.sandbox.volumes?.emptyDirs() ?? [] };
  }

  /** Asks for a status write at this instant. */
  report(): void {
    this.node.reportSoon(this);
  }

  /** Writes the status where it changed since the last time. */
  writeStatus(): void {
    if (!this.#gone && this.#stage !== 'new') this.#writer.write();
  }

  /** All before the containers is there. */
  prepared(): void {
    this.#stage = 'active';
    this.sync();
  }

  /** Decides what is next. Called after anything that happened. */
  sync(): void {
    if (this.#stage !== 'active') return;
    if (!this.#syncInit()) return;
    for (const record of this.records) {
      if (record.role === 'init') continue;
      if (!this.#starter.ensure(record)) break;
    }
    this.#finishIfDone();
  }

  /** What arrives at the pod's address. */
  receive(request: NetworkRequest): NetworkReply {
    for (const record of this.records) {
      const reply = record.handle?.receive(request);
      if (reply) return reply;
    }
    return { ok: false, reason: this.sandbox.ready ? 'connection refused' : 'no route to host', latencyMs: 0.1 };
  }

  /** A container has ended. */
  containerExited(record: ContainerRecord): void {
    this.#starter.stopProbes(record);
    this.node.usageChanged();
    this.node.containerChanged(this, record);
    const stopped = record.onStopped;
    record.onStopped = undefined;
    if (stopped) {
      stopped();
      return;
    }
    this.node.later(this.node.profile.noticeMs, () => {
      this.report();
      this.sync();
    });
  }

  /** Ill by its liveness or startup probe: stopped, and then restarted as any ended container is. */
  restartContainer(record: ContainerRecord, why: string, graceMs: number | undefined): void {
    if (record.stopping || !record.running || this.isEnding) return;
    this.#stopper.stop(record, why, graceMs ?? (this.pod.spec?.terminationGracePeriodSeconds ?? 30) * 1000, () => { this.sync(); });
  }

  /** Writes an event about one container. */
  containerEvent(record: ContainerRecord, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const path = record.role === 'main' ? 'containers' : 'initContainers';
    this.node.recorder.event(this.pod, { type, reason, message, fieldPath: `spec.${path}{${record.spec.name}}` });
  }

  event(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.node.recorder.event(this.pod, { type, reason, message });
  }

  isReady(record: ContainerRecord): boolean {
    return record.running && record.started && record.probedReady && this.pod.metadata?.annotations?.[readyAnnotation] !== 'false';
  }

  /** The status as it should be told now. */
  status(): V1PodStatus {
    const { context, address } = this.node;
    const { podIP, ready: sandboxReady, hasBeen } = this.sandbox;
    const statuses = this.verdict && !hasBeen ? [] : this.records.map((record) => ({ role: record.role, status: containerStatusOf(this, record) }));
    return computeStatus({
      pod: this.pod, terminal: this.#terminal, sandboxReady, podIP, hostIP: address,
      initStatuses: statuses.filter(({ role }) => role !== 'main').map((entry) => entry.status),
      statuses: statuses.filter(({ role }) => role === 'main').map((entry) => entry.status),
      startTime: this.#startTime, now: rfc3339(context.clock.epochMs), verdict: this.verdict,
      resizeConditions: this.resize.conditions,
    });
  }

  #isFinished(): boolean {
    const phase = this.pod.status?.phase as PodPhase | undefined;
    return phase === 'Succeeded' || phase === 'Failed';
  }

  #refuse({ reason, message }: { readonly reason: string; readonly message: string }): void {
    this.#stage = 'over';
    this.#terminal = true;
    this.verdict = { reason, message: `Pod was rejected: ${message}` };
    this.event('Warning', reason, message);
    this.report();
  }

  /** True once all init containers are done and the sidecars before the main containers have started. */
  #syncInit(): boolean {
    if (this.records.some((record) => record.role === 'main' && record.containerID)) return true;
    for (const record of this.records) {
      if (record.role === 'main') return true;
      if (record.role === 'init' && record.succeeded) continue;
      if (record.role === 'sidecar' && record.running && record.started) continue;
      if (record.role === 'init' && record.terminated && !restarts(this.pod, record, record.terminated.exitCode)) {
        this.#end();
        return false;
      }
      this.#starter.ensure(record);
      return false;
    }
    return true;
  }

  /** All main containers have ended for good: the sidecars go too, and the pod is over. */
  #finishIfDone(): void {
    const done = this.records.every((record) => record.role !== 'main' || (record.terminated && !record.busy && !restarts(this.pod, record, record.terminated.exitCode)));
    if (done) this.#end();
  }

  #armDeadline(): void {
    const seconds = this.pod.spec?.activeDeadlineSeconds;
    if (seconds === undefined) return;
    const startMs = parseRfc3339(this.#startTime) ?? this.node.context.clock.epochMs;
    this.node.later(Math.max(0, startMs + seconds * 1000 - this.node.context.clock.epochMs), () => {
      if (this.isEnding || this.pod.metadata?.deletionTimestamp) return;
      const message = 'Pod was active on the node longer than the specified deadline';
      this.event('Normal', 'DeadlineExceeded', message);
      this.fail({ reason: 'DeadlineExceeded', message });
    });
  }

  /** Stops everything, main containers first, then the sidecars from the last to the first; then the pod is over. */
  #end(graceMs?: number): void {
    if (this.#stage === 'over') return;
    if (this.#stage === 'ending') {
      if (this.#gone) this.#stopper.shorten(0);
      return;
    }
    this.#stage = 'ending';
    this.#deleting ||= this.pod.metadata?.deletionTimestamp !== undefined;
    for (const record of this.records) {
      record.timer?.cancel();
      record.busy = false;
    }
    this.#stopper.stopAll({ graceMs: graceMs ?? this.#graceMs(), exactMs: this.#exactMs() }, () => {
      this.node.later(this.node.profile.cleanUpMs, () => { this.#over(); });
    });
  }

  #graceMs(): number {
    if (this.#gone) return 0;
    const { metadata, spec } = this.pod;
    return (metadata?.deletionGracePeriodSeconds ?? spec?.terminationGracePeriodSeconds ?? 30) * 1000;
  }

  /** How long exactly the end takes, where something other than the programs decides. */
  #exactMs(): number | undefined {
    const { metadata } = this.pod;
    if (!metadata?.deletionTimestamp || this.#gone) return undefined;
    const seconds = metadata.annotations?.[termAnnotation];
    if (seconds !== undefined && /^\d+(\.\d+)?$/.test(seconds)) return Number(seconds) * 1000;
    return this.node.profile.fake ? fakeTerminationMs : undefined;
  }

  #over(): void {
    if (this.#stage === 'over') return;
    this.#stage = 'over';
    this.#terminal = true;
    this.sandbox.remove();
    this.node.released(this);
    if (this.#gone) {
      this.node.forget(this);
      return;
    }
    this.writeStatus();
    if (this.#deleting || this.pod.metadata?.deletionTimestamp) this.#finalize();
  }

  /** The last word: the object goes. */
  #finalize(): void {
    if (this.#gone) return;
    const { client } = this.node.context;
    const { namespace = '', name = '' } = this.pod.metadata ?? {};
    const answer = client.delete(pods, namespace, name, { gracePeriodSeconds: 0, preconditions: { uid: this.uid } });
    if (!answer.ok && answer.status.code !== 404 && answer.status.code !== 409) this.node.later(1000, () => { this.#finalize(); });
  }

  #specChanged(): void {
    for (const record of this.records) {
      const list = record.role === 'main' ? this.pod.spec?.containers : this.pod.spec?.initContainers;
      const spec = list?.find(({ name }) => name === record.spec.name);
      if (!spec) continue;
      const imageChanged = spec.image !== record.spec.image;
      record.spec = spec;
      if (imageChanged && record.running && this.#stage === 'active') this.restartContainer(record, `Container ${spec.name} definition changed, will be restarted`, undefined);
    }
    if (this.resize.specChanged()) this.node.resizeWanted();
    this.report();
    this.sync();
  }

  /** Puts what has been granted into force in the containers that run. */
  actuate(): void {
    if (this.#stage === 'active') this.#starter.resize();
  }

  /** The pod with the resources that it has been granted, which is what it takes of the node. */
  allocatedPod(): V1Pod {
    const { spec } = this.pod;
    if (!spec || this.records.every(({ allocated, spec: { resources } }) => allocated === resources)) return this.pod;
    const granted = <T extends V1Container>(container: T): T => ({ ...container, resources: this.records.find((record) => record.spec.name === container.name)?.allocated });
    return { ...this.pod, spec: { ...spec, containers: spec.containers.map(granted), ...(spec.initContainers ? { initContainers: spec.initContainers.map(granted) } : {}) } };
  }
}
