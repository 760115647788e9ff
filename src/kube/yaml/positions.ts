/** A place in a text; lines and columns count from 1, offsets from 0. */
export interface TextRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface YamlProblem extends TextRange {
  /** `warning`: a key given twice, of which the last one counts unless the reader is strict. */
  readonly severity: 'error' | 'warning';
  /** `yaml: line 3: mapping values are not allowed in this context`; the line counts from the start of the document, as Kubernetes counts. */
  readonly message: string;
  /** Which document, from 0. */
  readonly document: number;
}

/** The line of an offset, from 1. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** The lines and columns between two offsets of a document, counted in the whole text. */
export function rangeOf({ text, lineOffset }: { readonly text: string; readonly lineOffset: number }, start: number, end: number): TextRange {
  const column = (offset: number): number => offset - (text.lastIndexOf('\n', offset - 1) + 1) + 1;
  return { line: lineOffset + lineOf(text, start), column: column(start), endLine: lineOffset + lineOf(text, end), endColumn: column(end) };
}

/** A problem between two offsets of a document. */
export function problemAt(place: { readonly document: number; readonly text: string; readonly lineOffset: number }, start: number, end: number, severity: YamlProblem['severity'], message: string): YamlProblem {
  return { severity, message, document: place.document, ...rangeOf(place, start, end) };
}
