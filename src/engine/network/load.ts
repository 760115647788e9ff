import type { Clock, Random } from '../sim/index.ts';
import type { Network, RequestRecord } from './network.ts';

/** Requests from outside that keep coming. */
export interface Load {
  readonly name: string;
  readonly namespace: string;
  readonly service: string;
  readonly path: string;
  readonly requestsPerSecond: number;
}

export interface LoadGenerator {
  /** Sets (or, with 0 requests per second, ends) the load of that name. */
  set(load: Load): void;
  loads(): readonly Load[];
}

/** Clients outside the cluster; each load has this many, so that session affinity has somebody to remember. */
const clients = 16;

/** Sends requests at the wanted rate, with gaps between half and one and a half of the mean. */
export function createLoadGenerator({ clock, random, network }: { clock: Clock; random: Random; network: Network }): LoadGenerator {
  const loads = new Map<string, { load: Load; generation: number }>();
  let generations = 0;

  function fire(name: string, generation: number): void {
    const entry = loads.get(name);
    if (entry?.generation !== generation) return;
    const { load } = entry;
    const client = `203.0.113.${String(1 + random.int(clients))}`;
    network.fromOutside({ namespace: load.namespace, name: load.service, client }, { protocol: 'HTTP', method: 'GET', path: load.path, host: load.service });
    again(name, generation, load.requestsPerSecond);
  }

  function again(name: string, generation: number, requestsPerSecond: number): void {
    clock.after((1000 / requestsPerSecond) * (0.5 + random.next()), () => { fire(name, generation); });
  }

  return {
    set(load) {
      const generation = ++generations;
      if (load.requestsPerSecond <= 0) {
        loads.delete(load.name);
        return;
      }
      loads.set(load.name, { load, generation });
      again(load.name, generation, load.requestsPerSecond);
    },
    loads: () => [...loads.values()].map((entry) => entry.load),
  };
}

/** Requests and failures of each service in the virtual second before now. */
export class RequestGauges {
  readonly #buckets = new Map<string, { second: number; requests: number; failures: number; lastRequests: number; lastFailures: number }>();

  count(record: RequestRecord): void {
    const bucket = this.#bucket(record.serviceUid, record.atMs);
    bucket.requests++;
    if (!record.ok) bucket.failures++;
  }

  /** Of the last whole second. */
  read(serviceUid: string, nowMs: number): { readonly requests: number; readonly failures: number } {
    if (!this.#buckets.has(serviceUid)) return { requests: 0, failures: 0 };
    const bucket = this.#bucket(serviceUid, nowMs);
    return { requests: bucket.lastRequests, failures: bucket.lastFailures };
  }

  #bucket(serviceUid: string, atMs: number): { second: number; requests: number; failures: number; lastRequests: number; lastFailures: number } {
    const second = Math.floor(atMs / 1000);
    let bucket = this.#buckets.get(serviceUid);
    if (!bucket) this.#buckets.set(serviceUid, (bucket = { second, requests: 0, failures: 0, lastRequests: 0, lastFailures: 0 }));
    if (bucket.second !== second) {
      const isNext = bucket.second === second - 1;
      bucket.lastRequests = isNext ? bucket.requests : 0;
      bucket.lastFailures = isNext ? bucket.failures : 0;
      bucket.requests = 0;
      bucket.failures = 0;
      bucket.second = second;
    }
    return bucket;
  }
}
