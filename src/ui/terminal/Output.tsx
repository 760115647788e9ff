import { memo, useEffect, useState, type ReactNode } from 'react';
import { builtInKinds, resourcePath } from '../../kube/kinds.ts';
import type { KubeObject } from '../../kube/object.ts';
import { classes } from '../design/index.ts';
import { get, presence } from '../session/link.ts';
import { usePreferences, useWords } from '../session/preferences.ts';
import { useSession, type SessionState } from '../session/store.ts';
import { cardOf, hasCards } from './known.ts';
import type { ObjectLink } from './links.ts';
import type { TerminalLine, TerminalTab } from './terminal-store.ts';
import { terminalWords } from './words.ts';

/** Everything that was typed and answered. Tables keep their columns: they scroll sideways where there is no room. */
export function Output({ lines, picture }: Pick<TerminalTab, 'lines' | 'picture'>) {
  const words = useWords(terminalWords);
  return (
    <>
      {lines.length === 0 && !picture && <p className="sticky left-0 max-w-[calc(100cqw-32px)] whitespace-pre-wrap text-muted">{words.hint}</p>}
      <div role="log" aria-label={words.output} lang="en" className="w-max min-w-full select-text">
        {lines.map((line) => <Line key={line.id} line={line} />)}
      </div>
      {picture && <div lang="en" className="w-max min-w-full select-text">{picture.map((line) => <Line key={line.id} line={line} />)}</div>}
    </>
  );
}

/** Output stays in its columns; sentences break. */
const tones = {
  command: 'sticky left-0 max-w-[calc(100cqw-32px)] whitespace-pre-wrap [overflow-wrap:anywhere]',
  stdout: 'whitespace-pre',
  stderr: 'sticky left-0 max-w-[calc(100cqw-32px)] whitespace-pre-wrap [overflow-wrap:anywhere] text-bad',
  note: 'sticky left-0 max-w-[calc(100cqw-32px)] whitespace-pre-wrap text-muted',
} as const;

const Line = memo(function Line({ line: { kind, text, links, sign, begins } }: { readonly line: TerminalLine }) {
  if (begins) return <Divider title={begins} />;
  return <div className={`min-h-[19px] ${tones[kind]}`}>{sign !== undefined && sign !== '' && <Sign sign={sign} />}{links.length === 0 ? text : linked(text, links)}</div>;
});

/** Above it stands what was said about another cluster. */
function Divider({ title }: { readonly title: TerminalLine['begins'] }) {
  const locale = usePreferences((state) => state.locale);
  const words = useWords(terminalWords);
  const name = title?.[locale] ?? '';
  return (
    <div role="separator" lang={locale} aria-label={[words.another, name].filter(Boolean).join(': ')} className="sticky left-0 flex w-[calc(100cqw-32px)] items-center gap-3 pt-3 pb-2 font-sans text-muted select-none">
      <span aria-hidden className="min-w-0 truncate font-medium">{name || words.another}</span>
      <span aria-hidden className="h-px flex-1 bg-line-strong" />
    </div>
  );
}

function linked(text: string, links: readonly ObjectLink[]): ReactNode {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const link of links) {
    parts.push(text.slice(at, link.start), <NameButton key={link.start} link={link} text={text.slice(link.start, link.end)} />);
    at = link.end;
  }
  parts.push(text.slice(at));
  return parts;
}

const light = (link: ObjectLink | undefined): void => { useSession.getState().light(link && cardOf(link)); };

/** Whether the page shows that an object is not there. */
const isAbsent = (link: ObjectLink): boolean => hasCards(link) && !cardOf(link);

/** A name leads to its object for as long as that is there; it is looked for when the pointer comes to it. */
function NameButton({ link, text }: { readonly link: ObjectLink; readonly text: string }) {
  const words = useWords(terminalWords);
  const [uid] = useState(() => cardOf(link)?.uid);
  const { absence, look } = useAbsence(link, uid);
  const isThere = absence === undefined;
  return (
    <button
      type="button" tabIndex={-1} aria-disabled={!isThere} title={isThere ? undefined : words[absence]} onClick={() => { if (isAbsent(link)) look(); else void open(link); }}
      onPointerEnter={() => { light(link); look(); }} onPointerLeave={() => { light(undefined); }}
      className={classes('rounded-sm', isThere ? 'underline decoration-line-strong underline-offset-[3px] hover:text-accent hover:decoration-accent' : 'text-muted')}
    >
      {text}
    </button>
  );
}

/** `absent` where it is not told whether it is no more, or not yet. */
type Absence = 'absent' | 'gone' | 'unborn';

/** How an object is not there at the moment that is shown; found out by `look`, and forgotten when another moment is shown. `uid` is what it was when it was named. */
function useAbsence(link: ObjectLink, uid: string | undefined): { readonly absence: Absence | undefined; readonly look: () => void } {
  const [absence, setAbsence] = useState<Absence>();
  useEffect(() => {
    if (absence === undefined) return undefined;
    let isCurrent = true;
    const stop = useSession.subscribe((state, before) => { if (momentOf(state) !== momentOf(before)) setAbsence(undefined); });
    if (absence === 'absent' && uid !== undefined) presence(uid).then((told) => { if (isCurrent && told !== 'there') setAbsence(told); }, () => undefined);
    return () => {
      isCurrent = false;
      stop();
    };
  }, [absence, uid]);
  return { absence, look: () => { setAbsence((before) => (isAbsent(link) ? before ?? 'absent' : undefined)); } };
}

/** What is gone now stays gone while time goes on. */
const momentOf = ({ past, nowMs }: SessionState): number | undefined => (past ? nowMs : undefined);

/** Selects the object, if it is there still. */
async function open(link: ObjectLink): Promise<void> {
  const { kind, namespace, name } = link;
  const card = cardOf(link);
  if (card) { useSession.getState().select(card); return; }
  const known = builtInKinds.find((candidate) => candidate.kind === kind);
  if (!known) return;
  const object = (await get(resourcePath(known, namespace, name))) as KubeObject;
  const uid = object.metadata?.uid;
  if (uid !== undefined) useSession.getState().select({ kind, namespace, name, uid });
}

/** What stands before a line; the context leaves first where there is little room. */
export function Sign({ sign }: { readonly sign: string }) {
  const at = sign.indexOf(':') + 1;
  return (
    <span aria-hidden className="mr-2 text-accent select-none">
      <span className="text-muted @max-[30rem]:hidden">{sign.slice(0, at)}</span>{sign.slice(at)}
    </span>
  );
}
