import type { V1Pod, V1Service } from '../../../kube/generated/types.ts';
import { keyOf } from '../../../kube/object.ts';
import { podCondition } from '../objects/pods.ts';

/** On Endpoints and EndpointSlices: since when what they were last written for has been so. */
export const triggerTimeKey = 'endpoints.kubernetes.io/last-change-trigger-time';

/** What a plan is made of, as far as it tells when its reasons arose. */
interface Seen {
  readonly service: V1Service;
  /** Keys of the pods that may be other endpoints since the last plan. */
  readonly changed: Iterable<string>;
  readonly pods: () => readonly V1Pod[];
  readonly podOf: (key: string) => V1Pod | undefined;
}

interface Known {
  readonly service: V1Service;
  /** Pod → when it last became ready or unready. */
  readonly pods: Map<string, string>;
}

/**
 * Tells when the reasons for a change of a Service's endpoints arose: with the Service, or when the first of its pods turned ready or
 * unready since the last look. Times are those of the API, so they compare as texts.
 *
 * @see Kubernetes 1.36, endpointslice trigger time tracker
 */
export class TriggerTimes {
  readonly #known = new Map<string, Known>();

  /** Undefined where nothing has happened since the last look. */
  look(key: string, seen: Seen): string | undefined {
    const known = this.#known.get(key);
    const { times, first } = known?.service === seen.service ? someTimes(known, seen) : allTimes(known, seen);
    this.#known.set(key, { service: seen.service, pods: times });
    return known ? first : bornAt(seen.service);
  }

  forget(key: string): void {
    this.#known.delete(key);
  }
}

interface Look {
  readonly times: Map<string, string>;
  readonly first: string | undefined;
}

function allTimes(known: Known | undefined, { service, pods }: Seen): Look {
  const times = new Map<string, string>();
  let first = known && later(bornAt(service), bornAt(known.service));
  for (const pod of pods()) {
    const time = turnedAt(pod);
    if (time === undefined) continue;
    times.set(keyOf(pod), time);
    first = earlier(first, later(time, known?.pods.get(keyOf(pod))));
  }
  return { times, first };
}

/** The map of before, brought up to date: a look costs what has changed. */
function someTimes(known: Known, { changed, podOf }: Seen): Look {
  const times = known.pods;
  let first: string | undefined;
  for (const key of changed) {
    const pod = podOf(key);
    const time = pod && turnedAt(pod);
    first = earlier(first, later(time, times.get(key)));
    if (time === undefined) times.delete(key);
    else times.set(key, time);
  }
  return { times, first };
}

const bornAt = ({ metadata }: V1Service): string | undefined => metadata?.creationTimestamp;
const turnedAt = (pod: V1Pod): string | undefined => podCondition(pod, 'Ready')?.lastTransitionTime;

/** The time, if it is later than the one before. */
const later = (time: string | undefined, before: string | undefined): string | undefined => (time !== undefined && time > (before ?? '') ? time : undefined);

const earlier = (a: string | undefined, b: string | undefined): string | undefined => (a === undefined || (b !== undefined && b < a) ? b : a);
