import type { V1ResourceAttributes } from '../kube/generated/types.ts';
import type { HeadsPicture } from './members.ts';
import type { Action, FaultSpec, LoadSpec, Scenario } from '../scenario/document.ts';
import type { TimedDeed } from './changes.ts';
import type { Traces } from './requests.ts';
import type { PodColumns } from './pod-columns.ts';
import type { EventLine, ExtraCard, NodeCard, RequestSample, ServiceCard, WorkloadCard } from './cards.ts';

/** Page → worker. Every command has an id and is answered by exactly one {@link Reply}. */
export type Command =
  | { readonly type: 'load'; readonly scenario: Scenario; readonly untilMs?: number }
  | { readonly type: 'act'; readonly action: Action }
  /** Breaks off a kubectl line that still runs (Ctrl-C); `line` is the id of the command that started it. */
  | { readonly type: 'interrupt'; readonly line: number }
  /** Answers an {@link EditMessage}: the text as it is now, '' to give up. */
  /** What is typed into what an {@link TypingMessage} told of. */
  | { readonly type: 'typed'; readonly line: number; readonly text: string }
  | { readonly type: 'edited'; readonly line: number; readonly text: string }
  /** Where kubectl works when nothing else is said; answered with a {@link KubectlContext}. */
  | { readonly type: 'kubectl-context' }
  | { readonly type: 'play'; readonly speed: number }
  | { readonly type: 'pause' }
  /** To the next instant at which anything is due. */
  | { readonly type: 'step' }
  /** To the next change of state on the stage, `withinMs` at most, in a look back also to what the person did; answered with a `Stop` when it is there. Time is seen to pass meanwhile; whatever acts or moves time ends it. */
  | { readonly type: 'next-change'; readonly withinMs: number }
  | { readonly type: 'advance'; readonly ms: number }
  /**
   * Shows a moment that has passed; the cluster stands still meanwhile. What is asked for is then answered as of that moment, `play` plays
   * what was recorded and goes on live where it ends, `scenario` ends there, and whatever would act is refused. Now, or later, is no past.
   */
  | { readonly type: 'look-back'; readonly atMs: number }
  | { readonly type: 'look-now' }
  /** To the moment of the last change of state, or of the last thing that the person did, before the one that is shown; answered like `next-change`. */
  | { readonly type: 'previous-change' }
  /** A REST GET, as the administrator: what the inspector reads. */
  | { readonly type: 'get'; readonly path: string }
  /** Whether a service account may do something; answered with a SubjectAccessReview. */
  | { readonly type: 'access'; readonly question: AccessQuestion }
  | { readonly type: 'explain'; readonly uid: string }
  /** Whether an object is there at the moment that is shown; answered with a {@link Presence}. */
  | { readonly type: 'presence'; readonly uid: string }
  /** How the scheduler decided about a pod; answered with a `DecisionAnswer`. */
  | { readonly type: 'decision'; readonly uid: string }
  /** What would let a pod that waits be scheduled; answered with a list of `SuggestionView`. */
  | { readonly type: 'suggestions'; readonly uid: string }
  /** The scheduler's configuration; answered with a `SchedulerConfigurationView`. */
  | { readonly type: 'scheduler-configuration' }
  /** How the scheduler would decide about a pod now, under each of some profiles; answered with a list of `WhatIfView`. */
  | { readonly type: 'what-if'; readonly uid: string }
  /** Whether the page wants to see every request to the API server; answered with the {@link Traces} of the writes before. */
  | { readonly type: 'trace'; readonly on: boolean }
  /** What wrote an object: `TracedRequest`s from etcd's log. */
  | { readonly type: 'writes'; readonly uid: string }
  /** How a write came about and what came of it: a `Chain`, with the write itself as a `TracedRequest`. */
  | { readonly type: 'chain'; readonly revision: number }
  /** The scenario up to the moment that is shown; `isWhole`: up to now, whatever is shown. */
  | { readonly type: 'scenario'; readonly isWhole?: true }
  | { readonly type: 'state-hash' }
  | { readonly type: 'complete'; readonly line: string; readonly cursor: number }
  /** Breaks an invariant on purpose, to see what the page makes of it. */
  | { readonly type: 'crash' };

/** Whether a service account (`NAMESPACE/NAME`) may do what the attributes say. */
export interface AccessQuestion {
  readonly serviceAccount: string;
  readonly attributes: V1ResourceAttributes;
}

export interface CommandMessage {
  readonly id: number;
  readonly command: Command;
}

/** Result of `act` with apply or kubectl. Output also streams as {@link OutputMessage} while it runs. */
export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** Problems with their place in what was applied. */
  readonly problems: readonly Problem[];
  /** Where Drydock itself says what came of it, or why not, in place of kubectl: the same in both languages. */
  readonly said?: { readonly en: string; readonly ko: string };
  /** What a request from outside met. */
  readonly reply?: RequestReply;
  /** Files that `kubectl cp` brought out of containers: the shell keeps them. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The answer to a request from outside, and after how many virtual ms. `empty`: somebody took it and hung up. */
export type RequestReply =
  | { readonly ok: true; readonly status: number; readonly body: string; readonly latencyMs: number }
  | { readonly ok: false; readonly reason: 'connection refused' | 'timeout' | 'no route to host' | 'no such host' | 'empty'; readonly connected: boolean; readonly latencyMs: number };

/** A problem in a manifest. */
export interface Problem {
  /** Which document of a multi-document text, from 0. */
  readonly document: number;
  /** Field path as the API server writes it (`spec.template.spec.containers[0].image`); '' for the whole document. */
  readonly field: string;
  readonly message: string;
  /** 1-based place, where the text itself could not be read. */
  readonly line?: number;
  readonly column?: number;
}

/** `unborn`: it comes into being later than the moment that is looked at. */
export type Presence = 'there' | 'gone' | 'unborn';

/** Why an object is as it is. */
export interface Explanation {
  /** One sentence by language, with Kubernetes' own words in it: "Pending: 0/4 nodes are available: …". */
  readonly why: { readonly en: string; readonly ko: string };
  /** The writes that led here, newest first. */
  readonly history: readonly HistoryEntry[];
  /** Objects it is related to. */
  readonly relations: readonly Relation[];
}

export interface HistoryEntry {
  readonly revision: number;
  readonly atMs: number;
  readonly writer: string;
  readonly verb: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** Paths of what changed. */
  readonly fields: readonly string[];
  /** Revision that made the writer write, 0 where it was a person or the clock. */
  readonly causeRevision: number;
  readonly causeAction: number;
}

export interface Relation {
  readonly relation: 'owner' | 'owns' | 'runs on' | 'runs' | 'selects' | 'selected by' | 'uses' | 'used by';
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export type Reply =
  | { readonly type: 'reply'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly type: 'reply'; readonly id: number; readonly ok: false; readonly message: string; /** Why not, where that is because a moment that has passed is shown. */ readonly past?: PastRefusal };

/** What cannot be done at a moment that has passed: `act` on it, read the `logs` of then (they are not recorded), or ask what is so `now` only (programs that run, what will happen). */
export type PastRefusal = 'act' | 'logs' | 'now';

export interface OutputMessage {
  readonly type: 'output';
  readonly id: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** `kubectl edit`, started by the command of that id, wants a text edited. */
export interface EditMessage {
  readonly type: 'edit';
  readonly id: number;
  readonly text: string;
  readonly fileName: string;
}

/** The line started by the command of that id lets the person type, until it is answered. */
export interface TypingMessage {
  readonly type: 'typing';
  readonly id: number;
  /** It shows what is typed, and knows Ctrl-C and Ctrl-D. */
  readonly isTerminal: boolean;
}

/** What the prompt shows of the kubeconfig. */
export interface KubectlContext {
  readonly context: string;
  readonly namespace: string;
}

/** A broken invariant inside the engine: what is needed to replay it. */
export interface CrashMessage {
  readonly type: 'crash';
  readonly message: string;
  readonly stack: string;
  readonly seed: number;
  readonly nowMs: number;
  readonly lastAction: Action | undefined;
  /** The scenario up to the last good moment. */
  readonly scenario: Scenario;
}

/** Changed cards of one kind since the frame before. */
export interface Changes<Card> {
  readonly changed: readonly Card[];
  /** Uids. */
  readonly removed: readonly string[];
}

/** What the cloud offers to do: node pools and the size that each is to have. */
export interface CloudPicture {
  readonly nodePools: readonly { readonly name: string; readonly size: number }[];
}

/** A look back. */
export interface PastView {
  /** Where the cluster stands. */
  readonly presentMs: number;
  /** False where the record is so old that neighbouring changes have been put together. */
  readonly isExact: boolean;
}

/** Worker → page: what changed since the frame before. At most 60 a second, ten where only time goes on; none while nothing changes. */
export interface Frame {
  readonly type: 'frame';
  /** True for the first frame after a load: forget everything before. */
  readonly reset: boolean;
  readonly nowMs: number;
  /** Milliseconds since 1970 of virtual now. */
  readonly epochMs: number;
  /** 0 while paused. */
  readonly speed: number;
  readonly revision: number;
  readonly nodes: Changes<NodeCard>;
  readonly pods: PodColumns;
  readonly services: Changes<ServiceCard>;
  readonly workloads: Changes<WorkloadCard>;
  readonly extras: Changes<ExtraCard>;
  readonly events: readonly EventLine[];
  readonly requests: readonly RequestSample[];
  readonly loads: readonly LoadSpec[];
  readonly faults: readonly FaultSpec[];
  /** No API server takes requests: the cards are what etcd stored last. */
  readonly isSilent?: true;
  /** Where the scenario has a cloud. */
  readonly cloud?: CloudPicture;
  /** Where there are several control planes, each with a member of etcd. */
  readonly heads?: HeadsPicture;
  /** What the person did since the frame before, or the scenario for them. */
  readonly deeds?: readonly TimedDeed[];
  /** The earliest moment that can be looked back at. */
  readonly recordFromMs: number;
  /** Where a moment that has passed is shown: `nowMs` is that moment. */
  readonly past?: PastView;
  /** `events` is the whole log as it is to be shown, not only what came to it. */
  readonly wholeEvents?: true;
  /** Requests to the API server, while the page wants to see them. */
  readonly traces?: Traces;
}

export type WorkerMessage = Frame | Reply | OutputMessage | EditMessage | TypingMessage | CrashMessage;
