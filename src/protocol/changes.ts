import type { FaultSpec, LoadSpec, MetricSpec } from '../scenario/document.ts';

/** The state of an object on the stage, in parts: the page makes words of them. */
export type StateView =
  /** Of a node, a claim or a volume: Kubernetes' own word. */
  | { readonly type: 'word'; readonly word: string }
  | { readonly type: 'pod'; readonly status: string; readonly ready: number; readonly containers: number; /** '' while it has none. */ readonly node: string }
  /** Of a service: how many of its pods get traffic, and how many do not. */
  | { readonly type: 'endpoints'; readonly ready: number; readonly notReady: number };

/** An object came to another state; `undefined` where it was not there before, or is no more. */
export interface StateChange {
  readonly kind: 'Node' | 'Pod' | 'Service' | 'PersistentVolumeClaim' | 'PersistentVolume';
  readonly name: string;
  readonly before: StateView | undefined;
  readonly after: StateView | undefined;
}

/** What the person did, in parts. `line` is the command that an edit, some typing or an interrupt belongs to. */
export type Deed =
  | { readonly type: 'apply'; /** The first few objects of the manifest, and how many more it has. */ readonly objects: readonly { readonly kind: string; readonly name: string }[]; readonly more: number }
  | { readonly type: 'kubectl'; readonly line: string }
  | { readonly type: 'edited'; readonly line: string }
  | { readonly type: 'typed'; readonly line: string; readonly text: string }
  | { readonly type: 'interrupt'; readonly line: string }
  | { readonly type: 'fault'; readonly fault: FaultSpec }
  | { readonly type: 'load'; readonly load: LoadSpec }
  | { readonly type: 'metric'; readonly metric: MetricSpec }
  | { readonly type: 'request'; readonly method: string; readonly address: string }
  | { readonly type: 'configure-scheduler' };

/** Something that the person did, and when. */
export interface TimedDeed {
  /** Its number among all that was done, from 0. */
  readonly number: number;
  readonly atMs: number;
  readonly deed: Deed;
}

/** Why *Next change* or *Previous change* stopped where it did: what the person did at that moment, and what changed. Nothing of both where there is no further stop. */
export interface Stop {
  readonly deeds: readonly Deed[];
  readonly changes: readonly StateChange[];
  /** How many more there are of both. */
  readonly more: number;
}
