type Edit = { readonly sign: ' ' | '-' | '+'; readonly line: string };

/** Lines kept around a change. */
const context = 3;

/**
 * A unified diff of two texts as `diff -u` prints it, without its head; '' where they are equal.
 */
export function unifiedDiff(before: string, after: string): string {
  if (before === after) return '';
  const edits = editScript(linesOf(before), linesOf(after));
  return hunks(edits).map((hunk) => hunkText(edits, hunk)).join('');
}

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** The shortest list of deletions and insertions; deletions come first within a change. */
function editScript(a: readonly string[], b: readonly string[]): readonly Edit[] {
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] = a[i] === b[j] ? (common[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
    }
  }
  const edits: Edit[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      edits.push({ sign: ' ', line: a[i] ?? '' });
      i++;
      j++;
    } else if (i < a.length && (j >= b.length || (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))) edits.push({ sign: '-', line: a[i++] ?? '' });
    else edits.push({ sign: '+', line: b[j++] ?? '' });
  }
  return edits;
}

interface Hunk {
  readonly from: number;
  readonly to: number;
}

function hunks(edits: readonly Edit[]): readonly Hunk[] {
  const found: { from: number; to: number }[] = [];
  edits.forEach(({ sign }, index) => {
    if (sign === ' ') return;
    const last = found.at(-1);
    const from = Math.max(0, index - context);
    const to = Math.min(edits.length, index + 1 + context);
    if (last && from <= last.to) last.to = to;
    else found.push({ from, to });
  });
  return found;
}

function hunkText(edits: readonly Edit[], { from, to }: Hunk): string {
  const count = (list: readonly Edit[], skip: '-' | '+'): number => list.filter(({ sign }) => sign !== skip).length;
  const head = edits.slice(0, from);
  const body = edits.slice(from, to);
  const range = (skip: '-' | '+'): string => {
    const length = count(body, skip);
    const start = count(head, skip) + (length === 0 ? 0 : 1);
    return length === 1 ? String(start) : `${String(start)},${String(length)}`;
  };
  return `@@ -${range('+')} +${range('-')} @@\n${body.map(({ sign, line }) => `${sign}${line}\n`).join('')}`;
}
