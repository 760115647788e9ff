import type { V1ConfigMap, V1Node, V1Pod, V1Secret, V1Service } from '../../kube/generated/types.ts';
import type { Result } from '../../kube/api.ts';
import type { KubeletApi } from '../../kube/kubelet-api.ts';
import { configMaps, csiDrivers, persistentVolumeClaims, persistentVolumes, pods, secrets, services, volumeAttachments } from '../../kube/kinds.ts';
import { hash64 } from '../../kube/hash.ts';
import { keyOf } from '../../kube/object.ts';
import { rfc3339 } from '../../kube/time.ts';
import { uniqueVolumeName } from '../../kube/volume-names.ts';
import { quantityMilliValue, quantityValue } from '../../kube/quantity.ts';
import type { ComponentContext } from '../client/client.ts';
import { EventRecorder } from '../client/events.ts';
import type { ContainerRuntime } from '../container-runtime/interface.ts';
import type { PodNetwork } from '../network/interface.ts';
import type { Timer } from '../sim/clock.ts';
import { hostPortsOf, podRequests, pressureRefusal, refusalOf, type Refusal } from './admission.ts';
import type { ConfigSource } from './environment.ts';
import { evictionMessage, isCritical, memoryThresholdBytes, pressureTransitionMs, rankForEviction, systemMemoryBytes } from './eviction.ts';
import { DiskWatch } from './disk-watch.ts';
import { ImageStore } from './image-store.ts';
import { NodeAgent } from './node-agent.ts';
import { fullCapacity, type Machine } from './node-object.ts';
import type { NodeServices } from './node-services.ts';
import { PodApi } from './pod-api.ts';
import { PodWorker } from './pod-worker.ts';
import { ResizeQueue } from './resize-queue.ts';
import { remove } from './mirror.ts';
import { endPods, shutdownGroups, shutdownRefusal } from './shutdown.ts';
import { isMirror, staticPodOf } from './static-pods.ts';
import { fakeProfile, realProfile, type KubeletProfile } from './profile.ts';

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

export interface PodUsage {
  readonly namespace: string;
  readonly name: string;
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly containers: readonly { readonly name: string; readonly cpuMilli: number; readonly memoryBytes: number }[];
}

export interface NodeUsage {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  /** By uid. */
  readonly pods: ReadonlyMap<string, PodUsage>;
}

/** What a node itself uses of its processor. */
const systemCpuMilli = 30;
/** Services are looked up at most so often for the environment of new containers. */
const servicesFreshMs = 1000;
/** From a change of usage to the look at the node's memory. */
const weighMs = 1000;

/** One node's agent. */
export class Kubelet {
  readonly api: KubeletApi;
  readonly name: string;
  readonly #settings: KubeletSettings;
  readonly #profile: KubeletProfile;
  readonly #agent: NodeAgent;
  readonly #images: ImageStore;
  readonly #services: NodeServices;
  readonly #disk: DiskWatch;
  readonly #resizes = new ResizeQueue(() => this.#workers.values(), (delayMs, task) => this.#later(delayMs, task));
  readonly #workers = new Map<string, PodWorker>();
  readonly #byName = new Map<string, PodWorker>();
  readonly #reports = new Set<PodWorker>();
  readonly #serviceCache = new Map<string, { readonly atMs: number; readonly items: readonly V1Service[] }>();
  readonly #serviceLists = new Map<string, readonly V1Service[]>();
  readonly #capacity: Readonly<Record<string, string>>;
  readonly #address: string;
  #on = false;
  #wasOn = false;
  /** What the container runtime finds on its disk of containers that ran before the power went. */
  readonly #lastOfStatic = new Map<string, V1Pod['status']>();
  #epoch = 0;
  #reporting = false;
  #shuttingDown = false;
  #memoryPressure = false;
  #calmTimer: Timer | undefined;
  #weighing = false;
  /** What {@link usage} said last, for as long as nothing changes it. */
  #usage: NodeUsage | undefined;

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
      pressure: () => ({ memory: this.#memoryPressure, disk: this.#disk.pressure, pid: false }), isShuttingDown: () => this.#shuttingDown, volumesInUse: () => this.#volumesInUse(), tellsEvents: options.nodeEvents ?? !options.fake,
      registered: (node) => { settings.onRegistered?.(node); },
    });
    this.#disk = new DiskWatch({
      capacityBytes: quantityValue(this.#capacity['ephemeral-storage']), images: this.#images, workers: () => this.#workers.values(), later: (delayMs, task) => this.#later(delayMs, task),
      pressureChanged: () => { this.#pressureChanged('Disk', this.#disk.pressure); }, tell: (reason, message) => { this.#agent.warn(reason, message); },
    });
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
    this.#usage = undefined;
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
    this.#usage = undefined;
    this.#images.interrupt();
    this.#calmTimer?.cancel();
    this.#calmTimer = undefined;
    this.#memoryPressure = false;
    this.#disk.reset();
    this.#weighing = false;
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
    this.#usage = undefined;
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
    return this.#usage ?? this.#measure();
  }

  #measure(): NodeUsage {
    const used = new Map<string, PodUsage>();
    let cpuMilli = this.#on ? systemCpuMilli : 0;
    let memoryBytes = this.#on ? systemMemoryBytes : 0;
    let moves = false;
    for (const worker of this.#workers.values()) {
      const usage = usageOf(worker);
      if (!usage) continue;
      moves ||= worker.records.some(({ handle }) => handle?.usageMoves === true);
      cpuMilli += usage.cpuMilli;
      memoryBytes += usage.memoryBytes;
      used.set(worker.pod.metadata?.uid ?? worker.uid, usage);
    }
    const usage = { cpuMilli: Math.min(cpuMilli, this.#services.cpuMilli), memoryBytes, pods: used };
    if (!moves) this.#usage = usage;
    return usage;
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
    const source: ConfigSource = {
      configMap: (namespace, name) => this.#get<V1ConfigMap>(configMaps, namespace, name),
      secret: (namespace, name) => this.#get<V1Secret>(secrets, namespace, name),
      services: (namespace) => this.#servicesOf(namespace),
    };
    return {
      context, network, runtime, recorder, source, profile: this.#profile, images: this.#images, nodeName: this.name, address: this.#address,
      allocatable: this.#capacity, cpuMilli: quantityMilliValue(this.#capacity['cpu']),
      volumes: { runtime, source, nodeName: this.name, allocatable: this.#capacity, nowMs: () => context.clock.nowMs, claim: (namespace, name) => this.#claim(namespace, name), isAttached: (volumeName) => this.#isAttached(volumeName), inUseName: (volumeName) => this.#inUseName(volumeName) },
      podCIDR: () => this.#podCIDR(),
      later: (delayMs, task) => this.#later(delayMs, task),
      admit: (pod) => this.#admit(pod),
      resizeWanted: () => { this.#resizes.retry(); },
      reportSoon: (worker) => { this.#reportSoon(worker); },
      released: (worker) => {
        if (this.#memoryPressure || worker.pod.spec?.containers.length === 0) this.#weighSoon();
        this.#resizes.retry();
      },
      disksChanged: () => { this.#agent.statusChanged(true); },
      forget: (worker) => { this.#forget(worker); },
      usageChanged: () => {
        this.#usage = undefined;
        this.#weighSoon();
      },
      usageMoves: () => { this.#usage = undefined; },
      wrote: () => { this.#disk.touched(); },
      containerChanged: ({ pod, isStatic }, { spec, handle }) => {
        this.#settings.onContainer?.({ pod, isStatic, image: spec.image ?? '', listensOn: (port) => handle?.listensOn(port) ?? false });
      },
      nodeObject: () => this.#agent.node ?? this.#agent.refresh(),
    };
  }

  #get<T extends V1ConfigMap | V1Secret>(kind: typeof configMaps | typeof secrets, namespace: string, name: string): T | undefined {
    const answer = this.#settings.context.client.get(kind as typeof configMaps, namespace, name);
    return answer.ok ? (answer.value as T) : undefined;
  }

  #servicesOf(namespace: string): readonly V1Service[] {
    if (this.#profile.fake) return [];
    const own = this.#listServices(namespace);
    const master = namespace === 'default' ? [] : this.#listServices('default').filter(({ metadata }) => metadata?.name === 'kubernetes');
    const before = this.#serviceLists.get(namespace);
    const now = [...master, ...own];
    // Each container keeps the list of its start: the same one for as long as no Service changes.
    if (before?.length === now.length && now.every((service, index) => service === before[index])) return before;
    this.#serviceLists.set(namespace, now);
    return now;
  }

  #listServices(namespace: string): readonly V1Service[] {
    const { client, clock } = this.#settings.context;
    const cached = this.#serviceCache.get(namespace);
    if (cached && clock.nowMs - cached.atMs < servicesFreshMs) return cached.items;
    const answer = client.list(services, { namespace });
    const items = answer.ok ? answer.value : [];
    this.#serviceCache.set(namespace, { atMs: clock.nowMs, items });
    return items;
  }

  #claim(namespace: string, name: string): { readonly volumeName: string } | { readonly problem: string } {
    if (this.#profile.fake) return { volumeName: `${namespace}/${name}` };
    const answer = this.#settings.context.client.get(persistentVolumeClaims, namespace, name);
    if (!answer.ok) return { problem: `error processing PVC ${namespace}/${name}: failed to fetch PVC from API server: persistentvolumeclaims "${name}" not found` };
    const { spec, status } = answer.value;
    if (status?.phase !== 'Bound' || !spec?.volumeName) return { problem: `error processing PVC ${namespace}/${name}: PVC is not bound` };
    return { volumeName: spec.volumeName };
  }

  /** By the attachment whose name follows from volume, driver and node, as the kubelet's CSI plugin looks it up. */
  #isAttached(volumeName: string): boolean {
    if (this.#profile.fake) return true;
    const { client } = this.#settings.context;
    const volume = client.get(persistentVolumes, '', volumeName);
    const csi = volume.ok ? volume.value.spec?.csi : undefined;
    if (!csi) return true;
    const attachment = client.get(volumeAttachments, '', `csi-${hash64(`${csi.volumeHandle}${csi.driver}${this.name}`)}`);
    if (attachment.ok) return attachment.value.status?.attached === true && !attachment.value.metadata?.deletionTimestamp;
    const driver = client.get(csiDrivers, '', csi.driver);
    return driver.ok && driver.value.spec.attachRequired === false;
  }

  #inUseName(volumeName: string): string | undefined {
    const volume = this.#profile.fake ? undefined : this.#settings.context.client.get(persistentVolumes, '', volumeName);
    return volume?.ok ? uniqueVolumeName(volume.value) : undefined;
  }

  #volumesInUse(): readonly string[] {
    const names = new Set<string>();
    for (const { disks } of this.#workers.values()) for (const name of disks) names.add(name);
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
    return pressureRefusal(pod, { memory: this.#memoryPressure, disk: this.#disk.pressure }) ?? refusalOf(pod, { node, allocatable: this.#capacity, used, podCount, hostPorts });
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
    this.#usage = undefined;
    this.#workers.delete(worker.uid);
    if (this.#byName.get(worker.key) === worker) this.#byName.delete(worker.key);
    this.#reports.delete(worker);
  }

  /** Looks at the node's memory, at most once a second. */
  #weighSoon(): void {
    if (this.#weighing || this.#profile.fake) return;
    this.#weighing = true;
    this.#later(weighMs, () => {
      this.#weighing = false;
      this.#weigh();
    });
  }

  /** Memory pressure: the condition, and one pod evicted at a time until there is enough again. */
  #weigh(): void {
    const { memoryBytes } = this.usage();
    const availableBytes = quantityValue(this.#capacity['memory']) - memoryBytes;
    if (availableBytes >= memoryThresholdBytes) {
      if (this.#memoryPressure && !this.#calmTimer) this.#calmTimer = this.#later(pressureTransitionMs, () => { this.#calm(); });
      return;
    }
    this.#calmTimer?.cancel();
    this.#calmTimer = undefined;
    if (!this.#memoryPressure) {
      this.#memoryPressure = true;
      this.#pressureChanged('Memory', true);
    }
    this.#agent.warn('EvictionThresholdMet', 'Attempting to reclaim memory');
    this.#evictOne(availableBytes);
  }

  #calm(): void {
    this.#calmTimer = undefined;
    this.#memoryPressure = false;
    this.#pressureChanged('Memory', false);
  }

  #evictOne(availableBytes: number): void {
    const candidates = [...this.#workers.values()].filter((worker) => !worker.isEnding && !isCritical(worker.pod))
      .flatMap((worker) => { const usage = usageOf(worker); return usage ? [{ ...usage, pod: worker.pod, worker }] : []; });
    const first = rankForEviction(candidates)[0];
    if (!first) return;
    const message = evictionMessage(first, availableBytes);
    first.worker.event('Warning', 'Evicted', message);
    first.worker.fail({ reason: 'Evicted', message, isDisruption: true }, 0);
  }
}

function usageOf(worker: PodWorker): PodUsage | undefined {
  let cpuMilli = 0;
  let memoryBytes = 0;
  const containers: { name: string; cpuMilli: number; memoryBytes: number }[] = [];
  for (const { handle, spec } of worker.records) {
    if (!handle?.running) continue;
    const usage = handle.usage();
    cpuMilli += usage.cpuMilli;
    memoryBytes += usage.memoryBytes;
    containers.push({ name: spec.name, ...usage });
  }
  if (containers.length === 0) return undefined;
  return { namespace: worker.pod.metadata?.namespace ?? '', name: worker.pod.metadata?.name ?? '', cpuMilli, memoryBytes, containers };
}

/** An address in 172.18.0.0/15 that is always the same for one name. */
function addressOf(name: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  hash = (hash ^ (hash >>> 16)) >>> 0;
  return `172.${String(18 + (hash >>> 16) % 2)}.${String((hash >>> 8) & 255)}.${String(1 + (hash & 255) % 254)}`;
}
