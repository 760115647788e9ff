import type { V1ContainerState } from '../../kube/generated/types.ts';
import { quantityMilliValue, quantityValue } from '../../kube/quantity.ts';
import { rfc3339 } from '../../kube/time.ts';
import type { ContainerExit, ImageInfo, ContainerSpec } from '../container-runtime/interface.ts';
import { Backoff, goDuration } from './backoff.ts';
import { ContainerHealth } from './container-health.ts';
import { expand, resolveEnvironment } from './environment.ts';
import { runHook } from './hooks.ts';
import { restarts, type ContainerRecord } from './pod-record.ts';
import type { PodWorker } from './pod-worker.ts';
import { portNumber } from './probe.ts';
import { mustRestart } from './resize.ts';
import { resolvConf } from './resolv-conf.ts';

/** Brings single containers of a pod up: back-off, image, configuration, start, postStart hook, probes. */
export class ContainerStarter {
  readonly #worker: PodWorker;
  readonly #health: ContainerHealth;

  constructor(worker: PodWorker) {
    this.#worker = worker;
    this.#health = new ContainerHealth(worker);
  }

  /** Sees to it that a container runs, where it should. False while it is being brought up: later ones wait their turn. */
  ensure(record: ContainerRecord): boolean {
    if (record.stopping || record.handle?.running) return true;
    if (record.busy) return record.timer !== undefined;
    const { terminated } = record;
    if (terminated) {
      if (!restarts(this.#worker.pod, record, terminated.exitCode)) return true;
      record.restartBackoff ??= new Backoff();
      const { nowMs } = this.#worker.node.context.clock;
      const waitMs = record.restartBackoff.remainingMs(record.finishedMs, nowMs);
      if (waitMs > 0) {
        this.#backOff(record, terminated, waitMs);
        return true;
      }
      record.restartBackoff.advance(nowMs);
    }
    this.#bringUp(record);
    return !record.busy || record.timer !== undefined;
  }

  stopProbes(record: ContainerRecord): void {
    this.#health.stop(record);
  }

  /** New limits for what runs. */
  resize(): void {
    for (const record of this.#worker.records) {
      if (!record.running || record.resources === record.allocated) continue;
      if (mustRestart(record)) {
        this.#worker.restartContainer(record, `Container ${record.spec.name} resize requires restart`, undefined);
        continue;
      }
      record.resources = record.allocated;
      record.handle?.resize(this.#limits(record));
    }
  }

  /** CrashLoopBackOff: shown a little later, over at the end of the delay. */
  #backOff(record: ContainerRecord, terminated: NonNullable<V1ContainerState['terminated']>, waitMs: number): void {
    const worker = this.#worker;
    const { node, pod } = worker;
    const delay = goDuration(record.restartBackoff?.durationMs ?? 0);
    const name = `${pod.metadata?.name ?? ''}_${pod.metadata?.namespace ?? ''}(${worker.uid})`;
    record.busy = true;
    const shownMs = Math.min(node.profile.backoffShownMs, waitMs);
    record.timer = node.later(shownMs, () => {
      record.lastState = { terminated };
      record.state = { waiting: { reason: 'CrashLoopBackOff', message: `back-off ${delay} restarting failed container=${record.spec.name} pod=${name}` } };
      worker.containerEvent(record, 'Warning', 'BackOff', `Back-off restarting failed container ${record.spec.name} in pod ${name}`);
      worker.report();
      record.timer = node.later(waitMs - shownMs, () => {
        record.busy = false;
        record.timer = undefined;
        record.restartBackoff?.advance(node.context.clock.nowMs);
        this.#bringUp(record);
        worker.sync();
      });
    });
  }

  #bringUp(record: ContainerRecord): void {
    const { profile, images, runtime } = this.#worker.node;
    const reference = record.spec.image ?? '';
    if (profile.fake) {
      const image = runtime.resolveImage(reference);
      if ('pullError' in image) this.#pullFailed(record, image.pullError);
      else this.#present(record, { ...image, name: reference });
      return;
    }
    const policy = record.spec.imagePullPolicy ?? 'IfNotPresent';
    const present = images.find(reference);
    if (present && policy !== 'Always') this.#present(record, present);
    else if (policy === 'Never') this.#neverPulled(record, reference);
    else this.#pull(record, reference);
  }

  #present(record: ContainerRecord, image: ImageInfo): void {
    this.#worker.containerEvent(record, 'Normal', 'Pulled', this.#worker.node.profile.says.present(record.spec.image ?? ''));
    this.#configure(record, image);
  }

  #neverPulled(record: ContainerRecord, reference: string): void {
    const message = `Container image "${reference}" is not present with pull policy of Never`;
    this.#worker.containerEvent(record, 'Warning', 'ErrImageNeverPull', message);
    this.#worker.containerEvent(record, 'Warning', 'Failed', 'Error: ErrImageNeverPull');
    this.#wait(record, 'ErrImageNeverPull', message, this.#worker.node.profile.configRetryMs);
  }

  #pull(record: ContainerRecord, reference: string): void {
    const worker = this.#worker;
    record.busy = true;
    worker.containerEvent(record, 'Normal', 'Pulling', `Pulling image "${reference}"`);
    const { cause } = worker;
    worker.node.images.pull(reference, (outcome) => {
      if (worker.isEnding) return;
      record.busy = false;
      worker.node.context.client.because(cause, () => {
        if (!outcome.ok) {
          this.#pullFailed(record, outcome.error);
          worker.sync();
          return;
        }
        record.pullBackoff?.reset();
        const { image, pullMs, totalMs } = outcome;
        worker.containerEvent(record, 'Normal', 'Pulled', `Successfully pulled image "${reference}" in ${goDuration(pullMs)} (${goDuration(totalMs)} including waiting). Image size: ${String(image.sizeBytes)} bytes.`);
        this.#configure(record, image);
        worker.sync();
      });
    });
  }

  /** ErrImagePull, a moment later ImagePullBackOff, and again after the delay. */
  #pullFailed(record: ContainerRecord, error: string): void {
    const worker = this.#worker;
    const { node } = worker;
    const reference = record.spec.image ?? '';
    const invalid = error.includes('invalid reference format');
    const described = invalid ? error : `rpc error: code = NotFound desc = ${error}`;
    if (invalid) {
      worker.containerEvent(record, 'Warning', 'InspectFailed', `Failed to apply default image tag "${reference}": couldn't parse image name "${reference}": invalid reference format`);
      worker.containerEvent(record, 'Warning', 'Failed', 'Error: InvalidImageName');
      this.#wait(record, 'InvalidImageName', `Failed to apply default image tag "${reference}": couldn't parse image name "${reference}": invalid reference format`, node.profile.configRetryMs);
      return;
    }
    if (node.profile.fake) worker.containerEvent(record, 'Normal', 'Pulling', `Pulling image "${reference}"`);
    worker.containerEvent(record, 'Warning', 'Failed', `Failed to pull image "${reference}": ${described}`);
    worker.containerEvent(record, 'Warning', 'Failed', 'Error: ErrImagePull');
    record.pullBackoff ??= new Backoff();
    const { nowMs } = node.context.clock;
    record.pullBackoff.advance(nowMs);
    const waitMs = record.pullBackoff.durationMs;
    record.state = { waiting: { reason: 'ErrImagePull', message: described } };
    record.busy = true;
    const shownMs = Math.min(1000, waitMs);
    record.timer = node.later(shownMs, () => {
      record.state = { waiting: { reason: 'ImagePullBackOff', message: `Back-off pulling image "${reference}": ErrImagePull: ${described}` } };
      worker.containerEvent(record, 'Normal', 'BackOff', `Back-off pulling image "${reference}"`);
      worker.containerEvent(record, 'Warning', 'Failed', 'Error: ImagePullBackOff');
      worker.report();
      this.#again(record, waitMs - shownMs);
    });
    worker.report();
  }

  /** Says why the container waits, and tries again. */
  #wait(record: ContainerRecord, reason: string, message: string, retryMs: number): void {
    if (record.terminated) record.lastState = record.state;
    record.state = { waiting: { reason, message } };
    record.busy = true;
    this.#worker.report();
    this.#again(record, retryMs);
  }

  #again(record: ContainerRecord, delayMs: number): void {
    record.timer = this.#worker.node.later(delayMs, () => {
      record.busy = false;
      record.timer = undefined;
      this.#bringUp(record);
      this.#worker.sync();
    });
  }

  #configure(record: ContainerRecord, image: ImageInfo): void {
    const worker = this.#worker;
    const { node, pod, sandbox: { podIP } } = worker;
    const environment = resolveEnvironment({ pod, container: record.spec, source: node.source, podIP, hostIP: node.address, nodeName: node.nodeName, allocatable: node.allocatable });
    const problem = environment.ok ? userProblem(worker, record, image) : environment.message;
    if (!environment.ok || problem !== undefined) {
      worker.containerEvent(record, 'Warning', 'Failed', `Error: ${problem ?? ''}`);
      this.#wait(record, 'CreateContainerConfigError', problem ?? '', node.profile.configRetryMs);
      return;
    }
    const startMs = worker.isWarm ? 0 : node.profile.startMs(node.context.random);
    if (startMs === 0) {
      this.#start(record, image, environment.env);
      return;
    }
    record.busy = true;
    node.later(startMs, () => {
      if (worker.isEnding) return;
      record.busy = false;
      this.#start(record, image, environment.env);
      worker.sync();
    });
  }

  #start(record: ContainerRecord, image: ImageInfo, env: () => ReadonlyMap<string, string>): void {
    const worker = this.#worker;
    const { node } = worker;
    const { clock } = node.context;
    const again = record.terminated !== undefined || record.lastState !== undefined || record.handle !== undefined;
    if (record.terminated) record.lastState = record.state;
    if (again) record.restartCount++;
    record.previousLogs = record.handle?.logs;
    record.image = image.name;
    record.imageID = image.id;
    worker.containerEvent(record, 'Normal', 'Created', node.profile.says.created(record.spec.name));
    const handle = node.runtime.start(this.#containerSpec(record, env), {
      exited: (exit) => {
        node.usageMoves();
        this.#exited(record, exit);
      },
      changed: () => {
        this.#health.changed(record);
        node.containerChanged(worker, record);
      },
      wrote: node.wrote,
      usageChanged: node.usageChanged,
      stirred: node.usageMoves,
      send: (to) => node.network.send(worker.uid, to),
      resolve: (host) => (node.network.resolve ? node.network.resolve(worker.uid, host) : []),
    });
    record.startedMs = clock.epochMs;
    record.resources = record.allocated;
    if ('startError' in handle) {
      this.#neverRan(record, handle.startError);
      return;
    }
    record.handle = handle;
    record.containerID = `containerd://${handle.id}`;
    record.state = { running: { startedAt: rfc3339(clock.epochMs) } } as unknown as V1ContainerState;
    worker.containerEvent(record, 'Normal', 'Started', node.profile.says.started(record.spec.name));
    node.usageChanged();
    node.containerChanged(worker, record);
    worker.report();
    this.#afterStart(record);
  }

  #neverRan(record: ContainerRecord, message: string): void {
    const worker = this.#worker;
    const { clock } = worker.node.context;
    worker.containerEvent(record, 'Warning', 'Failed', `Error: ${message}`);
    record.finishedMs = clock.nowMs;
    record.state = { terminated: { exitCode: 128, reason: 'StartError', message, startedAt: rfc3339(0), finishedAt: rfc3339(clock.epochMs), containerID: record.containerID } } as unknown as V1ContainerState;
    worker.report();
    worker.node.later(Math.max(1, worker.node.profile.noticeMs), () => { worker.sync(); });
  }

  #afterStart(record: ContainerRecord): void {
    const hook = record.spec.lifecycle?.postStart;
    const worker = this.#worker;
    if (!hook || worker.node.profile.fake) {
      this.#health.watch(record);
      return;
    }
    record.hooking = true;
    runHook(hook, record, worker, (problem) => {
      record.hooking = false;
      if (!record.handle?.running) return;
      if (problem !== undefined) {
        worker.containerEvent(record, 'Warning', 'FailedPostStartHook', 'PostStartHook failed');
        worker.restartContainer(record, 'FailedPostStartHook', undefined);
      } else this.#health.watch(record);
      worker.report();
      worker.sync();
    });
  }

  #exited(record: ContainerRecord, exit: ContainerExit): void {
    const worker = this.#worker;
    const { clock } = worker.node.context;
    record.finishedMs = clock.nowMs;
    record.started = false;
    record.probedReady = false;
    record.hooking = false;
    const said = record.handle?.terminationMessage() ?? '';
    const message = said || (record.spec.terminationMessagePolicy === 'FallbackToLogsOnError' && exit.exitCode !== 0 ? (record.handle?.logs.tail() ?? '') : '');
    record.state = { terminated: {
      ...exit, ...(message ? { message } : {}), startedAt: rfc3339(record.startedMs), finishedAt: rfc3339(clock.epochMs), containerID: record.containerID,
    } } as unknown as V1ContainerState;
    worker.containerExited(record);
  }

  #limits(record: ContainerRecord): { cpuLimitMilli?: number | undefined; memoryLimitBytes?: number | undefined } {
    const limits = record.allocated?.limits ?? this.#worker.pod.spec?.resources?.limits;
    return {
      cpuLimitMilli: limits?.['cpu'] === undefined ? undefined : Math.max(10, quantityMilliValue(limits['cpu'])),
      memoryLimitBytes: limits?.['memory'] === undefined ? undefined : quantityValue(limits['memory']),
    };
  }

  #containerSpec(record: ContainerRecord, env: () => ReadonlyMap<string, string>): ContainerSpec {
    const worker = this.#worker;
    const { pod, node } = worker;
    const { spec } = record;
    const ports = (spec.ports ?? []).map(({ containerPort }) => containerPort);
    const probed = [spec.readinessProbe, spec.livenessProbe, spec.startupProbe].map((probe) => portNumber(spec, (probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? probe?.grpc?.port) as string | number | undefined));
    return {
      name: spec.name, image: spec.image ?? '', command: expanded(spec.command, env), args: expanded(spec.args, env), workingDir: spec.workingDir,
      hostname: pod.spec?.hostname ?? pod.metadata?.name ?? '', ports: ports.length > 0 ? ports : probed.filter((port) => port !== undefined),
      env, mounts: worker.sandbox.volumes?.mountsOf(spec) ?? [], ...this.#limits(record), nodeCpuMilli: node.cpuMilli,
      fake: !node.profile.fake ? undefined : record.role === 'init' ? 'init' : (pod.spec?.restartPolicy ?? 'Always') === 'Always' || record.role === 'sidecar' ? 'always' : 'once',
      terminationMessagePath: spec.terminationMessagePath ?? '/dev/termination-log', podIP: worker.sandbox.podIP, resolvConf: () => resolvConf(pod),
      ...(spec.stdin ? { stdin: true, stdinOnce: spec.stdinOnce ?? false, tty: spec.tty ?? false } : {}), ...(worker.isWarm ? { warm: true } : {}),
    };
  }
}

/**
 * Why a container that must not run as root may not start; undefined where it may.
 *
 * @see Kubernetes 1.36, kubelet, kuberuntime, verifyRunAsNonRoot
 */
function userProblem({ pod, uid, node }: PodWorker, { spec }: ContainerRecord, image: ImageInfo): string | undefined {
  const own = { ...pod.spec?.securityContext, ...spec.securityContext };
  if (!own.runAsNonRoot || node.profile.fake) return undefined;
  const which = `(pod: "${pod.metadata?.name ?? ''}_${pod.metadata?.namespace ?? ''}(${uid})", container: ${spec.name})`;
  if (own.runAsUser !== undefined) return own.runAsUser === 0 ? `container's runAsUser breaks non-root policy ${which}` : undefined;
  return image.user === 0 ? `container has runAsNonRoot and image will run as root ${which}` : undefined;
}

/** `$(NAME)` in a command line stands for a variable of the environment. */
function expanded(words: readonly string[] | undefined, env: () => ReadonlyMap<string, string>): readonly string[] | undefined {
  if (!words?.some((word) => word.includes('$('))) return words;
  return words.map((word) => expand(word, (name) => env().get(name)));
}
