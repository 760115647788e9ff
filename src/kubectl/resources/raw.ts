import { asAnswered } from '../../kube/go/order.ts';
import { Failure } from '../errors.ts';
import { escapeHtml } from '../printers/go-value.ts';

/** The path that `--raw` asks for, of a path or of a whole address; refused as Go's `url.ParseRequestURI` refuses it. */
export function rawPath(word: string): string {
  const escape = /%(?![\da-f]{2}).{0,2}/i.exec(word.split('?')[0] ?? '')?.[0];
  if (escape !== undefined) throw new Failure(`--raw must be a valid URL path: parse ${JSON.stringify(word)}: invalid URL escape ${JSON.stringify(escape)}`);
  if (word.startsWith('/')) return word;
  const address = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*([^#]*)/i.exec(word);
  if (!address) throw new Failure(`--raw must be a valid URL path: parse ${JSON.stringify(word)}: invalid URI for request`);
  return (address[1] ?? '').startsWith('/') ? (address[1] ?? '') : `/${address[1] ?? ''}`;
}

/** What the server indents without being asked to, and ends without a line's end. */
const indented: ReadonlySet<string> = new Set(['/', '/version']);

/** A body as it travels: text as it is, objects as one line of JSON, or indented. */
export function rawText(path: string, body: unknown): string {
  if (typeof body === 'string') return body;
  return objectText(path, asAnswered(body));
}

function objectText(path: string, body: unknown): string {
  const [place = '', query = ''] = path.split('?');
  if (indented.has(place)) return escapeHtml(JSON.stringify(body, undefined, 2));
  const pretty = new URLSearchParams(query).get('pretty');
  return `${escapeHtml(JSON.stringify(body, undefined, pretty !== null && pretty !== '0' && pretty !== 'false' ? 2 : undefined))}\n`;
}
