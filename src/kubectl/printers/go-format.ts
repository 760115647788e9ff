import { goText } from './go-value.ts';

/** Go gives up on a width or precision above this. */
const maxSize = 1_000_000;

/**
 * `fmt.Sprintf` with `%s %d %v %q %t %f %x`, a width and a precision, and Go's words for what does not fit.
 *
 * @see Go, package fmt
 */
export function goFormat(format: string, args: readonly unknown[]): string {
  const directive = /%([-+# 0]*)(\d*)(?:(\.)(\d*))?([^]|$)/uy;
  let text = '';
  let next = 0;
  for (let at = 0; at < format.length; at = directive.lastIndex) {
    const percent = format.indexOf('%', at);
    text += format.slice(at, percent < 0 ? undefined : percent);
    if (percent < 0) break;
    directive.lastIndex = percent;
    const [, flags = '', width = '', dot, precision = '', verb = ''] = directive.exec(format) ?? [];
    if (verb === '' || Number(width) > maxSize || Number(precision) > maxSize) {
      text += '%!(NOVERB)';
      break;
    }
    if (verb === '%') text += '%';
    else if (next >= args.length) text += `%!${verb}(MISSING)`;
    else text += padded(formatted(verb, args[next++], dot === undefined ? undefined : Number(precision)), flags, Number(width));
  }
  const extra = args.slice(next).map((value) => (value === undefined || value === null ? '<nil>' : `${goType(value)}=${goText(value)}`));
  return extra.length > 0 ? `${text}%!(EXTRA ${extra.join(', ')})` : text;
}

function padded(text: string, flags: string, width: number): string {
  if (flags.includes('-')) return text.padEnd(width);
  if (flags.includes('0') && /^[+-]?\d/.test(text)) return /^[+-]/.test(text) ? text.charAt(0) + text.slice(1).padStart(width - 1, '0') : text.padStart(width, '0');
  return text.padStart(width);
}

/** One value as its verb asks; `%!d(string=x)` where the verb does not suit it. */
function formatted(verb: string, value: unknown, precision: number | undefined): string {
  const cut = (text: string): string => (precision === undefined ? text : [...text].slice(0, precision).join(''));
  if (verb === 'T') return value === undefined || value === null ? '<nil>' : goType(value);
  if (value === undefined || value === null) return verb === 'v' ? '<nil>' : `%!${verb}(<nil>)`;
  if (verb === 'v') return goText(value);
  if (Array.isArray(value)) return `[${value.map((item) => formatted(verb, item, precision)).join(' ')}]`;
  if (typeof value === 'string') {
    if (verb === 's') return cut(value);
    if (verb === 'q') return JSON.stringify(cut(value));
  } else if (typeof value === 'boolean') {
    if (verb === 't') return String(value);
  } else if (typeof value === 'number') {
    if (verb === 'd' && Number.isInteger(value)) return goText(value);
    if (verb === 'x' && Number.isInteger(value)) return value.toString(16);
    if (verb === 'f') return value.toFixed(Math.min(100, precision ?? 6));
  } else if (verb === 's') return goText(value);
  return `%!${verb}(${goType(value)}=${goText(value)})`;
}

/** The name of a value's Go type, as a decoder of JSON makes it. */
export function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float64';
  return typeof value === 'boolean' ? 'bool' : typeof value === 'string' ? 'string' : 'map[string]interface {}';
}
