import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { TracedRequest } from '../../protocol/requests.ts';
import { useWords } from '../session/preferences.ts';
import { RequestRow, rowId } from './RequestRow.tsx';
import { rowsInSight } from './select.ts';
import { useApiView } from './view-store.ts';
import { apiWords } from './words.ts';

const rowPx = 26;
const tallRowPx = 46;
const narrowPx = 600;

interface View {
  readonly top: number;
  readonly height: number;
  readonly width: number;
}

/** The requests, newest first; only the rows in sight are drawn. Arrow keys walk through them, Escape closes the open one. */
export function RequestList({ rows }: { readonly rows: readonly TracedRequest[] }) {
  const words = useWords(apiWords);
  const ref = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View>({ top: 0, height: 400, width: 1000 });
  const { open, setOpen } = useApiView();
  const isNarrow = view.width < narrowPx;
  const height = isNarrow ? tallRowPx : rowPx;
  const look = (): void => { if (ref.current) setView({ top: ref.current.scrollTop, height: ref.current.clientHeight, width: ref.current.clientWidth }); };
  useResize(ref, look);
  useSteady(ref, rows, height);
  const chosen = open ? rows.findIndex(({ id }) => id === open.id) : -1;
  const choose = (index: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (!row) return;
    setOpen(row);
    bringInSight(ref.current, Math.max(0, Math.min(rows.length - 1, index)) * height, height);
  };
  const keydown = (event: React.KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(view.height / height) - 1);
    const to = { ArrowDown: chosen + 1, ArrowUp: chosen < 0 ? 0 : chosen - 1, PageDown: chosen + page, PageUp: chosen - page, Home: 0, End: rows.length - 1, Enter: Math.max(0, chosen) }[event.key];
    if (to === undefined && (event.key !== 'Escape' || !open)) return;
    event.preventDefault();
    event.stopPropagation();
    if (to === undefined) setOpen(undefined);
    else choose(to);
  };
  const { from, to } = rowsInSight(view, height, rows.length);
  return (
    <div
      ref={ref} role="listbox" aria-label={words.requests} tabIndex={0} onScroll={look} onKeyDown={keydown}
      aria-activedescendant={open && chosen >= from && chosen < to ? rowId(open) : undefined}
      className="min-h-0 min-w-0 flex-1 overflow-auto outline-offset-[-2px]"
    >
      <div role="presentation" className="relative" style={{ height: rows.length * height }}>
        {rows.slice(from, to).map((request, index) => (
          <RequestRow
            key={request.id} request={request} isNarrow={isNarrow} isOpen={request.id === open?.id} place={{ top: (from + index) * height, height, number: from + index + 1, of: rows.length }}
            onOpen={() => { setOpen(request.id === open?.id ? undefined : request); }}
          />
        ))}
      </div>
    </div>
  );
}

function useResize(ref: React.RefObject<HTMLDivElement | null>, look: () => void): void {
  useEffect(() => {
    const observer = new ResizeObserver(look);
    if (ref.current) observer.observe(ref.current);
    return () => { observer.disconnect(); };
    // `look` reads only the element.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [ref]);
}

/** New rows come in above; who has scrolled down keeps what they read where it is. */
function useSteady(ref: React.RefObject<HTMLDivElement | null>, rows: readonly TracedRequest[], height: number): void {
  const first = useRef<number | undefined>(undefined);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element && element.scrollTop > 0 && first.current !== undefined) {
      const by = rows.findIndex(({ id }) => id === first.current);
      if (by > 0) element.scrollTop += by * height;
    }
    first.current = rows[0]?.id;
  }, [ref, rows, height]);
}

function bringInSight(element: HTMLDivElement | null, top: number, height: number): void {
  if (!element) return;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top + height > element.scrollTop + element.clientHeight) element.scrollTop = top + height - element.clientHeight;
}
