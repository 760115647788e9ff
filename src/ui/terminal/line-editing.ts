/** What is being typed. */
export interface Draft {
  readonly text: string;
  readonly cursor: number;
  /** What was cut last: Ctrl-Y puts it back. */
  readonly killed: string;
}

/** readline's keys, by the letter that stands with Ctrl. A text of several lines is edited line by line. */
export const edits: Readonly<Record<string, (draft: Draft) => Draft>> = {
  a: (draft) => ({ ...draft, cursor: lineStart(draft) }),
  e: (draft) => ({ ...draft, cursor: lineEnd(draft) }),
  b: (draft) => ({ ...draft, cursor: Math.max(0, draft.cursor - 1) }),
  u: (draft) => cut(draft, lineStart(draft), draft.cursor),
  k: (draft) => cut(draft, draft.cursor, lineEnd(draft) === draft.cursor ? draft.cursor + 1 : lineEnd(draft)),
  w: (draft) => cut(draft, wordStart(draft), draft.cursor),
  y: ({ text, cursor, killed }) => ({ text: text.slice(0, cursor) + killed + text.slice(cursor), cursor: cursor + killed.length, killed }),
};

const lineStart = ({ text, cursor }: Draft): number => text.lastIndexOf('\n', cursor - 1) + 1;
const lineEnd = ({ text, cursor }: Draft): number => (text.indexOf('\n', cursor) < 0 ? text.length : text.indexOf('\n', cursor));
const wordStart = ({ text, cursor }: Draft): number => text.slice(0, cursor).replace(/\S+\s*$/, '').length;

function cut(draft: Draft, from: number, to: number): Draft {
  const killed = draft.text.slice(from, to);
  return killed === '' ? draft : { text: draft.text.slice(0, from) + draft.text.slice(to), cursor: from, killed };
}
