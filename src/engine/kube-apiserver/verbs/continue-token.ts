import { isJsonObject, readJson } from '../../../kube/json.ts';
import type { V1Status } from '../../../kube/generated/types.ts';
import * as refusal from '../../../kube/status.ts';
import { base64Of, utf8 } from '../../../kube/codec/base64.ts';

/** Where a paged list goes on. */
export interface Continuation {
  /** The revision that all pages are of; −1: whatever is there now. */
  readonly revision: number;
  /** Key to go on from, without the resource's prefix. */
  readonly start: string;
}

const version = 'meta.k8s.io/v1';

/** `{"v":"meta.k8s.io/v1","rv":7,"start":"default/x\u0000"}` in unpadded base64 for URLs: the page goes on after `last`. */
export function continueToken(revision: number, last: string): string {
  const text = JSON.stringify({ v: version, rv: revision, start: `${last}\u0000` });
  return base64Of(utf8(text)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * Reads a token back, or says why it is none.
 *
 * @see Kubernetes 1.36, apiserver, storage/continue.go
 */
export function readContinueToken(token: string): Continuation | V1Status {
  const text = decoded(token);
  if (typeof text === 'number') return notValid(`illegal base64 data at input byte ${String(text)}`);
  const read = readJson(text);
  if (!read.ok) return notValid(read.message);
  const { v, rv, start } = isJsonObject(read.value) ? read.value : {};
  if (v !== version) return notValid(`server does not recognize this encoded version ${JSON.stringify(v ?? '')}`);
  if (typeof rv !== 'number' || rv === 0) return notValid('incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  if (typeof start !== 'string' || start === '') return notValid('encoded start key empty (version meta.k8s.io/v1)');
  return start.split('/').includes('..') ? notValid(start) : { revision: rv, start };
}

const notValid = (words: string): V1Status => refusal.badRequest(`continue key is not valid: ${words}`);

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The text behind unpadded base64 (one character a byte: tokens hold names, which are ASCII), or the place that is none. */
function decoded(token: string): string | number {
  let text = '';
  let bits = 0;
  let held = 0;
  for (let at = 0; at < token.length; at++) {
    const digit = digits.indexOf(token.charAt(at));
    if (digit < 0) return at;
    bits = ((bits << 6) | digit) & 0xfff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    text += String.fromCharCode((bits >> held) & 0xff);
  }
  return held === 6 ? token.length - 1 : text;
}
