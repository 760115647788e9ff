import { create } from 'zustand';
import type { TracedRequest } from '../../protocol/requests.ts';
import type { Selection } from '../session/store.ts';
import { everything, type RequestFilter } from './select.ts';

export type DetailsView = 'steps' | 'chain';

export interface ApiView {
  readonly filter: RequestFilter;
  /** The list as it was when it was held still. */
  readonly held: readonly TracedRequest[] | undefined;
  /** The object whose writes are shown alone, and what etcd remembers of them. */
  readonly about: Selection | undefined;
  readonly remembered: readonly TracedRequest[];
  /** The request whose details are open. */
  readonly open: TracedRequest | undefined;
  readonly view: DetailsView;
  readonly setFilter: (change: Partial<RequestFilter>) => void;
  readonly hold: (requests: readonly TracedRequest[] | undefined) => void;
  readonly setAbout: (about: Selection | undefined) => void;
  readonly setRemembered: (remembered: readonly TracedRequest[]) => void;
  readonly setOpen: (open: TracedRequest | undefined) => void;
  readonly setView: (view: DetailsView) => void;
}

/** What the drawer shows; it stays while the drawer is closed. */
export const useApiView = create<ApiView>()((set) => ({
  filter: everything, held: undefined, about: undefined, remembered: [], open: undefined, view: 'steps',
  setFilter: (change) => { set((state) => ({ filter: { ...state.filter, ...change } })); },
  hold: (held) => { set({ held }); },
  setAbout: (about) => { set({ about, remembered: [] }); },
  setRemembered: (remembered) => { set({ remembered }); },
  setOpen: (open) => { set({ open }); },
  setView: (view) => { set({ view }); },
}));
