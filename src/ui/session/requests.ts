import { create } from 'zustand';
import type { Frame } from '../../protocol/messages.ts';
import type { MemberMessage } from '../../protocol/members.ts';
import type { TracedRequest, Traces } from '../../protocol/requests.ts';
import type { Selection } from './store.ts';

/** What somebody wants to see among the requests: the write of a revision with its chain of causes, all that wrote an object, or all that somebody asked for (`kube-scheduler`, `kubelet/node-1`; '' for everybody). */
export type Asked = { readonly revision: number } | { readonly about: Selection } | { readonly who: string };

export interface RequestsState {
  /** Oldest first, the last {@link requestsKept}. Comes only while the worker traces. */
  readonly requests: readonly TracedRequest[];
  /** How many were too many to be sent. */
  readonly more: number;
  /** What members of etcd said to one another, as of the last frame in which they did. */
  readonly talk: readonly MemberMessage[];
  /** How many objects etcd held when the last of them came. */
  readonly stored: number;
  /** Counts the clusters that were loaded: with each, tracing begins anew. */
  readonly loads: number;
  /** A new object each time somebody asks. */
  readonly asked: Asked | undefined;
  readonly takeFrame: (frame: Pick<Frame, 'reset' | 'traces'>) => void;
  /** What etcd remembers of the time when nobody looked. */
  readonly takeBacklog: (traces: Traces) => void;
  readonly ask: (asked: Asked | undefined) => void;
}

export const requestsKept = 5000;

/** The requests to the API server that the page has seen. */
export const useRequests = create<RequestsState>()((set) => ({
  requests: [], more: 0, stored: 0, loads: 0, talk: [], asked: undefined,
  takeFrame: ({ reset, traces }) => {
    if (!reset && !traces) return;
    set((state) => {
      const before = reset ? { requests: [], more: 0, stored: 0, loads: state.loads + 1, talk: [] } : state;
      return { talk: traces?.members ?? before.talk, loads: before.loads, stored: traces?.stored ?? before.stored, requests: withNew(before.requests, traces?.requests ?? []), more: before.more + (traces?.more ?? 0) };
    });
  },
  takeBacklog: ({ requests, stored }) => {
    set((state) => {
      const last = state.requests.reduce((newest, { revision }) => Math.max(newest, revision), 0);
      return { stored, requests: withNew(state.requests, requests.filter(({ revision }) => revision > last)) };
    });
  },
  ask: (asked) => { set({ asked }); },
}));

function withNew(before: readonly TracedRequest[], more: readonly TracedRequest[]): readonly TracedRequest[] {
  if (more.length === 0) return before;
  const all = [...before, ...more];
  return all.length > requestsKept ? all.slice(-requestsKept) : all;
}
