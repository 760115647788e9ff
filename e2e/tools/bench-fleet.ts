import type { V1Deployment } from '../../src/kube/generated/types.ts';
import { deployments, groupResourceOf } from '../../src/kube/kinds.ts';
import { Session } from '../../src/worker/session.ts';
import { deployment, machines } from './bench-pods.ts';

const podsPerNode = 30;
const prefix = `/registry/${groupResourceOf(deployments)}`;
const silent = { output: () => undefined, done: () => undefined };

/** Time of this process: what the wall clock says, and what its threads had of the processor (other programs do not count). */
export interface Spent {
  readonly wallMs: number;
  readonly cpuMs: number;
}

export function timed(work: () => void): Spent {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  work();
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs: performance.now() - wall, cpuMs: (user + system) / 1000 };
}

/** A cluster whose nodes run 30 pods each: a Deployment with a Service for every ten nodes. */
export class Fleet {
  readonly session: Session;
  readonly pods: number;
  readonly #names: readonly string[];

  constructor(nodes: number) {
    this.session = new Session({ version: 1, seed: 1, start: '2026-01-01T09:00:00Z', nodes: machines(nodes), manifests: [], load: [], warmUpMs: 0, actions: [], untilMs: 0 });
    this.session.advanceTo(15_000);
    this.pods = nodes * podsPerNode;
    this.#names = Array.from({ length: Math.ceil(nodes / 10) }, (_, index) => `web-${String(index + 1)}`);
    const each = this.pods / this.#names.length;
    for (const name of this.#names) this.session.act({ type: 'apply', yaml: deployment(each, name) }, silent);
  }

  /**
   * Runs until every Deployment has all of its pods, of its newest template and available, or until the machine's own clock has
   * gone on by `wallMaxMs`. Throws where it takes longer than `virtualMaxMs`.
   */
  runUntilReady(virtualMaxMs: number, wallMaxMs = Infinity): void {
    const { clock } = this.session.cluster;
    const untilMs = clock.nowMs + virtualMaxMs;
    const startedMs = performance.now();
    while (!this.#isReady() && performance.now() - startedMs < wallMaxMs) {
      if (clock.nowMs >= untilMs) throw new Error(`not all of ${String(this.pods)} pods got ready within ${String(virtualMaxMs / 1000)} virtual seconds`);
      this.session.advanceTo(clock.nowMs + 250);
    }
  }

  restartAll(): void {
    for (const name of this.#names) this.session.act({ type: 'kubectl', line: `kubectl rollout restart deployment ${name}` }, silent);
  }

  /** How many pods are of their Deployment's newest template. */
  get updated(): number {
    return this.#names.reduce((sum, name) => sum + updatedOf(this.#deployed(name)), 0);
  }

  #isReady(): boolean {
    return this.#names.every((name) => isRolledOut(this.#deployed(name)));
  }

  #deployed(name: string): V1Deployment | undefined {
    return this.session.cluster.store.get(`${prefix}/default/${name}`) as V1Deployment | undefined;
  }
}

function isRolledOut(deployed: V1Deployment | undefined): boolean {
  const { metadata, spec, status } = deployed ?? {};
  const wanted = spec?.replicas;
  return wanted !== undefined && status?.observedGeneration === metadata?.generation && status?.replicas === wanted
    && status?.updatedReplicas === wanted && status?.availableReplicas === wanted;
}

const updatedOf = (deployed: V1Deployment | undefined): number => (deployed?.status?.observedGeneration === deployed?.metadata?.generation ? (deployed?.status?.updatedReplicas ?? 0) : 0);
