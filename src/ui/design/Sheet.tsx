import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useWords } from '../session/preferences.ts';
import { IconButton } from './IconButton.tsx';
import { designWords } from './words.ts';

interface SheetProps {
  readonly name: string;
  /** Stands beside the name. */
  readonly bar?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** What rises from the bottom edge on a phone. It leaves the stage in sight and is no modal: the stage goes on. */
export function Sheet({ name, bar, onClose, children }: SheetProps) {
  const words = useWords(designWords);
  return (
    <div className="dd-rise flex h-[58dvh] min-h-0 shrink-0 flex-col rounded-t-xl border-t border-line bg-page shadow-float">
      <div className="flex h-10 shrink-0 items-center gap-2 pr-2 pl-4">
        <span className="font-semibold">{name}</span>
        <div className="flex min-w-0 flex-1">{bar}</div>
        <IconButton icon={X} name={words.close} onClick={onClose} />
      </div>
      <div className="flex min-h-0 flex-1 flex-col">{children}</div>
    </div>
  );
}
