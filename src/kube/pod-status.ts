import type { V1ContainerState, V1ContainerStatus, V1Pod } from './generated/types.ts';

/** How many of a pod's containers (sidecars included) are ready: the READY column. */
export interface ReadyContainers {
  readonly ready: number;
  readonly total: number;
}

/** The RESTARTS column: how often, and when the last one ended (RFC 3339) where that is known. */
export interface Restarts {
  readonly count: number;
  readonly lastAt?: string;
}

/**
 * The STATUS column of `kubectl get pods`.
 *
 * Examples: `Running`, `Init:0/1`, `PodInitializing`, `CrashLoopBackOff`, `Completed`, `ExitCode:1`, `Signal:9`,
 * `SchedulingGated`, `Terminating`, `NotReady` (one container still runs, another one has completed).
 *
 * @see Kubernetes 1.36, printers, printPod
 */
export function podStatusWord(pod: V1Pod): string {
  return overview(pod).word;
}

/** Ready and total containers, as the READY column counts them. */
export function containersReady(pod: V1Pod): ReadyContainers {
  const { ready, total } = overview(pod);
  return { ready, total };
}

/** Restarts as the RESTARTS column counts them: while the pod initializes those of its init containers, then the others'. */
export function restartsOf(pod: V1Pod): Restarts {
  return overview(pod).restarts;
}

/** Whether the condition Ready is True. */
export function isPodReady(pod: V1Pod): boolean {
  return conditionIsTrue(pod, 'Ready');
}

/** Whether the pod has ended for good. */
export function isPodTerminal(pod: V1Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

interface Overview {
  readonly word: string;
  readonly ready: number;
  readonly total: number;
  readonly restarts: Restarts;
}

const cache = new WeakMap<V1Pod, Overview>();

function overview(pod: V1Pod): Overview {
  const known = cache.get(pod);
  if (known) return known;
  const sidecars = new Set((pod.spec?.initContainers ?? []).filter((container) => container.restartPolicy === 'Always').map(({ name }) => name));
  const init = initPhase(pod, sidecars);
  const main = init.word === undefined || conditionIsTrue(pod, 'Initialized') ? mainPhase(pod, init.word ?? startWord(pod)) : undefined;
  const computed: Overview = {
    word: endWord(pod, main?.word ?? init.word ?? startWord(pod)),
    ready: init.ready + (main?.ready ?? 0),
    total: (pod.spec?.containers.length ?? 0) + sidecars.size,
    restarts: main ? joinRestarts(init.sidecarRestarts, main.restarts) : init.restarts,
  };
  cache.set(pod, computed);
  return computed;
}

function startWord({ status }: V1Pod): string {
  const gated = status?.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated');
  return gated ? 'SchedulingGated' : status?.reason || status?.phase || '';
}

function endWord(pod: V1Pod, word: string): string {
  if (!pod.metadata?.deletionTimestamp) return word;
  if (pod.status?.reason === 'NodeLost') return 'Unknown';
  return isPodTerminal(pod) ? word : 'Terminating';
}

interface InitPhase {
  /** Set while an init container holds the pod up. */
  readonly word: string | undefined;
  readonly ready: number;
  readonly restarts: Restarts;
  readonly sidecarRestarts: Restarts;
}

function initPhase(pod: V1Pod, sidecars: ReadonlySet<string>): InitPhase {
  let ready = 0;
  let restarts: Restarts = { count: 0 };
  let sidecarRestarts: Restarts = { count: 0 };
  for (const [index, container] of (pod.status?.initContainerStatuses ?? []).entries()) {
    const own = restartsOfContainer(container);
    restarts = joinRestarts(restarts, own);
    if (sidecars.has(container.name)) sidecarRestarts = joinRestarts(sidecarRestarts, own);
    if (container.state?.terminated?.exitCode === 0) continue;
    if (sidecars.has(container.name) && container.started) {
      if (container.ready) ready++;
      continue;
    }
    const word = initWord(container.state, index, pod.spec?.initContainers?.length ?? 0);
    return { word, ready, restarts, sidecarRestarts };
  }
  return { word: undefined, ready, restarts, sidecarRestarts };
}

function initWord(state: V1ContainerState | undefined, index: number, total: number): string {
  if (state?.terminated) return `Init:${terminatedWord(state.terminated)}`;
  const reason = state?.waiting?.reason;
  return reason && reason !== 'PodInitializing' ? `Init:${reason}` : `Init:${String(index)}/${String(total)}`;
}

function mainPhase(pod: V1Pod, before: string): { readonly word: string; readonly ready: number; readonly restarts: Restarts } {
  let word = before;
  let ready = 0;
  let restarts: Restarts = { count: 0 };
  const statuses = pod.status?.containerStatuses ?? [];
  for (let i = statuses.length - 1; i >= 0; i--) {
    const container = statuses[i];
    if (!container) continue;
    restarts = joinRestarts(restarts, restartsOfContainer(container));
    const { waiting, terminated, running } = container.state ?? {};
    if (waiting?.reason) word = waiting.reason;
    else if (terminated) word = terminatedWord(terminated);
    else if (container.ready && running) ready++;
  }
  if (word === 'Completed' && ready > 0) word = isPodReady(pod) ? 'Running' : 'NotReady';
  return { word, ready, restarts };
}

function terminatedWord(terminated: { readonly reason?: string | undefined; readonly signal?: number | undefined; readonly exitCode: number }): string {
  if (terminated.reason) return terminated.reason;
  return terminated.signal ? `Signal:${String(terminated.signal)}` : `ExitCode:${String(terminated.exitCode)}`;
}

function restartsOfContainer({ restartCount, lastState }: V1ContainerStatus): Restarts {
  const lastAt = lastState?.terminated?.finishedAt;
  return lastAt === undefined ? { count: restartCount } : { count: restartCount, lastAt };
}

function joinRestarts(a: Restarts, b: Restarts): Restarts {
  const count = a.count + b.count;
  const lastAt = a.lastAt === undefined || (b.lastAt !== undefined && b.lastAt > a.lastAt) ? b.lastAt : a.lastAt;
  return lastAt === undefined ? { count } : { count, lastAt };
}

function conditionIsTrue(pod: V1Pod, wanted: string): boolean {
  const conditions = pod.status?.conditions;
  if (!conditions) return false;
  for (const condition of conditions) if (condition.type === wanted && condition.status === 'True') return true;
  return false;
}
