import type { V1Container, V1Pod, V1PodCondition, V1ResourceRequirements } from '../../kube/generated/types.ts';
import { quantityMilliValue, quantityValue } from '../../kube/quantity.ts';
import { rfc3339 } from '../../kube/time.ts';
import { podRequests } from './admission.ts';
import type { ContainerRecord } from './pod-record.ts';
import { sameJson } from './pod-status.ts';
import type { PodWorker } from './pod-worker.ts';

/** A resize that could not be put into force is tried again after this long, as every failed sync of a pod is (`backOffPeriod`). */
const retryMs = 10_000;

interface Standing {
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration: number | undefined;
  /** Since when it stands with this reason. */
  readonly since: string;
}

/**
 * How a change of a pod's resources gets on. What the spec wants is first granted by the node (until then the pod keeps what it
 * has, and `PodResizePending` says why), then put into force in the containers that run (`PodResizeInProgress`).
 *
 * @see Kubernetes 1.36, kubelet, allocation manager, handlePodResourcesResize; kuberuntime, doPodResizeAction
 */
export class PodResize {
  readonly #worker: PodWorker;
  #pending: Standing | undefined;
  #progress: Standing | undefined;
  /** The spec changed, and nobody has looked at it yet. */
  #isFresh = false;

  constructor(worker: PodWorker) {
    this.#worker = worker;
  }

  /** Whether it should be looked at when something has become free: not where the node is too small for it. */
  get waits(): boolean {
    return this.#isFresh || this.#pending?.reason === 'Deferred';
  }

  /** Since when it has been put off; undefined while nobody has said so. */
  get deferredSince(): string | undefined {
    return this.#pending?.since;
  }

  get conditions(): readonly V1PodCondition[] {
    return [...conditionOf('PodResizePending', this.#pending), ...conditionOf('PodResizeInProgress', this.#progress)];
  }

  /** The pod's spec is a newer one. True where it wants other resources. */
  specChanged(): boolean {
    const { records } = this.#worker;
    for (const record of records) if (sameJson(record.allocated, record.spec.resources)) settle(record);
    this.#isFresh = records.some(({ allocated, spec }) => allocated !== spec.resources);
    if (!this.#isFresh) this.#pending = undefined;
    return this.#isFresh;
  }

  /** Grants what is wanted, where the node has it. */
  evaluate(): void {
    const worker = this.#worker;
    this.#isFresh = false;
    if (worker.isEnding) return;
    const refusal = refusalOf(worker);
    if (refusal) this.#putOff(refusal);
    else this.#grant();
    worker.report();
  }

  #putOff({ reason, message }: Pick<Standing, 'reason' | 'message'>): void {
    const before = this.#pending;
    this.#pending = this.#standing(before, reason, message);
    if (!sameJson(before, this.#pending)) this.#tell('Warning', `Resize${reason}`, `Pod resize ${reason}`, message);
  }

  #grant(): void {
    const { records, node } = this.#worker;
    this.#pending = undefined;
    for (const record of records) record.allocated = record.spec.resources;
    if (node.profile.fake) {
      this.#worker.actuate();
      return;
    }
    this.#progress = this.#standing(undefined, '', '');
    this.#tell('Normal', 'ResizeStarted', 'Pod resize started');
    node.later(node.profile.noticeMs, () => { this.#putIntoForce(); });
  }

  #putIntoForce(): void {
    const worker = this.#worker;
    if (worker.isEnding || !this.#progress) return;
    const problem = memoryProblem(worker.records);
    if (problem === undefined) {
      worker.actuate();
      this.#progress = undefined;
      this.#tell('Normal', 'ResizeCompleted', 'Pod resize completed');
    } else {
      const before = this.#progress;
      this.#progress = this.#standing(before, 'Error', problem);
      if (!sameJson(before, this.#progress)) this.#tell('Warning', 'ResizeError', 'Pod resize error', problem);
      worker.node.later(retryMs, () => { this.#putIntoForce(); });
    }
    worker.report();
  }

  #standing(before: Standing | undefined, reason: string, message: string): Standing {
    const { pod, node } = this.#worker;
    const since = before?.reason === reason ? before.since : rfc3339(node.context.clock.epochMs);
    return { reason, message, observedGeneration: pod.metadata?.generation, since };
  }

  #tell(type: 'Normal' | 'Warning', reason: string, what: string, error?: string): void {
    if (!this.#worker.node.profile.fake) this.#worker.event(type, reason, `${what}: ${summaryOf(this.#worker.pod, error)}`);
  }
}

/** What is granted is what the new spec says, and is the same object as well: so nobody has to compare them again. */
function settle(record: ContainerRecord): void {
  if (record.resources === record.allocated) record.resources = record.spec.resources;
  record.allocated = record.spec.resources;
}

function conditionOf(type: string, standing: Standing | undefined): readonly V1PodCondition[] {
  if (!standing) return [];
  const { reason, message, since, observedGeneration } = standing;
  const words = reason === '' ? {} : { reason, message };
  return [{ type, status: 'True', ...words, lastProbeTime: null, lastTransitionTime: since, observedGeneration } as unknown as V1PodCondition];
}

/**
 * Why the node does not grant what a pod wants: it has not got as much at all (`Infeasible`), or not while its other pods are
 * there (`Deferred`).
 */
function refusalOf({ pod, node }: PodWorker): Pick<Standing, 'reason' | 'message'> | undefined {
  const wanted = podRequests(pod);
  for (const name of ['memory', 'cpu']) {
    const requested = wanted.get(name) ?? 0;
    const capacity = name === 'cpu' ? quantityMilliValue(node.allocatable[name]) : quantityValue(node.allocatable[name]);
    if (requested > capacity) return { reason: 'Infeasible', message: `Node didn't have enough capacity: ${name}, requested: ${String(requested)}, capacity: ${String(capacity)}` };
  }
  const refusal = node.profile.fake ? undefined : node.admit(pod);
  return refusal && { reason: 'Deferred', message: refusal.message };
}

const memoryOf = (resources: V1ResourceRequirements | undefined): number | undefined => (resources?.limits?.['memory'] === undefined ? undefined : quantityValue(resources.limits['memory']));
const restartsFor = ({ spec }: ContainerRecord, name: string): boolean => (spec.resizePolicy ?? []).some(({ resourceName, restartPolicy }) => resourceName === name && restartPolicy === 'RestartContainer');

/** Why limits of memory may not be lowered now: more than that is in use, by the pod or by a container that would not be restarted. */
function memoryProblem(records: readonly ContainerRecord[]): string | undefined {
  const running = records.filter((record) => record.running);
  const usage = (record: ContainerRecord): number => record.handle?.usage().memoryBytes ?? 0;
  const sum = (amounts: readonly (number | undefined)[]): number | undefined => amounts.reduce<number | undefined>((total, amount) => (total === undefined || amount === undefined ? undefined : total + amount), 0);
  const looks = [
    { what: 'pod', limit: sum(running.map(({ allocated }) => memoryOf(allocated))), before: sum(running.map(({ resources }) => memoryOf(resources))), used: running.reduce((total, record) => total + usage(record), 0) },
    ...running.filter((record) => !restartsFor(record, 'memory')).map((record) => ({ what: `container ${JSON.stringify(record.spec.name)}`, limit: memoryOf(record.allocated), before: memoryOf(record.resources), used: usage(record) })),
  ];
  const problems = looks.filter(({ limit, before, used }) => limit !== undefined && limit < (before ?? Infinity) && used >= limit)
    .map(({ what, limit, used }) => `attempting to set ${what} memory limit (${String(limit)}) below current usage (${String(used)})`);
  if (problems.length === 0) return undefined;
  return `cannot decrease memory limits: ${problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`}`;
}

/** Whether a container that runs has to be restarted to get what it has been granted. */
export function mustRestart(record: ContainerRecord): boolean {
  const { resources, allocated } = record;
  const changes = (name: string): boolean => (['limits', 'requests'] as const).some((side) => resources?.[side]?.[name] !== allocated?.[side]?.[name]);
  return ['cpu', 'memory'].some((name) => changes(name) && restartsFor(record, name));
}

const sorted = (list: Readonly<Record<string, string>>): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(list).sort(([a], [b]) => (a < b ? -1 : 1)));

/** What events of a resize tell: every container's resources as the spec wants them, and the generation of the pod that says so. */
function summaryOf({ spec, metadata }: V1Pod, error?: string): string {
  const list = (containers: readonly V1Container[]) => containers.map(({ name, resources }) => ({
    name, resources: { ...(resources?.limits ? { limits: sorted(resources.limits) } : {}), ...(resources?.requests ? { requests: sorted(resources.requests) } : {}) },
  }));
  const inits = spec?.initContainers ?? [];
  return JSON.stringify({ ...(inits.length > 0 ? { initContainers: list(inits) } : {}), containers: list(spec?.containers ?? []), generation: metadata?.generation ?? 0, ...(error === undefined ? {} : { error }) });
}
