import { encodeBase64 } from '../../base64.ts';
import type { Call } from '../../command.ts';
import type { Run } from '../../effects.ts';
import { Failure } from '../../errors.ts';
import { array, bool, slice, text } from '../../flags.ts';
import { goJson, sorted } from '../../printers/go-value.ts';
import { contentHash } from '../../resources/content-hash.ts';
import { withAt, type Obj } from '../../resources/object.ts';
import type { Generator } from './generator.ts';

const sourceFlags = [array('from-literal'), slice('from-file', '', { hint: 'file' }), slice('from-env-file', '', { hint: 'file' }), bool('append-hash')];

export const configmap: Generator = {
  name: 'configmap', aliases: ['cm'], args: 'NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]', short: 'Create a config map from a local file, directory or literal value',
  failure: 'failed to create configmap: ', flags: sourceFlags,
  *build(call, name) {
    const data = yield* dataOf(call, { kind: 'ConfigMap', name });
    const object = { apiVersion: 'v1', ...(data.size > 0 ? { data: sorted(Object.fromEntries(data)) } : {}), kind: 'ConfigMap', metadata: { name } } as Obj;
    return call.flags.bool('append-hash') ? withHash(object, { data: object['data'] ?? {}, kind: 'ConfigMap', name }) : object;
  },
};

export const secretGeneric: Generator = {
  name: 'generic', args: 'NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]', short: 'Create a secret from a local file, directory, or literal value',
  failure: 'failed to create secret ', flags: [...sourceFlags, text('type')],
  *build(call, name) {
    const data = yield* dataOf(call, { kind: 'Secret', name });
    return secretOf(call, name, data, call.flags.text('type'));
  },
};

function secretOf(call: Call, name: string, data: ReadonlyMap<string, string>, type: string): Obj {
  const encoded = Object.fromEntries([...data].map(([key, value]) => [key, encodeBase64(value)]));
  const object = { apiVersion: 'v1', ...(data.size > 0 ? { data: sorted(encoded) } : {}), kind: 'Secret', metadata: { name }, ...(type ? { type } : {}) } as Obj;
  return call.flags.bool('append-hash') ? withHash(object, { data: object['data'] ?? {}, kind: 'Secret', name, type }) : object;
}

const withHash = (object: Obj, content: unknown): Obj => withAt(object, ['metadata', 'name'], `${object.metadata?.name ?? ''}-${contentHash(goJson(content))}`);

export const secretTls: Generator = {
  name: 'tls', args: 'NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]', short: 'Create a TLS secret',
  failure: 'failed to create secret ', flags: [text('cert'), text('key'), bool('append-hash')],
  *build(call, name) {
    if (call.flags.text('key') === '' || call.flags.text('cert') === '') throw new Failure('key and cert must be specified');
    const cert = yield* readKeyFile(call, call.flags.text('cert'));
    const key = yield* readKeyFile(call, call.flags.text('key'));
    return secretOf(call, name, new Map([['tls.crt', cert], ['tls.key', key]]), 'kubernetes.io/tls');
  },
};

function* readKeyFile(call: Call, file: string): Run<string> {
  try {
    return yield* call.session.read(file);
  } catch {
    throw new Failure(`Cannot read file ${file}, open ${file}: no such file or directory`);
  }
}

export const secretDocker: Generator = {
  name: 'docker-registry', args: 'NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]', short: 'Create a secret for use with a Docker registry',
  failure: 'failed to create secret ',
  flags: [text('docker-username'), text('docker-password'), text('docker-email'), text('docker-server', '', { default: 'https://index.docker.io/v1/' }), bool('append-hash'), slice('from-file')],
  *build(call, name) {
    const { flags } = call;
    const type = 'kubernetes.io/dockerconfigjson';
    const [file] = flags.list('from-file');
    if (file !== undefined) return secretOf(call, name, new Map([['.dockerconfigjson', yield* call.session.read(file.split('=').at(-1) ?? '')]]), type);
    const [username, password, email] = [flags.text('docker-username'), flags.text('docker-password'), flags.text('docker-email')];
    if (username === '' || password === '') throw new Failure('either --from-file or the combination of --docker-username, --docker-password and --docker-server is required');
    const entry = { username, password, ...(email ? { email } : {}), auth: encodeBase64(`${username}:${password}`) };
    return secretOf(call, name, new Map([['.dockerconfigjson', JSON.stringify({ auths: { [flags.text('docker-server')]: entry } })]]), type);
  },
};

interface Holder {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
}

function* dataOf(call: Call, holder: Holder): Run<ReadonlyMap<string, string>> {
  const { flags } = call;
  if (flags.list('from-env-file').length > 0 && (flags.list('from-file').length > 0 || flags.list('from-literal').length > 0)) throw new Failure('from-env-file cannot be combined with from-file or from-literal');
  const data = new Map<string, string>();
  for (const source of flags.list('from-file')) {
    const equals = source.indexOf('=');
    if (equals === 0) throw new Failure(`key name for file path ${source.slice(1)} missing`);
    const path = equals < 0 ? source : source.slice(equals + 1);
    add(data, equals < 0 ? (path.split('/').at(-1) ?? path) : source.slice(0, equals), yield* readSource(call, path), holder);
  }
  for (const literal of flags.list('from-literal')) {
    const equals = literal.indexOf('=');
    if (equals <= 0) throw new Failure(`invalid literal source ${literal}, expected key=value`);
    add(data, literal.slice(0, equals), literal.slice(equals + 1).replace(/^["']+|["']+$/g, ''), holder);
  }
  for (const file of flags.list('from-env-file')) yield* addEnvFile(call, data, file, holder);
  return data;
}

function* readSource(call: Call, path: string): Run<string> {
  try {
    return yield* call.session.read(path);
  } catch {
    throw new Failure(`error reading ${path}: no such file or directory`);
  }
}

function* addEnvFile(call: Call, data: Map<string, string>, file: string, holder: Holder): Run<void> {
  for (const line of (yield* readSource(call, file)).split('\n')) {
    const trimmed = line.trimStart();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const equals = trimmed.indexOf('=');
    if (equals >= 0) add(data, trimmed.slice(0, equals), trimmed.slice(equals + 1), holder);
  }
}

function add(data: Map<string, string>, key: string, value: string, { kind, name }: Holder): void {
  const problem = keyProblem(key);
  if (problem) throw new Failure(kind === 'ConfigMap' ? `${JSON.stringify(key)} is not a valid key name for a ConfigMap: ${problem}` : `"${key}" is not valid key name for a Secret ${problem}`);
  if (data.has(key)) throw new Failure(kind === 'ConfigMap' ? `cannot add key "${key}", another key by that name already exists in Data for ConfigMap "${name}"` : `cannot add key ${key}, another key by that name already exists`);
  data.set(key, value);
}

function keyProblem(key: string): string | undefined {
  if (key.length > 253) return 'must be no more than 253 characters';
  if (!/^[-._a-zA-Z0-9]+$/.test(key)) return "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
  if (key === '.') return "must not be '.'";
  return key.startsWith('..') ? `must not ${key === '..' ? 'be' : 'start with'} '..'` : undefined;
}
