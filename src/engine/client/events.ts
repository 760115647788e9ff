import type { V1Status } from '../../kube/generated/types.ts';
import { coreEvents } from '../../kube/kinds.ts';
import type { KubeObject } from '../../kube/object.ts';
import { rfc3339, rfc3339Micro } from '../../kube/time.ts';
import type { ComponentContext } from './client.ts';

export type EventType = 'Normal' | 'Warning';

export interface EventDetails {
  readonly type: EventType;
  readonly reason: string;
  readonly message: string;
  /** `spec.containers{app}`: the part of the object that is meant. */
  readonly fieldPath?: string;
  /** What was done (`Binding`), where the events.k8s.io form is used. */
  readonly action?: string;
}

interface Known {
  readonly name: string;
  readonly namespace: string;
  count: number;
}

export interface RecorderSettings {
  /** `source.component` and `reportingComponent`. */
  readonly component: string;
  /** `source.host`: the node of a kubelet. */
  readonly host?: string;
  /** The scheduler writes the form of events.k8s.io: `eventTime`, `action`, no counts. */
  readonly newForm?: true;
}

/** In two halves: numbers beyond 32 bits are slow to print. */
const lastTenHexDigits = (value: number): string => hex5(Math.floor(value / 0x100000) % 0x100000) + hex5(value % 0x100000);
const hex5 = (value: number): string => value.toString(16).padStart(5, '0');

/** client-go's spam filter: so many at once for one source and object, then one every five minutes. */
const burst = 25;
const refillMs = 300_000;

/**
 * Writes Events about objects. A repeated event raises the count of the one that is there; too many about one object are dropped.
 *
 * @see Kubernetes client-go, tools/record, EventCorrelator
 */
export class EventRecorder {
  readonly #context: ComponentContext;
  readonly #settings: RecorderSettings;
  readonly #known = new Map<string, Known>();
  #lastMicros = 0;
  readonly #budgets = new Map<string, { tokens: number; atMs: number }>();

  constructor(context: ComponentContext, settings: RecorderSettings) {
    this.#context = context;
    this.#settings = settings;
  }

  event(about: KubeObject, details: EventDetails): void {
    if (!this.#settings.newForm && !this.#mayWrite(about)) return;
    const { kind = '', metadata } = about;
    const { fieldPath = '', type, reason, message } = details;
    const key = `${kind}\n${metadata?.namespace ?? ''}\n${metadata?.name ?? ''}\n${metadata?.uid ?? ''}\n${fieldPath}\n${type}\n${reason}\n${message}`;
    const known = this.#known.get(key);
    if (known && this.#raise(known)) return;
    this.#write(about, details, key);
  }

  #raise(known: Known): boolean {
    const count = known.count + 1;
    const patch = { count, lastTimestamp: rfc3339(this.#context.clock.epochMs) };
    const answer = this.#context.client.patch(coreEvents, { ...known, type: 'application/merge-patch+json' }, patch);
    if (answer.ok) known.count = count;
    return answer.ok;
  }

  #write(about: KubeObject, details: EventDetails, key: string): V1Status | undefined {
    const { clock, client, random } = this.#context;
    const { component, host, newForm } = this.#settings;
    const { name = '', namespace = 'default', uid, resourceVersion } = about.metadata ?? {};
    const at = rfc3339(clock.epochMs);
    const unique = lastTenHexDigits(this.#nextMicros(clock.epochMs)) + random.int(0x1000000).toString(16).padStart(6, '0');
    const eventName = [name, unique].join('.');
    const answer = client.create(coreEvents, {
      apiVersion: 'v1', kind: 'Event',
      metadata: { name: eventName, namespace },
      involvedObject: { kind: about.kind, namespace: about.metadata?.namespace, name, uid, apiVersion: about.apiVersion, resourceVersion, ...(details.fieldPath ? { fieldPath: details.fieldPath } : {}) },
      reason: details.reason, message: details.message, type: details.type,
      ...(newForm
        ? { eventTime: rfc3339Micro(clock.epochMs), action: details.action ?? details.reason, reportingComponent: component, reportingInstance: `${component}-0`, source: {} }
        : { source: { component, ...(host ? { host } : {}) }, firstTimestamp: at, lastTimestamp: at, count: 1, reportingComponent: component, reportingInstance: host ?? '' }),
    });
    if (!answer.ok) return answer.status;
    if (this.#known.size > 4096) this.#known.clear();
    this.#known.set(key, { name: eventName, namespace, count: 1 });
    return undefined;
  }

  /** Microseconds, later by one for each event of the same instant: sorted by name, events stand in the order in which they were written. */
  #nextMicros(epochMs: number): number {
    this.#lastMicros = Math.max(Math.floor(epochMs * 1000), this.#lastMicros + 1);
    return this.#lastMicros;
  }

  #mayWrite(about: KubeObject): boolean {
    const { nowMs } = this.#context.clock;
    const key = about.metadata?.uid ?? about.metadata?.name ?? '';
    const budget = this.#budgets.get(key) ?? { tokens: burst, atMs: nowMs };
    budget.tokens = Math.min(burst, budget.tokens + (nowMs - budget.atMs) / refillMs);
    budget.atMs = nowMs;
    this.#budgets.set(key, budget);
    if (this.#budgets.size > 20_000) this.#budgets.clear();
    if (budget.tokens < 1) return false;
    budget.tokens -= 1;
    return true;
  }
}
