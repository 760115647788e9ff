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
