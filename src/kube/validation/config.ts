import { forbidden, invalid, required, tooLong, type FieldError } from '../field-errors.ts';
import type * as t from '../generated/types.ts';
import * as kinds from '../kinds.ts';
import { equal } from './equal.ts';
import { configMapKey, nameIsSubdomain } from './formats.ts';
import { checkImmutable, complain, utf8Bytes } from './metadata.ts';
import { rules, type Rules } from './rules.ts';

const bytesMax = 1024 * 1024;

/** How many bytes a text in base64 stands for. */
function decodedBytes(base64: string): number {
  const text = base64.trimEnd();
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return Math.max(0, Math.floor((text.length * 3) / 4) - padding);
}

function checkConfigMap(errors: FieldError[], { data = {}, binaryData = {} }: t.V1ConfigMap): void {
  let bytes = 0;
  for (const key of Object.keys(data)) {
    complain(errors, `data[${key}]`, key, configMapKey(key));
    if (Object.hasOwn(binaryData, key)) errors.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    bytes += utf8Bytes(data[key] ?? '');
  }
  for (const key of Object.keys(binaryData)) {
    complain(errors, `binaryData[${key}]`, key, configMapKey(key));
    bytes += decodedBytes(binaryData[key] ?? '');
  }
  if (bytes > bytesMax) errors.push(tooLong('', '', bytesMax));
}

const frozen = 'field is immutable when `immutable` is set';

/** What was declared immutable stays so, and so do its contents. */
function checkFrozen(errors: FieldError[], object: t.V1ConfigMap | t.V1Secret, before: t.V1ConfigMap | t.V1Secret, keys: readonly ('data' | 'binaryData')[]): void {
  if (!before.immutable) return;
  if (!object.immutable) errors.push(forbidden('immutable', frozen));
  for (const key of keys) {
    if (!equal((object as t.V1ConfigMap)[key] ?? {}, (before as t.V1ConfigMap)[key] ?? {})) errors.push(forbidden(key, frozen));
  }
}

function checkSecret(errors: FieldError[], secret: t.V1Secret): void {
  const data = secret.data ?? {};
  let bytes = 0;
  for (const key of Object.keys(data)) {
    complain(errors, `data[${key}]`, key, configMapKey(key));
    bytes += decodedBytes(data[key] ?? '');
  }
  if (bytes > bytesMax) errors.push(tooLong('data', '', bytesMax));
  checkSecretType(errors, secret, data);
}

const accountName = 'kubernetes.io/service-account.name';

/** Each type of Secret has keys that it cannot do without. */
function checkSecretType(errors: FieldError[], { type, metadata }: t.V1Secret, data: Readonly<Record<string, string>>): void {
  const need = (...keys: readonly string[]): void => {
    for (const key of keys) if (!Object.hasOwn(data, key)) errors.push(required(`data[${key}]`));
  };
  switch (type) {
    case 'kubernetes.io/service-account-token':
      if (!metadata?.annotations?.[accountName]) errors.push(required(`metadata.annotations[${accountName}]`));
      break;
    case 'kubernetes.io/dockercfg': checkJson(errors, data, '.dockercfg'); break;
    case 'kubernetes.io/dockerconfigjson': checkJson(errors, data, '.dockerconfigjson'); break;
    case 'kubernetes.io/basic-auth':
      if (!Object.hasOwn(data, 'username') && !Object.hasOwn(data, 'password')) need('username', 'password');
      break;
    case 'kubernetes.io/ssh-auth':
      if (!data['ssh-privatekey']) errors.push(required('data[ssh-privatekey]'));
      break;
    case 'kubernetes.io/tls': need('tls.crt', 'tls.key'); break;
  }
}

function checkJson(errors: FieldError[], data: Readonly<Record<string, string>>, key: string): void {
  const encoded = Object.hasOwn(data, key) ? data[key] : undefined;
  if (encoded === undefined) errors.push(required(`data[${key}]`));
  else {
    const problem = jsonProblem(decode(encoded));
    if (problem !== undefined) errors.push(invalid(`data[${key}]`, '<secret contents redacted>', problem));
  }
}

/** What Go says about a text that is no JSON object, as far as its first character tells. */
function jsonProblem(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && !Array.isArray(value)) return undefined;
    return `json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value} into Go value of type map[string]interface {}`;
  } catch {
    const first = text.trimStart().charAt(0);
    return first === '' || '{["'.includes(first) ? 'unexpected end of JSON input' : `invalid character '${first}' looking for beginning of value`;
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 to text; bytes beyond ASCII come out as they are, which JSON's structure does not mind. */
function decode(base64: string): string {
  let text = '';
  let bits = 0;
  let count = 0;
  for (const character of base64) {
    const value = alphabet.indexOf(character);
    if (value < 0) continue;
    bits = ((bits << 6) | value) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    text += String.fromCharCode((bits >> count) & 0xff);
  }
  return text;
}

export const configRules: readonly Rules[] = [
  rules({
    kind: kinds.configMaps, name: nameIsSubdomain, create: checkConfigMap,
    update: (errors, map, before) => {
      checkFrozen(errors, map, before, ['data', 'binaryData']);
      checkConfigMap(errors, map);
    },
  }),
  rules({
    kind: kinds.secrets, name: nameIsSubdomain, create: checkSecret,
    update: (errors, secret, before) => {
      checkImmutable(errors, secret.type, before.type, 'type');
      checkFrozen(errors, secret, before, ['data']);
      checkSecret(errors, secret);
    },
  }),
];
