/**
 * A scenario: everything that is needed to see the same thing again. Seed, machines, manifests and every action of the
 * person with its virtual time. The same document gives the same history, byte for byte.
 */
export interface Scenario {
  /** Version of this document's form. A newer one is refused with a clear word. */
  readonly version: 1;
  readonly title?: string;
  readonly seed: number;
  /** What moment virtual time 0 is (RFC 3339). */
  readonly start: string;
  readonly nodes: readonly MachineSpec[];
  /** YAML that is applied before the first picture, in this order. */
  readonly manifests: readonly string[];
  /** Requests from outside that keep coming. */
  readonly load: readonly LoadSpec[];
  /** Virtual ms that pass before the person sees the cluster. */
  readonly warmUpMs: number;
  /** In order of time. */
  readonly actions: readonly TimedAction[];
  /** Virtual time at which the link was made: where the replay stops. */
  readonly untilMs: number;
}

/** A machine that joins the cluster. */
export interface MachineSpec {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  /** Quantities: cpu, memory, pods, ephemeral-storage, extended resources. */
  readonly capacity: Readonly<Record<string, string>>;
}

/** A load generator outside the cluster. */
export interface LoadSpec {
  readonly name: string;
  /** `service/NAMESPACE/NAME` (through its first port) or `http://ADDRESS:PORT/PATH`. */
  readonly target: string;
  readonly path: string;
  readonly requestsPerSecond: number;
}

export interface TimedAction {
  readonly atMs: number;
  readonly action: Action;
}

/** What a person can do to the cluster. Looking changes nothing and is no action. */
export type Action =
  | { readonly type: 'apply'; readonly yaml: string }
  | { readonly type: 'kubectl'; readonly line: string; readonly stdin?: string }
  | { readonly type: 'fault'; readonly fault: FaultSpec }
  | { readonly type: 'load'; readonly load: LoadSpec }
  /** Ctrl-C for the line that the action of that number (from 0) started. */
  | { readonly type: 'interrupt'; readonly action: number };

/** What is broken, or mended again. */
export type FaultSpec =
  | { readonly type: 'power-off'; readonly node: string }
  | { readonly type: 'power-on'; readonly node: string }
  | { readonly type: 'add-node'; readonly machine: MachineSpec }
  | { readonly type: 'remove-node'; readonly node: string }
  | { readonly type: 'kill-container'; readonly namespace: string; readonly pod: string; readonly container: string; readonly exitCode: number }
  | { readonly type: 'api-refusals'; readonly percent: number };
