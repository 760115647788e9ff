import type { ApiRequest, ApiResponse, ApiServer, WatchEvent, WatchHandle } from '../../kube/api.ts';
import type { V1Status } from '../../kube/generated/types.ts';
import type { FaultyApi } from './faulty-api.ts';

/** Where somebody stands who asks. */
export interface Place {
  /** A machine; absent: outside, or on every machine a little. */
  readonly node?: string;
  /** It knows no other API server than that of its own machine. */
  readonly isLocal?: boolean;
}

/** The API server that a request reaches. */
export interface Way {
  /** The machine it runs on; undefined where that is none of ours. */
  readonly node: string | undefined;
  readonly hasStorage: boolean;
  /** It serves, and hears of what is written. */
  readonly isWell: boolean;
}

export interface PlacedApiSettings {
  readonly faulty: FaultyApi;
  /** False: there is one API server and everybody reaches it. */
  readonly isDivided: () => boolean;
  /** Undefined: none is reached. */
  readonly way: () => Way | undefined;
  readonly handle: (way: Way, request: ApiRequest) => ApiResponse;
  /** Where it is found while it has something to tell and cannot. */
  readonly holding: Set<PlacedApi>;
  readonly watch: (way: Way, request: ApiRequest, sink: (event: WatchEvent) => void) => WatchHandle | V1Status;
}

/** What a watch that is cut off keeps until it is opened anew elsewhere; beyond that it is too old, and its client lists again. */
const keptMax = 20_000;

interface Held {
  readonly sink: (event: WatchEvent) => void;
  events: WatchEvent[];
}

/**
 * The API as it is reached from one place. A watch whose API server is out of reach tells nothing meanwhile; once one is reached
 * again, it goes on from where it was, as a client does that opens it anew from the last revision it knows.
 */
export class PlacedApi implements ApiServer {
  readonly #settings: PlacedApiSettings;
  /** Watches that have something to tell and cannot. */
  readonly #held = new Set<Held>();

  constructor(settings: PlacedApiSettings) {
    this.#settings = settings;
  }

  handle(request: ApiRequest): ApiResponse {
    const { faulty, isDivided, way, handle } = this.#settings;
    if (!isDivided()) return faulty.handle(request);
    const found = way();
    if (!found) return faulty.fail(request, 'silent');
    return found.hasStorage ? handle(found, request) : faulty.fail(request, 'no storage');
  }

  watch(request: ApiRequest, sink: (event: WatchEvent) => void): WatchHandle | V1Status {
    const { faulty, isDivided, way, watch } = this.#settings;
    const held: Held = { sink, events: [] };
    const tell = (event: WatchEvent): void => { this.#tell(held, event); };
    if (!isDivided()) return this.#opened(held, faulty.watch(request, tell));
    const found = way();
    if (!found?.hasStorage) return faulty.fail(request, found ? 'no storage' : 'silent').body as V1Status;
    return this.#opened(held, watch(found, request, tell));
  }

  /** Something has changed about who reaches whom: what was held back is told where it can be. */
  reconsider(): void {
    if (this.#held.size === 0 || !this.#sees()) return;
    const all = [...this.#held];
    this.#held.clear();
    this.#settings.holding.delete(this);
    for (const held of all) {
      const { events } = held;
      held.events = [];
      for (const event of events) held.sink(event);
    }
  }

  #opened(held: Held, opened: WatchHandle | V1Status): WatchHandle | V1Status {
    if (!('stop' in opened)) return opened;
    return { stop: () => {
      this.#held.delete(held);
      if (this.#held.size === 0) this.#settings.holding.delete(this);
      opened.stop();
    } };
  }

  #sees(): boolean {
    return !this.#settings.isDivided() || this.#settings.way()?.isWell === true;
  }

  #tell(held: Held, event: WatchEvent): void {
    if (!this.#held.has(held) && this.#sees()) {
      held.sink(event);
      return;
    }
    this.#held.add(held);
    this.#settings.holding.add(this);
    if (held.events.length < keptMax) held.events.push(event);
    else held.events = [tooOld];
  }
}

const tooOld: WatchEvent = {
  type: 'ERROR', object: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'too old resource version', reason: 'Expired', code: 410 } as WatchEvent['object'],
};
