import { Check, Link2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button, elapsedText } from '../design/index.ts';
import { makeLink } from '../session/drydock.ts';
import { useWords } from '../session/preferences.ts';
import { useSession } from '../session/store.ts';
import { shareWords } from './words.ts';

/** Beyond this many characters some programs cut a link. */
const longChars = 2000;

/** The link to this very moment, ready to be copied. */
export function Share() {
  const words = useWords(shareWords);
  const [made, setMade] = useState<{ readonly link: string; readonly atMs: number }>();
  const [isPast] = useState(() => useSession.getState().past !== undefined);
  const [isFailed, setFailed] = useState(false);
  const [isCopied, setCopied] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    let isCurrent = true;
    makeLink().then((now) => { if (isCurrent) setMade(now); }, () => { if (isCurrent) setFailed(true); });
    return () => { isCurrent = false; };
  }, []);

  const link = made?.link;
  const copy = (): void => {
    if (link === undefined) return;
    field.current?.select();
    navigator.clipboard.writeText(link).then(() => { setCopied(true); }, () => undefined);
  };

  if (isFailed) return <p className="text-bad">{words.failed}</p>;
  return (
    <div className="space-y-3">
      <p className="text-muted">{words.about}</p>
      {made && <p className="font-medium">{(isPast ? words.ofPast : words.ofNow)(elapsedText(made.atMs))}</p>}
      <textarea
        ref={field} readOnly rows={4} aria-label={words.link} value={link ?? words.making} onFocus={(event) => { event.target.select(); }}
        className="block max-h-60 min-h-[92px] w-full resize-none [field-sizing:content] rounded-md border border-line bg-sunken p-2.5 font-mono text-xs leading-[18px] break-all"
      />
      <div className="flex items-center gap-3">
        <Button tone="primary" icon={isCopied ? Check : Link2} disabled={link === undefined} onClick={copy}>{isCopied ? words.copied : words.copy}</Button>
        {link !== undefined && <span className="text-xs text-muted">{words.characters(link.length)}{link.length > longChars ? ` · ${words.long}` : ''}</span>}
      </div>
    </div>
  );
}
