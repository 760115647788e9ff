import { civilFromMillis, parseRfc3339 } from '../../kube/time.ts';
import { alignColumns, describeStyle } from '../printers/columns.ts';
import { humanDuration } from '../printers/duration.ts';

/** The text of a description as it grows: lines at a level of indentation, tabs between columns. */
export class Page {
  /** @param nowMs milliseconds since 1970, for ages. */
  constructor(readonly nowMs: number) {}
  #text = '';
  readonly #done: string[] = [];

  /** Writes a line at a level; each level indents by two blanks. */
  line(level: number, text: string): void {
    this.#text += `${'  '.repeat(level)}${text}\n`;
  }

  /** Columns written from here on are aligned by themselves. */
  break(): void {
    this.#done.push(alignColumns(this.#text, describeStyle));
    this.#text = '';
  }

  /** The text with its columns aligned. */
  aligned(): string {
    if (this.#text !== '') this.break();
    return this.#done.join('');
  }

  /** The text as it was written. */
  raw(): string {
    return this.#text;
  }

  /** How long ago a moment was; `<unknown>` without one. */
  since(time: string | undefined): string {
    const at = parseRfc3339(time);
    return at === undefined ? '<unknown>' : humanDuration(this.nowMs - at);
  }
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

/** `Mon, 02 Jan 2006 15:04:05 +0000`. */
export function longTime(time: string | undefined): string {
  const ms = parseRfc3339(time);
  if (ms === undefined) return 'Mon, 01 Jan 0001 00:00:00 +0000';
  const t = civilFromMillis(ms);
  return `${weekdays[t.weekday] ?? ''}, ${two(t.day)} ${months[t.month - 1] ?? ''} ${String(t.year)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} +0000`;
}

type Pairs = Readonly<Record<string, string>>;

/** `Title:  a=b` with one pair a line; `<none>` of nothing. */
export function pairLines(page: Page, title: string, pairs: Pairs | undefined, indent = ''): void {
  const keys = Object.keys(pairs ?? {}).sort();
  if (keys.length === 0) return page.line(0, `${indent}${title}:\t<none>`);
  keys.forEach((key, index) => { page.line(0, `${indent}${index === 0 ? `${title}:` : ''}\t${key}=${pairs?.[key] ?? ''}`); });
}

/** Longer ones are cut. */
export const annotationMax = 140;
const hidden = 'kubectl.kubernetes.io/last-applied-configuration';
export const shorten = (text: string, max: number): string => (text.length > max ? `${text.slice(0, max)}...` : text);

/** Annotations, long ones on lines of their own; what `apply` remembers is left out. */
export function annotationLines(page: Page, title: string, annotations: Pairs | undefined): void {
  const keys = Object.keys(annotations ?? {}).filter((key) => key !== hidden).sort();
  if (keys.length === 0) return page.line(0, `${title}:\t<none>`);
  keys.forEach((key, index) => {
    const head = index === 0 ? `${title}:\t` : '\t';
    const value = (annotations?.[key] ?? '').replace(/\n$/, '');
    if (value.length + key.length + 2 <= annotationMax && !value.includes('\n')) return page.line(0, `${head}${key}: ${value}`);
    page.line(0, `${head}${key}:`);
    for (const part of value.split('\n')) page.line(0, `\t  ${shorten(part, annotationMax - 2)}`);
  });
}

/** A time in a table: `True`/`False`. */
export const boolText = (value: boolean | undefined): string => (value === true ? 'True' : 'False');
export const orNone = (text: string | undefined): string => (text === undefined || text === '' ? '<none>' : text);
export const orUnset = (value: string | number | undefined): string => (value === undefined || value === '' ? '<unset>' : String(value));
/** `[a b]`. */
export const goList = (items: readonly (string | number)[] | undefined): string => `[${(items ?? []).join(' ')}]`;
