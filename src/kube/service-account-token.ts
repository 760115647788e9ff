import { isJsonObject } from './json.ts';
import { sha256 } from './sha256.ts';

/** An object by name, and which one of that name. */
export interface ClaimedObject {
  readonly name: string;
  readonly uid: string;
}

/** What a token of a service account says: one of TokenRequest, or one that a Secret holds (which never runs out). */
export type TokenClaims = BoundClaims | LegacyClaims;

export interface BoundClaims {
  readonly aud: readonly string[];
  /** Seconds since 1970. */
  readonly exp: number;
  readonly iat: number;
  readonly iss: string;
  readonly jti: string;
  readonly 'kubernetes.io': {
    readonly namespace: string;
    readonly serviceaccount: ClaimedObject;
    readonly node?: ClaimedObject;
    readonly pod?: ClaimedObject;
    readonly secret?: ClaimedObject;
    readonly warnafter?: number;
  };
  readonly nbf: number;
  readonly sub: string;
}

export interface LegacyClaims {
  readonly iss: typeof legacyIssuer;
  readonly 'kubernetes.io/serviceaccount/namespace': string;
  readonly 'kubernetes.io/serviceaccount/secret.name': string;
  readonly 'kubernetes.io/serviceaccount/service-account.name': string;
  readonly 'kubernetes.io/serviceaccount/service-account.uid': string;
  readonly sub: string;
}

export const legacyIssuer = 'kubernetes/serviceaccount';
export const boundIssuer = 'https://kubernetes.default.svc.cluster.local';

export const isLegacy = (claims: TokenClaims): claims is LegacyClaims => claims.iss === legacyIssuer;

/** A token in the shape of a JSON Web Token. The cluster's key stands in for its private one; the digest is no RS256. */
export function signedToken(claims: TokenClaims, key: string): string {
  const said = `${encoded('{"alg":"RS256","kid":"drydock"}')}.${encoded(JSON.stringify(claims))}`;
  return `${said}.${signature(said, key)}`;
}

/** What a token says; `forged` where another key signed it; undefined where it is none of a service account. */
export function readToken(token: string, key: string): TokenClaims | 'forged' | undefined {
  if (!/^[\w.-]+$/.test(token)) return undefined;
  const [head = '', body = '', signed, ...rest] = token.split('.');
  const claims = signed === undefined || rest.length > 0 ? undefined : decoded(body);
  if (!isJsonObject(claims) || (claims.iss !== boundIssuer && claims.iss !== legacyIssuer)) return undefined;
  return signed === signature(`${head}.${body}`, key) ? (claims as unknown as TokenClaims) : 'forged';
}

/** A text as a Secret keeps it. */
export function inBase64(text: string): string {
  const digits = urlSafe(bytesOf(text)).replaceAll('-', '+').replaceAll('_', '/');
  return digits.padEnd(Math.ceil(digits.length / 4) * 4, '=');
}

const signature = (said: string, key: string): string => urlSafe(sha256(bytesOf(`${key}.${said}`)));

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function urlSafe(bytes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (let digit = 0; digit <= Math.min(3, bytes.length - at); digit++) text += digits.charAt((three >> (18 - 6 * digit)) & 63);
  }
  return text;
}

function fromUrlSafe(text: string): readonly number[] {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const digit of text) {
    bits = ((bits << 6) | digits.indexOf(digit)) & 0xffffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 255);
  }
  return bytes;
}

const bytesOf = (text: string): readonly number[] => Array.from(encodeURIComponent(text).matchAll(/%(..)|./g), ([character, byte]) => (byte === undefined ? character.charCodeAt(0) : Number.parseInt(byte, 16)));
const encoded = (text: string): string => urlSafe(bytesOf(text));

function decoded(body: string): unknown {
  if (!/^[\w-]+$/.test(body)) return undefined;
  try {
    return JSON.parse(decodeURIComponent(fromUrlSafe(body).map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''))) as unknown;
  } catch {
    return undefined;
  }
}
