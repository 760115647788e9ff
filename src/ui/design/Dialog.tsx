import { X } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useWords } from '../session/preferences.ts';
import { classes } from './classes.ts';
import { IconButton } from './IconButton.tsx';
import { designWords } from './words.ts';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly width?: 'narrow' | 'wide' | 'full';
  /** Without a heading of its own: the title is only its name. */
  readonly bare?: boolean;
  /** It cannot be waved away with Escape or a click beside it. */
  readonly firm?: boolean;
}

const widths = { narrow: 'w-[440px]', wide: 'w-[640px]', full: 'w-[960px]' } as const;

/** A modal dialog, as the browser has it: focus stays inside, Escape closes, focus returns. Mount it to open it; what carries `data-autofocus` has the focus first. */
export function Dialog({ title, onClose, children, width = 'narrow', bare = false, firm = false }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const words = useWords(designWords);
  useEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
    dialog?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => { dialog?.close(); };
  }, []);
  return (
    <dialog
      ref={ref}
      aria-label={title}
      onCancel={(event) => { event.preventDefault(); if (!firm) onClose(); }}
      onClick={(event) => { if (!firm && event.target === event.currentTarget) onClose(); }}
      className={classes(
        'dd-rise m-auto max-h-[86dvh] max-w-[calc(100vw-24px)] overflow-hidden rounded-xl border border-line bg-page p-0 shadow-float',
        bare && 'mt-[14dvh]',
        widths[width],
      )}
    >
      <div className="flex max-h-[86dvh] flex-col">
        {!bare && (
          <div className="flex items-center justify-between gap-4 px-5 pt-4 pb-2">
            <h2 className="text-[15px] font-semibold">{title}</h2>
            {!firm && <IconButton icon={X} name={words.close} onClick={onClose} />}
          </div>
        )}
        <div className={classes('min-h-0 overflow-auto', !bare && 'dd-scrolls px-5 pb-5')}>{children}</div>
      </div>
    </dialog>
  );
}
