import { textProgram, type FilterMaker } from './filter.ts';
import { countOf, readOptions, UsageProblem } from './options.ts';

/** `head`: the first lines; with `-n -3` all but the last three. */
export const head: FilterMaker = (args, out) => {
  const options = readOptions(args, { alone: 'q', valued: 'n', number: 'n', long: { lines: 'n', quiet: 'q' } });
  const count = countOf(options.value('n'), 10, 'number of lines');
  let seen = 0;
  const held: string[] = [];
  return {
    files: options.operands,
    filter: count < 0
      ? { line: (text) => { held.push(text); if (held.length > -count) out(held.shift() ?? ''); } }
      : { get isDone() { return seen >= count; }, line: (text) => { seen++; out(text); } },
  };
};

/** `tail`: the last lines; with `-n +3` all from the third on. */
export const tail: FilterMaker = (args, out) => {
  const options = readOptions(args, { alone: 'qf', valued: 'n', number: 'n', long: { lines: 'n', quiet: 'q', follow: 'f' } });
  const count = countOf(options.value('n'), 10, 'number of lines');
  const isFrom = options.value('n')?.startsWith('+') ?? false;
  const kept = Math.abs(count);
  let number = 0;
  const held: string[] = [];
  return {
    files: options.operands,
    filter: {
      line: (text) => {
        if (!isFrom) held[number++ % Math.max(1, kept)] = text;
        else if (++number >= count) out(text);
      },
      end: () => {
        const first = number > kept ? number % Math.max(1, kept) : 0;
        if (count !== 0) for (let at = 0; at < held.length; at++) out(held[(first + at) % held.length] ?? '');
        return 0;
      },
    },
  };
};

/** `wc`: lines, words, letters and bytes, in this order whatever is asked. A line counts that has ended. */
export const wc = textProgram('wc', async (args, read) => {
  const options = readOptions(args, { alone: 'lwcm', long: { lines: 'l', words: 'w', bytes: 'c', chars: 'm' } });
  const text = await read(options.operands);
  const counts = { l: text.split('\n').length - 1, w: text.split(/\s+/).filter(Boolean).length, m: Array.from(text).length, c: new TextEncoder().encode(text).length };
  const asked = (['l', 'w', 'm', 'c'] as const).filter((letter) => options.has(letter));
  const [only, ...more] = asked;
  const [file] = options.operands;
  const shown = only !== undefined && more.length === 0 ? String(counts[only]) : (asked.length > 0 ? asked : (['l', 'w', 'c'] as const)).map((letter) => String(counts[letter]).padStart(7)).join(' ');
  return `${shown}${file === undefined ? '' : ` ${file}`}\n`;
});

/** `tac`: the last line first. */
export const tac: FilterMaker = (args, out) => {
  const lines: string[] = [];
  return { files: args, filter: { line: (text) => { lines.push(text); }, end: () => { for (const line of lines.reverse()) out(line); return 0; } } };
};

/** `rev`: each line from its end. */
export const rev: FilterMaker = (args, out) => ({ files: args, filter: { line: (text) => { out(Array.from(text).reverse().join('')); } } });

/** `nl`: lines with their numbers, empty ones without. */
export const nl: FilterMaker = (args, out) => {
  let number = 0;
  return { files: args, filter: { line: (text) => { out(text === '' ? '       ' : `${String(++number).padStart(6)}\t${text}`); } } };
};

/** `uniq`: one of lines that follow each other and are the same. */
export const uniq: FilterMaker = (args, out) => {
  const options = readOptions(args, { alone: 'cdui', long: { count: 'c', repeated: 'd', unique: 'u', 'ignore-case': 'i' } });
  let last: string | undefined;
  let count = 0;
  const same = (text: string): boolean => last !== undefined && (options.has('i') ? text.toLowerCase() === last.toLowerCase() : text === last);
  const put = (): void => {
    if (last === undefined || (options.has('d') && count < 2) || (options.has('u') && count > 1)) return;
    out(options.has('c') ? `${String(count).padStart(7)} ${last}` : last);
  };
  return {
    files: options.operands,
    filter: {
      line: (text) => {
        if (same(text)) { count++; return; }
        put();
        [last, count] = [text, 1];
      },
      end: () => { put(); return 0; },
    },
  };
};

/** `cut`: fields (`-d: -f1,3-`) or characters (`-c1-8`) of each line. */
export const cut: FilterMaker = (args, out) => {
  const options = readOptions(args, { alone: 's', valued: 'dfcb', long: { delimiter: 'd', fields: 'f', characters: 'c', bytes: 'b', 'only-delimited': 's' } });
  const delimiter = options.value('d') ?? '\t';
  const list = options.value('f') ?? options.value('c') ?? options.value('b');
  if (list === undefined) throw new UsageProblem('you must specify a list of bytes, characters, or fields');
  if (delimiter.length !== 1) throw new UsageProblem('the delimiter must be a single character');
  const isWanted = rangesOf(list);
  const pick = <T>(parts: readonly T[]): readonly T[] => parts.filter((_, index) => isWanted(index + 1));
  return {
    files: options.operands,
    filter: {
      line: (text) => {
        if (!options.has('f')) out(pick(Array.from(text)).join(''));
        else if (text.includes(delimiter)) out(pick(text.split(delimiter)).join(delimiter));
        else if (!options.has('s')) out(text);
      },
    },
  };
};

function rangesOf(list: string): (position: number) => boolean {
  const ranges = list.split(',').map((part) => {
    const match = /^(\d*)(-?)(\d*)$/.exec(part);
    if (!match || part === '' || part === '-') throw new UsageProblem(`invalid field value '${part}'`);
    const from = match[1] === '' ? 1 : Number(match[1]);
    return { from, to: match[2] === '' ? from : match[3] === '' ? Infinity : Number(match[3]) };
  });
  return (position) => ranges.some(({ from, to }) => position >= from && position <= to);
}

/** `cat`, `less`, `more`: what comes, as it is; `-n` numbers it. */
export const cat: FilterMaker = (args, out) => {
  const options = readOptions(args, { alone: 'nARFSXr', long: { number: 'n' } });
  let number = 0;
  return { files: options.operands.filter((file) => file !== '-'), filter: { line: (text) => { out(options.has('n') ? `${String(++number).padStart(6)}\t${text}` : text); } } };
};

/** `tr`: each character of one set becomes that of the other; `-d` drops them, `-s` squeezes them. */
export const tr: FilterMaker = (args, out) => {
  const options = readOptions(args, { alone: 'ds', long: { delete: 'd', 'squeeze-repeats': 's' } });
  const [from, to] = options.operands.map(setOf);
  if (!from || (!to && !options.has('d') && !options.has('s'))) throw new UsageProblem('missing operand');
  const become = (text: string): string => {
    const at = from.indexOf(text);
    if (at < 0) return text;
    if (options.has('d')) return '';
    return to ? (to[Math.min(at, to.length - 1)] ?? text) : text;
  };
  const squeezed = to ?? from;
  let text = '';
  return {
    files: [],
    filter: {
      line: (line) => { text += `${line}\n`; },
      end: () => {
        let result = Array.from(text, become).join('');
        if (options.has('s')) result = Array.from(result).filter((c, index, all) => c !== all[index - 1] || !squeezed.includes(c)).join('');
        if (result !== '') out(result.replace(/\n$/, ''));
        return 0;
      },
    },
  };
};

function setOf(text: string): readonly string[] {
  const named = text.replace('[:upper:]', 'A-Z').replace('[:lower:]', 'a-z').replace('[:digit:]', '0-9').replace('[:space:]', ' \\t\\n');
  const characters = Array.from(named.replace(/\\n/g, '\n').replace(/\\t/g, '\t'));
  const set: string[] = [];
  for (let at = 0; at < characters.length; at++) {
    const [first = '', sign, last] = characters.slice(at, at + 3);
    if (sign !== '-' || last === undefined) { set.push(first); continue; }
    for (let code = first.codePointAt(0) ?? 0; code <= (last.codePointAt(0) ?? 0); code++) set.push(String.fromCodePoint(code));
    at += 2;
  }
  return set;
}
