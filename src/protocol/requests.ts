import type { Action } from '../scenario/document.ts';
import type { MemberMessage } from './members.ts';

/** One field that differs between two states of an object. */
export interface FieldChange {
  /** `spec.containers[app].image`. */
  readonly path: string;
  readonly change: 'added' | 'changed' | 'removed';
  /** The new value where it is short and plain; '' otherwise. */
  readonly value: string;
}

export interface FieldChanges {
  readonly changes: readonly FieldChange[];
  /** How many more there are. */
  readonly more: number;
}

/** An admission plugin that changed or refused the object. */
export interface AdmissionStep extends FieldChanges {
  readonly plugin: string;
  readonly refused: boolean;
}

/** What a policy notes for the audit log. */
export interface AuditAnnotation {
  readonly key: string;
  readonly value: string;
}

/** A request to the API server and its answer. */
export interface TracedRequest {
  /** Ascending in the order of answers; the negative revision of what was read from etcd's log. */
  readonly id: number;
  /** True where it was made while nobody looked: only what etcd keeps of it is known. */
  readonly fromLog: boolean;
  readonly atMs: number;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** `create`, `list`, `watch` …. */
  readonly verb: string;
  /** '' for what is no resource. */
  readonly kind: string;
  readonly namespace: string;
  /** '' for a collection. */
  readonly name: string;
  readonly subresource: string;
  /** Of the object that was read or written; '' where there is none. */
  readonly uid: string;
  readonly user: string;
  readonly userAgent: string;
  /** HTTP status; 0 where no answer came. */
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly dryRun: boolean;
  /** Revision that was written, 0 where nothing was. */
  readonly revision: number;
  /** Revision that made the writer write, 0 where it was a person or the clock. */
  readonly causeRevision: number;
  /** Number of the person's action, -1 where it was none. */
  readonly causeAction: number;
  /** Clients that were woken by what was written. */
  readonly woken: readonly string[];
  /** RBAC's own words for why it was allowed; '' where none were needed. */
  readonly authorization: string;
  readonly admission: readonly AdmissionStep[];
  readonly audit: readonly AuditAnnotation[];
  /** What changed in etcd. */
  readonly written: FieldChanges;
}

/** The requests since the frame before. */
export interface Traces {
  /** Oldest first, a few hundred at most. */
  readonly requests: readonly TracedRequest[];
  /** How many more there were. */
  readonly more: number;
  /** How many objects etcd holds now. */
  readonly stored: number;
  /** What members of etcd said to one another, where there are several. */
  readonly members?: readonly MemberMessage[];
}

/** One write in a chain of causes. */
export interface Hop {
  readonly revision: number;
  readonly atMs: number;
  readonly writer: string;
  /** `create`, `update/status`, `create/binding`. */
  readonly verb: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly written: FieldChanges;
  /** 0 where it was a person or the clock. */
  readonly causeRevision: number;
  /** How many steps from the beginning. */
  readonly depth: number;
}

/** What stands at the beginning of a chain. `forgotten`: a write that has been compacted away. */
export type Origin =
  | { readonly type: 'action'; readonly number: number; readonly action: Action['type']; readonly line: string }
  | { readonly type: 'clock' }
  | { readonly type: 'forgotten'; readonly revision: number };

/** How a write came about, and what came of it. */
export interface Chain {
  /** The write that was asked about. */
  readonly revision: number;
  readonly origin: Origin;
  /** From the first cause down to the write itself, then what it caused, each followed by what that caused. */
  readonly hops: readonly Hop[];
  /** How many more there are. */
  readonly more: number;
}
