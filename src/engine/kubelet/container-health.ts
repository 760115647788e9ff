import type { V1Probe } from '../../kube/generated/types.ts';
import type { ContainerRecord } from './pod-record.ts';
import type { PodWorker } from './pod-worker.ts';
import { Prober } from './prober.ts';
import type { ProbeKind } from './probe.ts';

/**
 * Watches the health of a pod's containers by their probes.
 *
 * @see Kubernetes 1.36, kubelet, prober_manager.go
 */
export class ContainerHealth {
  readonly #worker: PodWorker;
  /** Made for the first container that is probed. */
  #probers: Map<ContainerRecord, Prober[]> | undefined;

  constructor(worker: PodWorker) {
    this.#worker = worker;
  }

  /** From here on the container's health is watched: first by its startup probe alone, where it has one. */
  watch(record: ContainerRecord): void {
    const { startupProbe, readinessProbe } = record.spec;
    const { isWarm, node } = this.#worker;
    record.started = !startupProbe || isWarm;
    record.probedReady = !readinessProbe || isWarm;
    if (node.profile.fake) this.#fakeReadiness(record);
    else if (!record.started && startupProbe) this.#probe(record, 'startup', startupProbe);
    else this.#probeStarted(record);
  }

  stop(record: ContainerRecord): void {
    for (const prober of this.#probers?.get(record) ?? []) prober.stop();
    this.#probers?.delete(record);
  }

  /** Something changed in a container that its probes may see. */
  changed(record: ContainerRecord): void {
    for (const prober of this.#probers?.get(record) ?? []) prober.wake();
  }

  #fakeReadiness(record: ContainerRecord): void {
    record.started = true;
    const delayMs = (record.spec.readinessProbe?.initialDelaySeconds ?? 0) * 1000;
    if (delayMs === 0) {
      record.probedReady = true;
      return;
    }
    const { handle } = record;
    this.#worker.node.later(delayMs, () => {
      if (record.handle !== handle || !record.running) return;
      record.probedReady = true;
      this.#worker.report();
    });
  }

  #probeStarted(record: ContainerRecord): void {
    const { livenessProbe, readinessProbe } = record.spec;
    if (livenessProbe) this.#probe(record, 'liveness', livenessProbe);
    if (readinessProbe) this.#probe(record, 'readiness', readinessProbe);
  }

  #probe(record: ContainerRecord, kind: ProbeKind, probe: V1Probe): void {
    const worker = this.#worker;
    const { node } = worker;
    const { handle } = record;
    if (!handle) return;
    const jitterMs = node.context.random.int(Math.min(1000, (probe.periodSeconds ?? 10) * 1000));
    const prober = new Prober({
      clock: node.context.clock, kind, probe, firstMs: (probe.initialDelaySeconds ?? 0) * 1000 + jitterMs,
      target: { container: record.spec, handle, podIP: worker.sandbox.podIP, send: (to) => node.network.send(worker.uid, to) },
      unhealthy: (which, message) => {
        const word = `${which.charAt(0).toUpperCase()}${which.slice(1)}`;
        worker.containerEvent(record, 'Warning', 'Unhealthy', `${word} probe failed: ${message}`);
      },
      decided: (which, healthy) => { this.#decided(record, which, healthy, probe); },
    });
    this.#probers ??= new Map();
    const probers = this.#probers.get(record);
    if (probers) probers.push(prober);
    else this.#probers.set(record, [prober]);
  }

  #decided(record: ContainerRecord, kind: ProbeKind, healthy: boolean, probe: V1Probe): void {
    const worker = this.#worker;
    if (kind === 'readiness') {
      record.probedReady = healthy;
      worker.report();
    } else if (!healthy) {
      const seconds = probe.terminationGracePeriodSeconds;
      worker.restartContainer(record, `Container ${record.spec.name} failed ${kind} probe, will be restarted`, seconds === undefined ? undefined : seconds * 1000);
    } else if (kind === 'startup') {
      this.stop(record);
      record.started = true;
      worker.report();
      this.#probeStarted(record);
      worker.sync();
    }
  }
}
