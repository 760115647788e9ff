import type { V1Pod } from '../../kube/generated/types.ts';
import type { Result } from '../../kube/api.ts';
import type { KubeletApi } from '../../kube/kubelet-api.ts';
import { pods } from '../../kube/kinds.ts';
import { keyOf } from '../../kube/object.ts';
import { rfc3339 } from '../../kube/time.ts';
import { quantityMilliValue, quantityValue } from '../../kube/quantity.ts';
import { EventRecorder } from '../client/events.ts';
import type { Timer } from '../sim/clock.ts';
import { hostPortsOf, podRequests, pressureRefusal, refusalOf, type Refusal } from './admission.ts';
import { ApiReads } from './api-reads.ts';
import { DiskWatch } from './disk-watch.ts';
import { ImageStore } from './image-store.ts';
import { MemoryWatch } from './memory-watch.ts';
import { NodeAgent } from './node-agent.ts';
import { addressOf, fullCapacity } from './node-object.ts';
import type { NodeServices } from './node-services.ts';
import { PodApi } from './pod-api.ts';
import { PodWorker } from './pod-worker.ts';
import { ResizeQueue } from './resize-queue.ts';
import { remove } from './mirror.ts';
import { endPods, shutdownGroups, shutdownRefusal } from './shutdown.ts';
import { isMirror, staticPodOf } from './static-pods.ts';
import { fakeProfile, realProfile, type KubeletProfile } from './profile.ts';
import type { KubeletSettings } from './settings.ts';
import { UsageMeter, type NodeUsage } from './usage.ts';

/** One node's agent. */
export class Kubelet {
  readonly api: KubeletApi;
  readonly name: string;
  readonly #settings: KubeletSettings;
  readonly #profile: KubeletProfile;
  readonly #agent: NodeAgent;
  readonly #images: ImageStore;
  readonly #services: NodeServices;
  readonly #reads: ApiReads;
  readonly #disk: DiskWatch;
  readonly #memory: MemoryWatch;
  readonly #meter = new UsageMeter({ workers: () => this.#workers.values(), isOn: () => this.#on, cpuMilli: () => this.#services.cpuMilli });
  readonly #resizes = new ResizeQueue(() => this.#workers.values(), (delayMs, task) => this.#later(delayMs, task));
  readonly #workers = new Map<string, PodWorker>();
  readonly #byName = new Map<string, PodWorker>();
  readonly #reports = new Set<PodWorker>();
  readonly #capacity: Readonly<Record<string, string>>;
  readonly #address: string;
  #on = false;
  #wasOn = false;
  /** What the container runtime finds on its disk of containers that ran before the power went. */
  readonly #lastOfStatic = new Map<string, V1Pod['status']>();
  #epoch = 0;
  #reporting = false;
  #shuttingDown = false;

  constructor(settings: KubeletSettings) {
    const { context, machine, runtime, options = {} } = settings;
    this.#settings = settings;
    this.name = machine.name;
    this.#profile = options.fake ? fakeProfile : realProfile;
    this.#capacity = fullCapacity(machine.capacity);
    this.#address = options.address ?? addressOf(machine.name);
    const { clock, random } = context;
    this.#images = new ImageStore({ clock, random, runtime, changed: () => { this.#imagesChanged(); }, ...(options.imageBytesPerSecond ? { bytesPerMs: options.imageBytesPerSecond / 1000 } : {}) });
    for (const reference of options.preloadedImages ?? []) {
      const image = runtime.resolveImage(reference);
      if (!('pullError' in image)) this.#images.preload(image);
    }
    const recorder = new EventRecorder(context, { component: 'kubelet', host: machine.name });
    this.#agent = new NodeAgent({
      context, machine, recorder, capacity: this.#capacity, address: this.#address, images: this.#images,
      pressure: () => ({ memory: this.#memory.pressure, disk: this.#disk.pressure, pid: false }), isShuttingDown: () => this.#shuttingDown, volumesInUse: () => this.#volumesInUse(), tellsEvents: options.nodeEvents ?? !options.fake,
      registered: (node) => { settings.onRegistered?.(node); },
    });
    const watch = { workers: () => this.#workers.values(), later: (delayMs: number, task: () => void) => this.#later(delayMs, task), tell: (reason: string, message: string) => { this.#agent.warn(reason, message); } };
    this.#disk = new DiskWatch({ ...watch, capacityBytes: quantityValue(this.#capacity['ephemeral-storage']), images: this.#images, pressureChanged: () => { this.#pressureChanged('Disk', this.#disk.pressure); } });
    this.#memory = new MemoryWatch({ ...watch, capacityBytes: quantityValue(this.#capacity['memory']), usedBytes: () => this.usage().memoryBytes, pressureChanged: () => { this.#pressureChanged('Memory', this.#memory.pressure); } });
    this.#reads = new ApiReads(context, machine.name, this.#profile.fake);
    this.#services = this.#nodeServices(recorder);
    this.api = new PodApi((namespace, name) => this.#byName.get(`${namespace}/${name}`), clock);
    this.powerOn();
  }

  #imagesChanged(): void {
    this.#agent.statusChanged();
    if (!this.#profile.fake) this.#disk.touched();
  }

  #pressureChanged(kind: 'Memory' | 'Disk', has: boolean): void {
    this.#agent.statusChanged(true);
    this.#agent.tellPressure(kind, has);
  }

  /**
   * The machine loses its power: nothing runs, nothing is written, nothing answers. A fake kubelet has nothing that could
   * stop: it falls silent, and tells the rest when it is back.
   */
  powerOff(): void {
    if (!this.#on) return;
    this.#on = false;
    this.#meter.forget();
    this.#agent.stop();
    this.#settings.context.client.stop();
    if (!this.#profile.fake) this.#loseAll();
  }

  /**
   * The machine is told to shut down. Where it has a grace period for that, its pods end first; where not, nobody waits for the
   * kubelet. `done` is told when the machine may go.
   */
  shutDown(done: () => void): void {
    const groups = shutdownGroups(this.#settings.machine);
    if (this.#shuttingDown) return;
    if (!this.#on || this.#profile.fake || groups.length === 0) {
      done();
      return;
    }
    this.#shuttingDown = true;
    this.#agent.shuttingDown();
    endPods({ groups, workers: () => [...this.#workers.values()], later: (delayMs, task) => this.#later(delayMs, task), done });
  }

  #loseAll(): void {
    this.#epoch++;
    this.#shuttingDown = false;
    this.#meter.forget();
    this.#images.interrupt();
    this.#memory.reset();
    this.#disk.reset();
    this.#reporting = false;
    for (const worker of this.#workers.values()) {
      if (worker.isStatic) this.#lastOfStatic.set(worker.uid, worker.pod.status);
      worker.destroy();
    }
    this.#workers.clear();
    this.#byName.clear();
    this.#reports.clear();
  }

  /** The machine starts: registers or comes back, and runs again what is still bound to it. */
  powerOn(): void {
    if (this.#on) return;
    this.#on = true;
    this.#meter.forget();
    this.#startStatic();
    this.#agent.start();
    const { client } = this.#settings.context;
    const mine = { fieldSelector: `spec.nodeName=${this.name}` };
    client.informer(pods, mine).subscribe({
      added: (pod) => { this.#podSeen(pod); },
      updated: (pod) => { this.#podSeen(pod); },
      deleted: (pod) => { this.#podGone(pod); },
    });
    if (this.#profile.fake && this.#workers.size > 0) this.#catchUp(client.list(pods, mine));
  }

  /** What changed while a fake kubelet was silent. */
  #catchUp(listed: Result<readonly V1Pod[]>): void {
    if (!listed.ok) return;
    const there = new Set(listed.value.map(({ metadata }) => metadata?.uid));
    for (const worker of [...this.#workers.values()]) {
      if (there.has(worker.uid)) worker.report();
      else worker.removed();
    }
  }

  /** For good: the machine leaves. */
  stop(): void {
    this.powerOff();
    this.#loseAll();
  }

  get isOn(): boolean {
    return this.#on;
  }

  get address(): string {
    return this.#address;
  }

  /** What the node and its pods use now. */
  usage(): NodeUsage {
    return this.#meter.now();
  }

  /** Kills the first process of a container. False where no such container runs. */
  killContainer(namespace: string, pod: string, container: string, exitCode: number): boolean {
    const worker = this.#byName.get(`${namespace}/${pod}`);
    const record = worker?.records.find(({ spec }) => spec.name === container);
    if (!worker || !record?.handle?.running) return false;
    worker.cause = this.#settings.context.client.cause;
    record.handle.kill(exitCode);
    return true;
  }

  /** Static pods need nobody: they come up with the machine. */
  #startStatic(): void {
    const seen = rfc3339(this.#settings.context.clock.epochMs);
    for (const manifest of this.#settings.options?.staticPods ?? []) {
      const pod = staticPodOf(manifest, this.name, seen);
      const status = this.#lastOfStatic.get(pod.metadata?.uid ?? '');
      const worker = new PodWorker(status ? { ...pod, status } : pod, this.#services, 'static');
      this.#workers.set(worker.uid, worker);
      this.#byName.set(worker.key, worker);
      if (this.#wasOn) worker.begin();
      else worker.beginRunning();
    }
    this.#wasOn = true;
  }

  #podGone(pod: V1Pod): void {
    if (isMirror(pod)) this.#byName.get(keyOf(pod))?.mirrorGone(pod);
    else this.#workers.get(pod.metadata?.uid ?? '')?.removed();
  }

  #podSeen(pod: V1Pod): void {
    if (isMirror(pod)) {
      const shown = this.#byName.get(keyOf(pod));
      if (shown?.isStatic) shown.mirrorSeen(pod);
      else remove(pod, this.#services);
      return;
    }
    const uid = pod.metadata?.uid ?? '';
    const worker = this.#workers.get(uid);
    if (worker) {
      // A worker may have read the deletion itself, while a refused write kept it from acting on it: it must hear of it once more.
      if (worker.pod.metadata?.resourceVersion !== pod.metadata?.resourceVersion || pod.metadata?.deletionTimestamp) worker.update(pod);
      return;
    }
    const fresh = new PodWorker(pod, this.#services);
    this.#workers.set(uid, fresh);
    this.#byName.set(fresh.key, fresh);
    fresh.begin();
  }

  #nodeServices(recorder: EventRecorder): NodeServices {
    const { context, network, runtime } = this.#settings;
    const reads = this.#reads;
    return {
      context, network, runtime, recorder, source: reads, profile: this.#profile, images: this.#images, nodeName: this.name, address: this.#address,
      allocatable: this.#capacity, cpuMilli: quantityMilliValue(this.#capacity['cpu']),
      volumes: { runtime, source: reads, nodeName: this.name, allocatable: this.#capacity, nowMs: () => context.clock.nowMs, claim: (namespace, name) => reads.claim(namespace, name), isAttached: (volumeName) => reads.isAttached(volumeName), inUseName: (volumeName) => reads.inUseName(volumeName) },
      podCIDR: () => this.#podCIDR(),
      later: (delayMs, task) => this.#later(delayMs, task),
      admit: (pod) => this.#admit(pod),
      resizeWanted: () => { this.#resizes.retry(); },
      reportSoon: (worker) => { this.#reportSoon(worker); },
      released: (worker) => {
        if (this.#memory.pressure || worker.pod.spec?.containers.length === 0) this.#weighSoon();
        this.#resizes.retry();
      },
      disksChanged: () => { this.#agent.statusChanged(true); },
      forget: (worker) => { this.#forget(worker); },
      usageChanged: () => {
        this.#meter.forget();
        this.#weighSoon();
      },
      usageMoves: () => { this.#meter.forget(); },
      wrote: () => { this.#disk.touched(); },
      containerChanged: ({ pod, isStatic }, { spec, handle }) => {
        this.#settings.onContainer?.({ pod, isStatic, image: spec.image ?? '', listensOn: (port) => handle?.listensOn(port) ?? false });
      },
      nodeObject: () => this.#agent.node ?? this.#agent.refresh(),
    };
  }

  #volumesInUse(): readonly string[] {
    const names = new Set<string>();
    for (const { sandbox: { disks } } of this.#workers.values()) for (const name of disks) names.add(name);
    return [...names].sort();
  }

  #podCIDR(): string | undefined {
    return this.#agent.node?.spec?.podCIDR ?? this.#agent.refresh()?.spec?.podCIDR;
  }

  #later(delayMs: number, task: () => void): Timer {
    const { clock, client } = this.#settings.context;
    const epoch = this.#epoch;
    const { cause } = client;
    return clock.after(delayMs, () => { if (epoch === this.#epoch) client.because(cause, task); });
  }

  #admit(pod: V1Pod): Refusal | undefined {
    if (this.#shuttingDown) return shutdownRefusal;
    const used = new Map<string, number>();
    const hostPorts = new Set<string>();
    let podCount = 0;
    for (const worker of this.#workers.values()) {
      if (worker.pod.metadata?.uid === pod.metadata?.uid || !worker.occupies) continue;
      podCount++;
      for (const [name, amount] of podRequests(worker.allocatedPod())) used.set(name, (used.get(name) ?? 0) + amount);
      for (const port of hostPortsOf(worker.pod)) hostPorts.add(port);
    }
    const node = this.#agent.refresh() ?? {};
    return pressureRefusal(pod, { memory: this.#memory.pressure, disk: this.#disk.pressure }) ?? refusalOf(pod, { node, allocatable: this.#capacity, used, podCount, hostPorts });
  }

  /** All that changes within one instant goes into one write for each pod. */
  #reportSoon(worker: PodWorker): void {
    const { clock, client } = this.#settings.context;
    worker.cause = client.cause;
    this.#reports.add(worker);
    if (this.#reporting) return;
    this.#reporting = true;
    const epoch = this.#epoch;
    clock.after(0, () => {
      this.#reporting = false;
      if (epoch !== this.#epoch || !this.#on) return;
      const waiting = [...this.#reports];
      this.#reports.clear();
      for (const next of waiting) client.because(next.cause, () => { next.writeStatus(); });
    });
  }

  #forget(worker: PodWorker): void {
    this.#meter.forget();
    this.#workers.delete(worker.uid);
    if (this.#byName.get(worker.key) === worker) this.#byName.delete(worker.key);
    this.#reports.delete(worker);
  }

  /** The node's memory is looked at, soon. */
  #weighSoon(): void {
    if (!this.#profile.fake) this.#memory.touched();
  }
}
