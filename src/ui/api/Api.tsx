import { useEffect, useMemo, useRef, useState } from 'react';
import type { TracedRequest } from '../../protocol/requests.ts';
import { classes } from '../design/index.ts';
import { useWords } from '../session/preferences.ts';
import { useRequests } from '../session/requests.ts';
import { useSession } from '../session/store.ts';
import { RequestDetails } from './RequestDetails.tsx';
import { RequestList } from './RequestList.tsx';
import { filterRequests, seenOrRemembered } from './select.ts';
import { Toolbar } from './Toolbar.tsx';
import { useAsked, useRemembered, useTracing } from './tracing.ts';
import { useApiView } from './view-store.ts';
import { apiWords } from './words.ts';

const sideBySidePx = 820;

/** Every request to the API server as it is answered, and beside it the steps and the causes of the one that is open. */
export function Api() {
  useTracing();
  useAsked();
  const ref = useRef<HTMLDivElement>(null);
  const isWide = useIsWide(ref);
  const { base, rows } = useRows();
  const open = useApiView((state) => state.open);
  const words = useWords(apiWords);
  return (
    <div ref={ref} className="flex min-h-0 flex-1 flex-col">
      {(isWide || !open) && <Toolbar base={base} shown={rows.length} />}
      <div className={classes('flex min-h-0 flex-1 border-t border-line', !isWide && 'flex-col')}>
        {rows.length > 0 ? <RequestList rows={rows} /> : <p className="flex-1 px-3 py-4 text-muted">{base.length === 0 ? words.none : words.noMatch}</p>}
        {open && (
          <section aria-label={words.details} className={classes('flex min-h-0 flex-col border-line', isWide ? 'w-[44%] max-w-[680px] shrink-0 border-l' : 'h-[62%] shrink-0 border-t')}>
            <RequestDetails request={open} />
          </section>
        )}
      </div>
    </div>
  );
}

/** The requests that may be shown, and those that pass the filter, newest first. */
function useRows(): { readonly base: readonly TracedRequest[]; readonly rows: readonly TracedRequest[] } {
  const all = useRequests((state) => state.requests);
  const untilMs = useSession((state) => (state.past ? state.nowMs : Infinity));
  const live = useMemo(() => (untilMs === Infinity ? all : all.filter(({ atMs }) => atMs <= untilMs)), [all, untilMs]);
  const { held, about, remembered, filter } = useApiView();
  const seen = held ?? live;
  useRemembered(live);
  const base = useMemo(() => (about ? seenOrRemembered(seen, remembered, about.uid) : seen), [seen, about, remembered]);
  const rows = useMemo(() => filterRequests(base, about ? { ...filter, background: true } : filter), [base, about, filter]);
  return { base, rows };
}

function useIsWide(ref: React.RefObject<HTMLDivElement | null>): boolean {
  const [isWide, setWide] = useState(true);
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => { setWide(element.clientWidth >= sideBySidePx); });
    observer.observe(element);
    return () => { observer.disconnect(); };
  }, [ref]);
  return isWide;
}
