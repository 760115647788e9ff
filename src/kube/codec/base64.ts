/** Standard base64 as Go's `encoding/base64` reads it: padding is required, line breaks are skipped. */

const isDigit = (code: number): boolean =>
  (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 43 || code === 47;

const clean = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The input byte at which Go finds the data illegal, or undefined where it is fine. Example: `"not base64!"` gives 3. */
export function base64Problem(text: string): number | undefined {
  return clean.test(text) ? undefined : problemByQuanta(text);
}

function problemByQuanta(text: string): number | undefined {
  let at = 0;
  let inQuantum = 0;
  for (;;) {
    if (at === text.length) return inQuantum === 0 ? undefined : at - inQuantum;
    const code = text.charCodeAt(at++);
    if (isDigit(code)) inQuantum = (inQuantum + 1) % 4;
    else if (code !== 10 && code !== 13) return code === 61 ? paddingProblem(text, at, inQuantum) : at - 1;
  }
}

function paddingProblem(text: string, after: number, inQuantum: number): number | undefined {
  if (inQuantum < 2) return after - 1;
  let at = skipBreaks(text, after);
  if (inQuantum === 2) {
    if (at === text.length) return text.length;
    if (text[at] !== '=') return at - 1;
    at = skipBreaks(text, at + 1);
  }
  return at < text.length ? at : undefined;
}

function skipBreaks(text: string, from: number): number {
  let at = from;
  while (text[at] === '\n' || text[at] === '\r') at++;
  return at;
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** UTF-8 bytes of a text. */
export function utf8(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

/** Standard base64 of bytes. */
export function base64Of(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = bytes.slice(i, i + 3);
    text += digits.charAt(a >> 2) + digits.charAt(((a & 3) << 4) | ((b ?? 0) >> 4));
    text += b === undefined ? '=' : digits.charAt(((b & 15) << 2) | ((c ?? 0) >> 6));
    text += c === undefined ? '=' : digits.charAt(c & 63);
  }
  return text;
}

/** The bytes that base64 stands for; what is no digit of it is passed over. */
export function base64Bytes(text: string): readonly number[] {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const sign of text) {
    const value = digits.indexOf(sign);
    if (value < 0) continue;
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 255);
  }
  return bytes;
}
