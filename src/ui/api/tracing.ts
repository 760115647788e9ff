import { useEffect } from 'react';
import type { TracedRequest } from '../../protocol/requests.ts';
import { chainOf, writesTo } from '../session/link.ts';
import { useRequests, type Asked } from '../session/requests.ts';
import { holdTrace } from '../session/tracing.ts';
import { useApiView, type DetailsView } from './view-store.ts';

const quietly = (): undefined => undefined;

/** Lets the worker trace as long as the drawer is open; what it shows of one cluster goes with that. */
export function useTracing(): void {
  useEffect(holdTrace, []);
  const loads = useRequests((state) => state.loads);
  useEffect(() => {
    const { hold, setOpen, setAbout, about } = useApiView.getState();
    hold(undefined);
    if (loads !== shownLoads) {
      setOpen(undefined);
      if (about) setAbout(undefined);
    }
    shownLoads = loads;
  }, [loads]);
}

/** Of which cluster the drawer has shown requests. */
let shownLoads = 0;

/** Opens what somebody elsewhere on the page asked to see. */
export function useAsked(): void {
  const asked = useRequests((state) => state.asked);
  useEffect(() => {
    if (!asked) return;
    useRequests.getState().ask(undefined);
    show(asked);
  }, [asked]);
}

function show(asked: Asked): void {
  if ('revision' in asked) {
    openWrite(asked.revision, 'chain');
    return;
  }
  const { setAbout, setOpen, setFilter } = useApiView.getState();
  setOpen(undefined);
  setAbout('about' in asked ? asked.about : undefined);
  if ('who' in asked) setFilter({ who: asked.who, kind: '', verb: '', text: '', shown: 'all', background: true });
}

/** Opens the write of a revision: as it was seen, else as etcd remembers it. */
export function openWrite(revision: number, view: DetailsView): void {
  const { setOpen, setView } = useApiView.getState();
  setView(view);
  const seen = useRequests.getState().requests.findLast((request) => request.revision === revision && !request.fromLog);
  if (seen) setOpen(seen);
  else chainOf(revision).then(({ write }) => { if (write) setOpen(write); }, quietly);
}

/** Keeps what etcd remembers of the object that is shown alone. */
export function useRemembered(seen: readonly TracedRequest[]): void {
  const about = useApiView((state) => state.about);
  const last = about ? (seen.findLast(({ uid }) => uid === about.uid)?.id ?? 0) : 0;
  useEffect(() => {
    if (!about) return undefined;
    let isCurrent = true;
    writesTo(about.uid).then((remembered) => { if (isCurrent) useApiView.getState().setRemembered(remembered); }, quietly);
    return () => { isCurrent = false; };
  }, [about, last]);
}
