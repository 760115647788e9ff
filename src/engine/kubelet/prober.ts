import type { V1Probe } from '../../kube/generated/types.ts';
import type { Clock, Timer } from '../sim/clock.ts';
import { noVerdict, runProbe, weigh, type ProbeKind, type ProbeTarget, type Verdict } from './probe.ts';

export interface ProberSettings {
  readonly clock: Clock;
  readonly kind: ProbeKind;
  readonly probe: V1Probe;
  readonly target: ProbeTarget;
  /** Delay before the first look, counted from the start of the container. */
  readonly firstMs: number;
  /** One look failed. */
  readonly unhealthy: (kind: ProbeKind, message: string) => void;
  /** The probe changed its mind. */
  readonly decided: (kind: ProbeKind, healthy: boolean) => void;
}

/**
 * Looks at one container again and again. While it is well and nothing in it changes there is nothing to see, so the
 * timer rests; a change wakes it at its next turn, as if it had looked all the time.
 */
export class Prober {
  readonly kind: ProbeKind;
  readonly #settings: ProberSettings;
  readonly #firstAtMs: number;
  readonly #periodMs: number;
  #verdict: Verdict = noVerdict;
  #timer: Timer | undefined;
  #resting = false;
  #stopped = false;
  #stirred = false;

  constructor(settings: ProberSettings) {
    this.kind = settings.kind;
    this.#settings = settings;
    this.#periodMs = (settings.probe.periodSeconds ?? 10) * 1000;
    this.#firstAtMs = settings.clock.nowMs + settings.firstMs;
    this.#timer = settings.clock.after(settings.firstMs, () => { this.#look(); });
  }

  /** Something in the container changed. */
  wake(): void {
    this.#stirred = true;
    if (!this.#resting || this.#stopped) return;
    this.#resting = false;
    const { nowMs } = this.#settings.clock;
    const passed = (nowMs - this.#firstAtMs) % this.#periodMs;
    this.#timer = this.#settings.clock.after(this.#periodMs - passed, () => { this.#look(); });
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #look(): void {
    if (this.#stopped) return;
    const { probe, target, kind, unhealthy, decided } = this.#settings;
    this.#stirred = false;
    const result = runProbe(probe, target);
    const before = this.#verdict.healthy;
    this.#verdict = weigh(this.#verdict, result.ok, probe);
    if (!result.ok) unhealthy(kind, result.message);
    const { healthy } = this.#verdict;
    if (healthy !== undefined && (healthy !== before || (!healthy && kind !== 'readiness'))) decided(kind, healthy);
    if (!this.#stopped) this.#again(result.ok && healthy === true);
  }

  #again(steady: boolean): void {
    if (steady && !this.#stirred && isLasting(this.#settings)) {
      this.#resting = true;
      return;
    }
    this.#timer = this.#settings.clock.after(this.#periodMs, () => { this.#look(); });
  }
}

/** Whether an answer stays the same until the container says that it changed. */
function isLasting({ target }: ProberSettings): boolean {
  return target.handle.isSteady;
}
