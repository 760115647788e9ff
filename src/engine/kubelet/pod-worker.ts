import type { V1Container, V1ContainerState, V1Pod } from '../../kube/generated/types.ts';
import { pods } from '../../kube/kinds.ts';
import { parseRfc3339, rfc3339 } from '../../kube/time.ts';
import type { Cause } from '../../kube/api.ts';
import type { NetworkReply, NetworkRequest } from '../network/interface.ts';
import { ContainerStarter } from './container-starter.ts';
import { containerStatusOf } from './container-status.ts';
import type { NodeServices } from './node-services.ts';
import { recordsOf, restarts, type ContainerRecord } from './pod-record.ts';
import { Mirror } from './mirror.ts';
import { computeStatus, sameJson, type PodPhase, type Verdict } from './pod-status.ts';
import type { StorageUse } from './storage-eviction.ts';
import { ContainerStopper } from './container-stopper.ts';
import { asksCluster } from './resolv-conf.ts';
import { disksInUse, findMountProblem, PodVolumes, unattachedVolumes } from './volumes.ts';
import { fakeTerminationMs } from './profile.ts';
import { PodResize } from './resize.ts';

type Stage = 'new' | 'preparing' | 'active' | 'ending' | 'over';
const readyAnnotation = 'drydock.dev/ready';
/** How often a pod looks whether its disks have been attached, and how long until it complains (`podAttachAndMountTimeout`). */
const attachLookMs = 500;
const attachTimeoutMs = 123_000;
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
  readonly #starter: ContainerStarter;
  readonly #stopper: ContainerStopper;
  /** The newest version that is known: from the watch, or the answer to a write. */
  pod: V1Pod;
  /** Why the worker is doing what it does now. */
  cause: Cause = { clock: true };
  podIP = '';
  sandboxReady = false;
  volumes: PodVolumes | undefined;
  /** Attached disks that it has mounted, by their names in the node's status. */
  disks: readonly string[] = [];
  /** The kubelet's own verdict on the pod: evicted, past its deadline, turned down. */
  verdict: Verdict | undefined;
  #stage: Stage = 'new';
  #startTime: string;
  #sent: unknown;
  #terminal = false;
  #gone = false;
  #deleting = false;
  #mountFailures = 0;
  #attachWaitedMs = 0;
  #attached = false;
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
    if (kind === 'static') this.#mirror = new Mirror(pod, node);
  }

  /** From a manifest of the node's own: the API has only its picture. */
  get isStatic(): boolean {
    return this.#mirror !== undefined;
  }

  get isWarm(): boolean {
    return this.#warm;
  }

  /** It runs already when it is first seen. */
  beginRunning(): void {
    this.#warm = true;
    this.#stage = 'preparing';
    this.#createSandbox(0);
    this.#warm = false;
  }

  /** The picture of a static pod changed. */
  mirrorSeen(object: V1Pod): void {
    this.#mirror?.seen(object);
    this.report();
  }

  mirrorGone(object: V1Pod): void {
    if (!this.#mirror?.gone(object)) return;
    this.#sent = undefined;
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
    this.#recover();
    this.#stage = 'preparing';
    // Once the other pods of the node have been seen as well.
    if (this.resize.specChanged()) this.node.later(0, () => { this.node.resizeWanted(); });
    this.report();
    this.#armDeadline();
    this.#prepare();
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
    if (this.#attached) this.node.network.detach(this.uid);
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
    return { containers: this.records.map(({ spec, handle }) => ({ name: spec.name, bytes: handle?.writtenBytes ?? 0 })), volumes: this.volumes?.emptyDirs() ?? [] };
  }

  /** Asks for a status write at this instant. */
  report(): void {
    this.node.reportSoon(this);
  }

  /** Writes the status where it changed since the last time. True where nothing more is to be written. */
  writeStatus(): void {
    if (this.#gone || this.#stage === 'new') return;
    if (this.#mirror && !this.#takeMirror(this.#mirror)) return;
    const status = this.#status();
    if (sameJson(status, this.#sent)) return;
    const { client } = this.node.context;
    let answer = client.updateStatus(pods, { ...this.pod, status });
    if (!answer.ok && (answer.status.code === 409 || answer.status.code === 403)) {
      const fresh = client.get(pods, this.pod.metadata?.namespace ?? '', this.pod.metadata?.name ?? '');
      if (!fresh.ok || fresh.value.metadata?.uid !== this.pod.metadata?.uid) return;
      this.pod = fresh.value;
      answer = client.updateStatus(pods, { ...fresh.value, status: this.#status() });
    }
    if (!answer.ok) {
      if (answer.status.code !== 404) this.node.later(1000, () => { this.report(); });
      return;
    }
    this.#sent = status;
    this.pod = answer.value;
    this.#mirror?.seen(answer.value);
  }

  /** A static pod's status goes to its mirror. False while there is none. */
  #takeMirror(mirror: Mirror): boolean {
    const object = mirror.ensure();
    if (!object) {
      this.node.later(1000, () => { this.report(); });
      return false;
    }
    if (object.metadata?.uid !== this.pod.metadata?.uid) {
      this.#sent = undefined;
      this.node.usageChanged();
    }
    this.pod = object;
    return true;
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
    return { ok: false, reason: this.sandboxReady ? 'connection refused' : 'no route to host', latencyMs: 0.1 };
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

  #status() {
    const { context, address } = this.node;
    const statuses = this.verdict && !this.#attached ? [] : this.records.map((record) => ({ role: record.role, status: containerStatusOf(this, record) }));
    const status = computeStatus({
      pod: this.pod, terminal: this.#terminal, sandboxReady: this.sandboxReady, podIP: this.podIP, hostIP: address,
      initStatuses: statuses.filter(({ role }) => role !== 'main').map((entry) => entry.status),
      statuses: statuses.filter(({ role }) => role === 'main').map((entry) => entry.status),
      startTime: this.#startTime, now: rfc3339(context.clock.epochMs), verdict: this.verdict,
      resizeConditions: this.resize.conditions,
    });
    return status;
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

  /** What ran before the machine lost its power has ended with it. */
  #recover(): void {
    const { containerStatuses = [], initContainerStatuses = [] } = this.pod.status ?? {};
    const finishedAt = rfc3339(this.node.context.clock.epochMs);
    for (const record of this.records) {
      const before = [...initContainerStatuses, ...containerStatuses].find(({ name }) => name === record.spec.name);
      if (!before?.containerID) continue;
      record.restartCount = before.restartCount;
      record.containerID = before.containerID;
      record.imageID = before.imageID;
      record.image = before.image;
      record.lastState = before.lastState?.terminated ? before.lastState : undefined;
      const { running } = before.state ?? {};
      if (running) record.state = { terminated: { exitCode: 255, reason: 'Unknown', startedAt: running.startedAt, finishedAt, containerID: before.containerID } } as V1ContainerState;
      else if (before.state?.terminated) record.state = before.state;
    }
    if (containerStatuses.some(({ containerID }) => containerID)) this.event('Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
  }

  #prepare(): void {
    if (this.#stage !== 'preparing') return;
    const problem = this.pod.spec?.volumes ? findMountProblem(this.pod, this.node.volumes) : undefined;
    if (problem) {
      const [firstMs, lastMs] = this.node.profile.mountRetryMs;
      this.event('Warning', 'FailedMount', `MountVolume.SetUp failed for volume "${problem.volume}" : ${problem.message}`);
      const delayMs = Math.min(lastMs, firstMs * 2 ** Math.min(this.#mountFailures++, 10));
      this.node.later(delayMs, () => { this.#prepare(); });
      return;
    }
    if (this.pod.spec?.volumes && this.#awaitsDisks()) return;
    this.#mountDisks(this.pod.spec?.volumes ? disksInUse(this.pod, this.node.volumes) : []);
    this.node.later(this.node.profile.sandboxMs(this.node.context.random), () => { this.#createSandbox(0); });
  }

  /** True while disks of the pod are attached elsewhere or still on their way: nothing of it may run before. */
  #awaitsDisks(): boolean {
    const names = unattachedVolumes(this.pod, this.node.volumes).join(' ');
    if (names === '') return false;
    this.#attachWaitedMs += attachLookMs;
    if (this.#attachWaitedMs > attachTimeoutMs) {
      this.#attachWaitedMs = 0;
      this.event('Warning', 'FailedMount', `Unable to attach or mount volumes: unmounted volumes=[${names}], unattached volumes=[${names}], failed to process volumes=[]: context deadline exceeded`);
    }
    this.node.later(attachLookMs, () => { this.#prepare(); });
    return true;
  }

  #mountDisks(disks: readonly string[]): void {
    const changes = disks.length > 0 || this.disks.length > 0;
    this.disks = disks;
    if (changes) this.node.disksChanged();
  }

  #createSandbox(tries: number): void {
    if (this.#stage !== 'preparing') return;
    const podCIDR = this.node.podCIDR();
    if (podCIDR === undefined && tries < 20 && !this.pod.spec?.hostNetwork) {
      this.node.later(500, () => { this.#createSandbox(tries + 1); });
      return;
    }
    const { nodeName, network } = this.node;
    const sandbox = { uid: this.uid, namespace: this.pod.metadata?.namespace ?? '', nodeName, clusterDns: asksCluster(this.pod) };
    const receive = (request: NetworkRequest): NetworkReply => this.receive(request);
    this.#attached = true;
    if (this.pod.spec?.hostNetwork) network.attachToHost?.({ ...sandbox, ip: this.node.address }, receive);
    this.podIP = this.pod.spec?.hostNetwork ? this.node.address : network.attach({ ...sandbox, podCIDR: podCIDR ?? '' }, receive);
    this.sandboxReady = true;
    this.volumes = new PodVolumes(() => this.pod, this.node.volumes, { podIP: this.podIP, hostIP: this.node.address });
    this.#stage = 'active';
    this.sync();
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
    if (this.#attached) this.node.network.detach(this.uid);
    this.sandboxReady = false;
    this.#mountDisks([]);
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
