/** How cells are aligned: at least `minWidth` wide, `padding` blanks after the widest. */
export interface ColumnStyle {
  readonly minWidth: number;
  readonly padding: number;
}

/** Tables of `kubectl get`. */
export const tableStyle: ColumnStyle = { minWidth: 6, padding: 3 };
/** `kubectl describe`. */
export const describeStyle: ColumnStyle = { minWidth: 0, padding: 2 };

/**
 * Aligns text with tabs: a tab ends a cell, and a column is a run of lines that have a cell there.
 * `remembered` keeps the widths of earlier output, so that the rows of a watch stay under their headers.
 *
 * @see Go, text/tabwriter
 */
export function alignColumns(text: string, style: ColumnStyle, remembered?: number[]): string {
  const ended = text.endsWith('\n');
  const lines = (ended ? text.slice(0, -1) : text).split('\n').map((line) => line.split('\t'));
  const out: string[] = [];
  new Aligner(lines, style, out, remembered).format([], 0, lines.length);
  return out.join('\n') + (ended ? '\n' : '');
}

class Aligner {
  constructor(
    private readonly lines: readonly (readonly string[])[],
    private readonly style: ColumnStyle,
    private readonly out: string[],
    private readonly remembered: number[] | undefined,
  ) {}

  format(widths: readonly number[], first: number, end: number): void {
    const column = widths.length;
    let unwritten = first;
    for (let at = first; at < end; at++) {
      if (!this.hasCell(at, column)) continue;
      this.write(widths, unwritten, at);
      unwritten = at;
      let width = Math.max(this.style.minWidth, this.remembered?.[column] ?? 0);
      for (; at < end && this.hasCell(at, column); at++) width = Math.max(width, widthOf(this.lines[at]?.[column] ?? '') + this.style.padding);
      if (this.remembered) this.remembered[column] = width;
      this.format([...widths, width], unwritten, at);
      unwritten = at;
    }
    this.write(widths, unwritten, end);
  }

  private hasCell(line: number, column: number): boolean {
    return column < (this.lines[line]?.length ?? 0) - 1;
  }

  private write(widths: readonly number[], first: number, end: number): void {
    for (let at = first; at < end; at++) {
      const cells = this.lines[at] ?? [];
      this.out.push(cells.map((cell, index) => cell + ' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(cell)))).join(''));
    }
  }
}

/** Width in code points, as the tabwriter counts. */
function widthOf(cell: string): number {
  let width = 0;
  for (const _ of cell) width++;
  return width;
}
