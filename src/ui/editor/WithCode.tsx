import { Fragment } from 'react';
import { usePrompt } from '../session/prompt.ts';
import { useWords, type Words } from '../session/preferences.ts';

const words: Words<{ readonly type: (line: string) => string }> = {
  en: { type: (line) => `Type into the terminal: ${line}` },
  ko: { type: (line) => `터미널에 입력: ${line}` },
};

const codeClass = 'rounded bg-page px-1 font-mono text-[11px] text-ink ring-1 ring-line [-webkit-box-decoration-break:clone] [box-decoration-break:clone]';

/** A text with commands between backquotes. A click on one types it into the terminal's prompt, where Enter runs it. */
export function WithCode({ text }: { readonly text: string }) {
  const { type } = useWords(words);
  return text.split('`').map((part, index) => {
    if (index % 2 === 0) return part;
    if (!part.startsWith('kubectl ')) return <code key={index} lang="en" className={codeClass}><Unbroken text={part} /></code>;
    return (
      <code
        key={index}
        role="button"
        tabIndex={0}
        lang="en"
        aria-label={type(part)}
        data-tip={type(part)}
        onClick={() => { usePrompt.getState().type(part); }}
        onKeyDown={(event) => { if (event.key === 'Enter') usePrompt.getState().type(part); }}
        className={`${codeClass} cursor-pointer hover:text-accent hover:ring-accent`}
      >
        <Unbroken text={part} />
      </code>
    );
  });
}

const pieceMax = 36;

/** Lines end between words, or before a slash within one: never after the hyphen of a flag, nor within a name. Only what is longer than a line breaks where it must. */
function Unbroken({ text }: { readonly text: string }) {
  return text.split(' ').map((word, index) => (
    <Fragment key={index}>
      {index > 0 && ' '}
      {word.split(/(?<![:/])(?=\/)/).map((piece, at) => <Fragment key={at}>{at > 0 && <wbr />}<span className={piece.length <= pieceMax ? 'whitespace-nowrap' : '[overflow-wrap:anywhere]'}>{piece}</span></Fragment>)}
    </Fragment>
  ));
}
