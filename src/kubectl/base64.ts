import { base64Bytes as decodeBase64Bytes, base64Of, utf8 as utf8Bytes } from '../kube/codec/base64.ts';

export { decodeBase64Bytes, utf8Bytes };

/** Base64 (with padding) of a text's UTF-8 bytes. */
export const encodeBase64 = (text: string): string => base64Of(utf8Bytes(text));

/** How many bytes base64 text stands for. */
export function base64Length(encoded: string): number {
  return decodeBase64Bytes(encoded).length;
}

/** The text that base64 stands for. */
export function decodeBase64(encoded: string): string {
  return decodeUtf8(decodeBase64Bytes(encoded));
}

function decodeUtf8(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    const first = bytes[i] ?? 0;
    const more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    let code = more === 0 ? first : first & (0x3f >> more);
    for (let k = 0; k < more; k++) code = (code << 6) | ((bytes[++i] ?? 0) & 63);
    text += String.fromCodePoint(code > 0x10ffff ? 0xfffd : code);
  }
  return text;
}
