import type { HeadsPicture } from '../protocol/members.ts';
import type { CloudPicture } from '../protocol/messages.ts';
import type { SchedulerConfigurationView } from '../protocol/decisions.ts';
import type { FaultSpec, LoadSpec } from '../scenario/document.ts';
import type { Usage } from './cards.ts';

/** Requests to a service in the last second, and how many of them failed. */
export interface Rates {
  readonly requests: number;
  readonly failures: number;
}

/** How it is with a machine: it runs, it has no power, or the cloud has it no more. */
export interface Power {
  readonly powered: boolean;
  readonly lost: boolean;
}

/** What the person has done to the cluster that is no object in it. */
export interface Setting {
  readonly loads: readonly LoadSpec[];
  readonly faults: readonly FaultSpec[];
  readonly cloud: CloudPicture | undefined;
  readonly scheduler: SchedulerConfigurationView;
}

/** Whether any API server takes requests. */
export interface Control {
  readonly answers: boolean;
}

/** What is measured or set beside etcd, by sort: of pods and services by uid, of machines by name. */
export interface Values {
  readonly podUsage: Usage;
  readonly nodeUsage: Usage;
  readonly rates: Rates;
  readonly power: Power;
  readonly setting: Setting;
  readonly control: Control;
  readonly heads: HeadsPicture;
}

export type Sort = keyof Values;

/** One value that changed; undefined where there is none. */
export interface OutsideChange<S extends Sort = Sort> {
  readonly sort: S;
  readonly id: string;
  readonly before: Values[S] | undefined;
  readonly after: Values[S] | undefined;
}

/** What the picture shows and etcd does not hold. Each change is told, so that it can be taken back and made again. */
export class Outside {
  readonly #values: { readonly [S in Sort]: Map<string, Values[S]> } = { podUsage: new Map(), nodeUsage: new Map(), rates: new Map(), power: new Map(), setting: new Map(), control: new Map(), heads: new Map() };
  readonly #tell: (change: OutsideChange) => void;

  constructor(tell: (change: OutsideChange) => void = () => undefined) {
    this.#tell = tell;
  }

  get<S extends Sort>(sort: S, id: string): Values[S] | undefined {
    return this.#values[sort].get(id);
  }

  /** Sets a value, or takes it away; false where it says what the one before said. */
  set<S extends Sort>(sort: S, id: string, after: Values[S] | undefined): boolean {
    const before = this.get(sort, id);
    if (before === after || (before && after && saysSame(before, after))) return false;
    this.put({ sort, id, before, after });
    this.#tell({ sort, id, before, after });
    return true;
  }

  /** Makes a change again, or its opposite, without telling anybody. */
  put<S extends Sort>({ sort, id, after }: OutsideChange<S>): void {
    const values = this.#values[sort];
    if (after === undefined) values.delete(id);
    else values.set(id, after);
  }
}

/** Values are small records, compared field by field. */
function saysSame(a: object, b: object): boolean {
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const key in left) if (left[key] !== right[key]) return false;
  return true;
}
