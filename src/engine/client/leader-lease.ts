import type { V1Lease } from '../../kube/generated/types.ts';
import { leases } from '../../kube/kinds.ts';
import { parseRfc3339, rfc3339Micro } from '../../kube/time.ts';
import type { ComponentContext } from './client.ts';
import { EventRecorder } from './events.ts';

const leaseSeconds = 15;
const retryMs = 2000;
/** `--leader-elect-renew-deadline` */
const renewDeadlineMs = 10_000;

export interface LeaderSettings {
  /** Name of the component and of its Lease in kube-system: `kube-scheduler`. */
  readonly name: string;
  /** The machine it runs on, first part of the holder's identity. */
  readonly host: string;
  /** The Lease could not be renewed for 10 s: the process ends, for another may lead soon. */
  readonly onLost?: () => void;
}

interface Stoppable {
  stop(): void;
}

/**
 * Starts a component once it holds the Lease of its name, and renews the Lease every two seconds. A Lease that another
 * instance held is taken over 15 s after that one's last sign of life. Who cannot renew it for 10 s stops for good.
 *
 * @see Kubernetes client-go, tools/leaderelection
 */
export function runAsLeader(context: ComponentContext, settings: LeaderSettings, start: () => Stoppable): Stoppable {
  const election = new Election(context, settings, start);
  election.tick();
  return election;
}

class Election implements Stoppable {
  readonly #context: ComponentContext;
  readonly #settings: LeaderSettings;
  readonly #start: () => Stoppable;
  readonly #identity: string;
  #running: Stoppable | undefined;
  /** The Lease as it was written last, while it is ours. */
  #held: V1Lease | undefined;
  #renewedMs = 0;
  #stopped = false;

  constructor(context: ComponentContext, settings: LeaderSettings, start: () => Stoppable) {
    this.#context = context;
    this.#settings = settings;
    this.#start = start;
    this.#identity = `${settings.host}_${context.random.uuid()}`;
  }

  stop(): void {
    this.#stopped = true;
    this.#running?.stop();
  }

  tick(): void {
    if (this.#stopped) return;
    const { client, clock } = this.#context;
    const lease = client.because({ clock: true }, () => this.#renew() ?? this.#acquire());
    this.#held = lease;
    client.takeCostMs();
    if (lease) this.#renewedMs = clock.nowMs;
    else if (this.#running && clock.nowMs - this.#renewedMs >= renewDeadlineMs) {
      this.stop();
      this.#settings.onLost?.();
      return;
    }
    if (lease && !this.#running) {
      this.#running = this.#start();
      const recorder = new EventRecorder(this.#context, { component: this.#settings.name });
      recorder.event(lease, { type: 'Normal', reason: 'LeaderElection', message: `${this.#identity} became leader` });
    }
    clock.after(retryMs, () => { this.tick(); });
  }

  /** Who leads writes the Lease without reading it first: it was the last to write it. */
  #renew(): V1Lease | undefined {
    const { client, clock } = this.#context;
    if (!this.#held) return undefined;
    const answer = client.update(leases, { ...this.#held, spec: { ...this.#held.spec, renewTime: rfc3339Micro(clock.epochMs) } });
    return answer.ok ? answer.value : undefined;
  }

  /** The Lease as it is once it is ours; undefined where it is another's, or cannot be had now. */
  #acquire(): V1Lease | undefined {
    const { client, clock } = this.#context;
    const now = rfc3339Micro(clock.epochMs);
    const there = client.get(leases, 'kube-system', this.#settings.name);
    const fresh = { holderIdentity: this.#identity, leaseDurationSeconds: leaseSeconds, acquireTime: now, renewTime: now, leaseTransitions: 0 };
    if (!there.ok) {
      if (there.status.reason !== 'NotFound') return undefined;
      const made = client.create(leases, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: this.#settings.name, namespace: 'kube-system' }, spec: fresh });
      return made.ok ? made.value : undefined;
    }
    const { spec } = there.value;
    const ours = spec?.holderIdentity === this.#identity;
    if (!ours && (parseRfc3339(spec?.renewTime) ?? 0) + leaseSeconds * 1000 > clock.epochMs) return undefined;
    const next = ours ? { ...spec, renewTime: now } : { ...fresh, leaseTransitions: (spec?.leaseTransitions ?? 0) + 1 };
    const answer = client.update(leases, { ...there.value, spec: next });
    return answer.ok ? answer.value : undefined;
  }
}
