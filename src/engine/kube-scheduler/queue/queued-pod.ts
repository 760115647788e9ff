import type { Cause } from '../../../kube/api.ts';
import type { PodInfo } from '../cache/pod-info.ts';

/** A pod that waits to be scheduled, with the history of its attempts. */
export interface QueuedPod {
  info: PodInfo;
  /** When it was put into the queue this time, in virtual ms. */
  queuedMs: number;
  /** Order of arrival, where times are the same. */
  sequence: number;
  attempts: number;
  /** Attempts that ended unschedulable, and those that ended in an error since the last that did not. */
  refusals: number;
  errors: number;
  /** Plugins that refused it last time; one of them must be given hope before it is tried again. */
  rejectors: ReadonlySet<string>;
  /** The plugin that keeps it from entering the queue. */
  gatedBy: string | undefined;
  /** What woke it: carried by the writes that its scheduling makes. */
  cause: Cause;
  /** Place in the heap that it is in; −1 in none. */
  heapIndex: number;
}
