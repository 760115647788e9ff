import type { V1ObjectReference, V1Status } from '../../kube/generated/types.ts';
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

/** An Event that was written, and what makes another one the same. */
interface Known {
  readonly involved: V1ObjectReference;
  readonly type: EventType;
  readonly reason: string;
  readonly message: string;
  /** Its own name and namespace. */
  readonly name: string;
  readonly namespace: string;
  count: number;
}

/** How many Events are remembered; beyond that all are forgotten. */
const knownMax = 4096;

const idOf = ({ metadata }: KubeObject): string => metadata?.uid ?? metadata?.name ?? '';

function isSame(known: Known, { kind, metadata }: KubeObject, { fieldPath, type, reason, message }: EventDetails): boolean {
  const { involved } = known;
  return known.reason === reason && known.message === message && known.type === type && (involved.fieldPath ?? '') === (fieldPath ?? '')
    && involved.kind === kind && involved.name === (metadata?.name ?? '') && involved.namespace === metadata?.namespace && involved.uid === metadata?.uid;
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
  /** By the object that they are about: one text of all that makes an Event the same would weigh more than the Event. */
  readonly #known = new Map<string, Known[]>();
  #knownCount = 0;
  #lastMicros = 0;
  readonly #budgets = new Map<string, { tokens: number; atMs: number }>();

  constructor(context: ComponentContext, settings: RecorderSettings) {
    this.#context = context;
    this.#settings = settings;
  }

  event(about: KubeObject, details: EventDetails): void {
    if (!this.#settings.newForm && !this.#mayWrite(about)) return;
    const known = this.#known.get(idOf(about))?.find((each) => isSame(each, about, details));
    if (known && this.#raise(known)) return;
    this.#write(about, details, known);
  }

  #raise(known: Known): boolean {
    const count = known.count + 1;
    const patch = { count, lastTimestamp: rfc3339(this.#context.clock.epochMs) };
    const answer = this.#context.client.patch(coreEvents, { name: known.name, namespace: known.namespace, type: 'application/merge-patch+json' }, patch);
    if (answer.ok) known.count = count;
    return answer.ok;
  }

  #write(about: KubeObject, details: EventDetails, gone: Known | undefined): V1Status | undefined {
    const { clock, client, random } = this.#context;
    const { component, host, newForm } = this.#settings;
    const { name = '', namespace = 'default', uid, resourceVersion } = about.metadata ?? {};
    const at = rfc3339(clock.epochMs);
    const unique = lastTenHexDigits(this.#nextMicros(clock.epochMs)) + random.int(0x1000000).toString(16).padStart(6, '0');
    const eventName = [name, unique].join('.');
    const involved: V1ObjectReference = { kind: about.kind, namespace: about.metadata?.namespace, name, uid, apiVersion: about.apiVersion, resourceVersion, ...(details.fieldPath ? { fieldPath: details.fieldPath } : {}) };
    const answer = client.create(coreEvents, {
      apiVersion: 'v1', kind: 'Event',
      metadata: { name: eventName, namespace },
      involvedObject: involved,
      reason: details.reason, message: details.message, type: details.type,
      ...(newForm
        ? { eventTime: rfc3339Micro(clock.epochMs), action: details.action ?? details.reason, reportingComponent: component, reportingInstance: `${component}-0`, source: {} }
        : { source: { component, ...(host ? { host } : {}) }, firstTimestamp: at, lastTimestamp: at, count: 1, reportingComponent: component, reportingInstance: host ?? '' }),
    });
    if (!answer.ok) return answer.status;
    const { type, reason, message } = details;
    this.#remember(idOf(about), { involved, type, reason, message, name: eventName, namespace, count: 1 }, gone);
    return undefined;
  }

  /** `gone`: what said the same before and is no longer there. */
  #remember(id: string, known: Known, gone: Known | undefined): void {
    if (this.#knownCount > knownMax) {
      this.#known.clear();
      this.#knownCount = 0;
    }
    const others = this.#known.get(id) ?? [];
    const place = gone ? others.indexOf(gone) : -1;
    if (place < 0) this.#knownCount++;
    this.#known.set(id, place < 0 ? [...others, known] : others.with(place, known));
  }

  /** Microseconds, later by one for each event of the same instant: sorted by name, events stand in the order in which they were written. */
  #nextMicros(epochMs: number): number {
    this.#lastMicros = Math.max(Math.floor(epochMs * 1000), this.#lastMicros + 1);
    return this.#lastMicros;
  }

  #mayWrite(about: KubeObject): boolean {
    const { nowMs } = this.#context.clock;
    const key = idOf(about);
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
