/** A line after `!!`, `!7`, `!-2` and `!get` were put in place; `isChanged` where any was. Undefined text: there is no such entry. */
export interface Recalled {
  readonly text: string;
  readonly isChanged: boolean;
  readonly problem?: string;
}

const event = /!(!|-?\d+|[A-Za-z][\w-]*)/g;

/** What bash makes of `!` in a line: nothing inside '…', and nothing before a blank or `=`. */
export function recall(line: string, history: readonly string[]): Recalled {
  let problem: string | undefined;
  const parts = line.split(/('[^']*'|\\!)/);
  const text = parts.map((part, index) => {
    if (index % 2 === 1) return part;
    return part.replace(event, (all, word: string) => {
      const found = entryOf(word, history);
      problem ??= found === undefined ? `bash: ${all}: event not found` : undefined;
      return found ?? all;
    });
  }).join('');
  return { text, isChanged: text !== line, ...(problem === undefined ? {} : { problem }) };
}

function entryOf(word: string, history: readonly string[]): string | undefined {
  if (word === '!') return history.at(-1);
  const number = Number(word);
  if (Number.isNaN(number)) return history.findLast((entry) => entry.startsWith(word));
  return number < 0 ? history.at(number) : history[number - 1];
}

/** Index of the newest entry before `below` that holds the text; -1 where there is none. Entries that read the same as `not` are passed over. */
export function searchBack(history: readonly string[], text: string, { below, not }: { readonly below: number; readonly not?: string }): number {
  if (text === '') return -1;
  return history.findLastIndex((entry, index) => index < below && entry.includes(text) && entry !== not);
}

/** The same, forwards again (Ctrl-S). */
export function searchOn(history: readonly string[], text: string, { above, not }: { readonly above: number; readonly not?: string }): number {
  if (text === '') return -1;
  return history.findIndex((entry, index) => index > above && entry.includes(text) && entry !== not);
}
