import { create } from 'zustand';
import type { HeadsPicture } from '../../protocol/members.ts';
import type { EventLine, ExtraCard, NodeCard, PodCard, RequestSample, ServiceCard, WorkloadCard } from '../../protocol/cards.ts';
import type { TimedDeed } from '../../protocol/changes.ts';
import type { Changes, CloudPicture, CrashMessage, Frame, PastView, Problem } from '../../protocol/messages.ts';
import { PodTable } from '../../protocol/pod-table.ts';
import type { FaultSpec, LoadSpec } from '../../scenario/document.ts';

/** What is selected on the page. `path` is the REST path of the object. */
export interface Selection {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** Cards by uid. A new map at each change; cards that did not change keep their identity. */
export type Cards<Card> = ReadonlyMap<string, Card>;

/** The page's picture of the cluster: cards, never whole objects. Written only by frames. */
export interface ClusterPicture {
  readonly nodes: Cards<NodeCard>;
  readonly pods: Cards<PodCard>;
  readonly services: Cards<ServiceCard>;
  readonly workloads: Cards<WorkloadCard>;
  /** Autoscalers, quotas, disruption budgets, volume claims. */
  readonly extras: Cards<ExtraCard>;
  /** Oldest first, the last thousand. */
  readonly events: readonly EventLine[];
  /** Of the last frames, oldest first: what the stage still has to draw. */
  readonly requests: readonly RequestSample[];
  readonly loads: readonly LoadSpec[];
  readonly faults: readonly FaultSpec[];
  /** No API server takes requests: everything here is what was stored last. */
  readonly isSilent: boolean;
  /** Undefined where the scenario has none. */
  readonly cloud: CloudPicture | undefined;
  /** Undefined where there is one control plane. */
  readonly heads: HeadsPicture | undefined;
  /** The moment that is shown: now, or the one that is looked back at. */
  readonly nowMs: number;
  /** Where a moment that has passed is shown. */
  readonly past: PastView | undefined;
  /** The earliest moment that can be looked back at. */
  readonly recordFromMs: number;
  /** What the person did, oldest first, the last thousand, whatever is shown. A new list with each cluster that is loaded. */
  readonly deeds: readonly TimedDeed[];
  /** The event log as of the present, whatever is shown. */
  readonly record: readonly EventLine[];
  readonly epochMs: number;
  /** Virtual seconds per second; 0 while paused. */
  readonly speed: number;
  readonly revision: number;
}

export interface SessionState extends ClusterPicture {
  /** False until the first frame of the engine. */
  readonly ready: boolean;
  readonly selection: Selection | undefined;
  /** What the pointer is on in a text elsewhere: the stage lights it. */
  readonly lit: Selection | undefined;
  readonly crash: CrashMessage | undefined;
  /** Problems of the last apply, for the editor's markers. */
  readonly problems: readonly Problem[];
  readonly select: (selection: Selection | undefined) => void;
  readonly light: (lit: Selection | undefined) => void;
  readonly takeFrame: (frame: Frame) => void;
  /** A frame that the engine made earlier: it can be seen, and is replaced by the engine's own first one. */
  readonly takeStill: (still: Frame) => void;
  readonly takeCrash: (crash: CrashMessage | undefined) => void;
  readonly setProblems: (problems: readonly Problem[]) => void;
}

const eventsKept = 1000;
const deedsKept = 1000;
const requestsKept = 400;

const emptyPicture: ClusterPicture = {
  nodes: new Map(), pods: new Map(), services: new Map(), workloads: new Map(), extras: new Map(), events: [], requests: [], loads: [], faults: [], isSilent: false, cloud: undefined, heads: undefined,
  nowMs: 0, past: undefined, recordFromMs: 0, deeds: [], record: [], epochMs: 0, speed: 0, revision: 0,
};

/** The page's one store. Read narrow slices: `useSession((s) => s.speed)`. */
export const useSession = create<SessionState>()((set) => ({
  ...emptyPicture,
  ready: false,
  selection: undefined,
  lit: undefined,
  crash: undefined,
  problems: [],
  select: (selection) => { set({ selection }); },
  light: (lit) => { set({ lit }); },
  takeFrame: (frame) => { set((state) => ({ ...mergeFrame(state, frame), ready: true })); },
  takeStill: (still) => { set((state) => mergeFrame(state, still)); },
  takeCrash: (crash) => { set({ crash }); },
  setProblems: (problems) => { set({ problems }); },
}));

/** The picture after a frame. What the frame does not mention keeps its identity. */
export function mergeFrame(before: ClusterPicture, frame: Frame): ClusterPicture {
  const base = frame.reset ? emptyPicture : before;
  const events = frame.wholeEvents ? keepLines(base.events, frame.events) : mergeEvents(base.events, frame.events);
  return {
    nodes: mergeCards(base.nodes, frame.nodes),
    pods: tableOf(base.pods).after(frame.pods),
    services: mergeCards(base.services, frame.services),
    workloads: mergeCards(base.workloads, frame.workloads),
    extras: mergeCards(base.extras, frame.extras),
    events,
    record: !frame.past ? events : base.past ? base.record : base.events,
    deeds: mergeDeeds(base.deeds, frame),
    requests: mergeRequests(base.requests, frame),
    past: keepEqual(base.past, frame.past),
    recordFromMs: frame.recordFromMs,
    loads: keepEqual(base.loads, frame.loads),
    faults: keepEqual(base.faults, frame.faults),
    isSilent: frame.isSilent ?? false,
    cloud: keepEqual(base.cloud, frame.cloud),
    heads: keepEqual(base.heads, frame.heads),
    nowMs: frame.nowMs,
    epochMs: frame.epochMs,
    speed: frame.speed,
    revision: frame.revision,
  };
}

const tableOf = (pods: Cards<PodCard>): PodTable => (pods instanceof PodTable ? pods : PodTable.empty());

/** `before` where both say the same: every frame brings these few, and nobody should look again for nothing. */
function keepEqual<Value>(before: Value, after: Value): Value {
  return JSON.stringify(before) === JSON.stringify(after) ? before : after;
}

function mergeCards<Card extends { readonly uid: string }>(before: Cards<Card>, { changed, removed }: Changes<Card>): Cards<Card> {
  if (changed.length === 0 && removed.length === 0) return before;
  const after = new Map(before);
  for (const uid of removed) after.delete(uid);
  for (const card of changed) after.set(card.uid, card);
  return after;
}

function mergeDeeds(before: readonly TimedDeed[], { reset, deeds }: Frame): readonly TimedDeed[] {
  if (reset) return [...(deeds ?? [])];
  return deeds ? [...before, ...deeds].slice(-deedsKept) : before;
}

/** None are known of a moment that has passed. */
function mergeRequests(before: readonly RequestSample[], { past, requests }: Frame): readonly RequestSample[] {
  if (past) return before.length === 0 ? before : [];
  return requests.length === 0 ? before : [...before, ...requests].slice(-requestsKept);
}

/** Another event log, in which lines that say the same stay the same. */
function keepLines(before: readonly EventLine[], lines: readonly EventLine[]): readonly EventLine[] {
  const known = new Map(before.map((line) => [line.uid, line]));
  return lines.map((line) => {
    const old = known.get(line.uid);
    return old?.count === line.count && old.atMs === line.atMs ? old : line;
  });
}

/** A repeated event comes again with a higher count and replaces its older line. */
function mergeEvents(before: readonly EventLine[], lines: readonly EventLine[]): readonly EventLine[] {
  if (lines.length === 0) return before;
  const renewed = new Set(lines.map((line) => line.uid));
  return [...before.filter((line) => !renewed.has(line.uid)), ...lines].slice(-eventsKept);
}
