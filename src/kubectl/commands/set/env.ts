import type { V1Container, V1EnvVar } from '../../../kube/generated/types.ts';
import type { Call, Command } from '../../command.ts';
import type { Run } from '../../effects.ts';
import { Failure } from '../../errors.ts';
import { array, bool, slice, text } from '../../flags.ts';
import { collectAll, resolveTargets } from '../../resources/builder.ts';
import { asMap, nameOf, type Obj } from '../../resources/object.ts';
import { mapContainers, mapPodSpec, podSpecPath } from '../../resources/pod-spec.ts';
import { forEachLive } from '../../resources/select.ts';
import { at } from '../../resources/object.ts';
import { decodeBase64 } from '../../base64.ts';
import { needTarget, setFlags, splitWords, updateEach } from './update.ts';

export const env: Command = {
  name: 'env', args: 'RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N', short: 'Update environment variables on a pod template', completes: 'resource-name', readsFirst: 'formats',
  flags: [...setFlags, text('containers', 'c', { default: '*' }), text('from'), text('prefix'), array('env', 'e'), slice('keys'), bool('list'), bool('resolve'), bool('overwrite', '', { default: 'true' })],
  run: runEnv,
};

const isEnv = (word: string): boolean => /^[^=/]+=/.test(word) || /^[A-Za-z_.-][\w.-]*-$/.test(word);

const envNameRule = "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')";

function* runEnv(call: Call): Run<void> {
  const { flags } = call;
  const { args, changes } = splitWords(call, isEnv, 'environment', () => call.args.join(' '));
  if (args.length === 0 && flags.list('filename').length === 0) throw new Failure(needTarget);
  const words = [...changes, ...flags.list('env')];
  const listing = flags.bool('list') || flags.bool('resolve');
  const from = flags.text('from');
  const added = words.filter((word) => word.includes('=')).map((word) => ({ name: word.slice(0, word.indexOf('=')), value: word.slice(word.indexOf('=') + 1) }));
  const removed = words.filter((word) => !word.includes('=')).map((word) => word.slice(0, -1));
  const both = removed.find((name) => added.some((item) => item.name === name));
  if (both !== undefined) throw new Failure(`can not both modify and remove the same environment variable in the same command: "${both}"`);
  const wrong = added.find(({ name }) => !/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name));
  if (wrong) throw new Failure(`"${wrong.name}" is not a valid key name: ${envNameRule}`);
  const variables: readonly V1EnvVar[] = [...(from === '' ? [] : yield* variablesFrom(call, from)), ...added];
  if (listing) {
    yield* forEachLive(call, (info) => list(call, info.object), args);
    return;
  }
  yield* updateEach(call, args, {
    words: 'env updated', failure: 'failed to patch env update to pod template: ',
    change: (object) => mapPodSpec(object, (spec) => {
      const { spec: changed, found } = mapContainers(spec, flags.text('containers'), (container) => changeEnv(call, container, variables, removed), true);
      if (found === 0) call.session.warn(`${object.kind ?? ''}/${nameOf(object)} does not have any containers matching "${flags.text('containers')}"`);
      return changed;
    }),
  });
}

function changeEnv(call: Call, container: V1Container, variables: readonly V1EnvVar[], removed: readonly string[]): V1Container {
  const kept = (container.env ?? []).filter(({ name }) => !removed.includes(name));
  if (!call.flags.bool('overwrite')) {
    const taken = variables.find(({ name }) => kept.some((item) => item.name === name));
    if (taken) throw new Failure(`'${taken.name}' already has a value (${kept.find(({ name }) => name === taken.name)?.value ?? ''}), and --overwrite is false`);
  }
  const updated = kept.map((item) => variables.find(({ name }) => name === item.name) ?? item);
  const result = [...updated, ...variables.filter(({ name }) => !kept.some((item) => item.name === name))];
  const { env: _, ...rest } = container;
  return result.length > 0 ? { ...rest, env: result } : rest;
}

/** The keys of a ConfigMap or Secret as references. */
function* variablesFrom(call: Call, from: string): Run<readonly V1EnvVar[]> {
  const { session, discovery, flags } = call;
  const [info] = yield* collectAll(session, yield* resolveTargets(session, discovery, [from], {}), {});
  if (!info || (info.mapping.kind !== 'ConfigMap' && info.mapping.kind !== 'Secret')) throw new Failure(`unsupported resource specified in --from`);
  const wanted = flags.list('keys');
  const keys = Object.keys(asMap(info.object['data']) ?? {}).sort().filter((key) => wanted.length === 0 || wanted.includes(key));
  const reference = info.mapping.kind === 'Secret' ? 'secretKeyRef' : 'configMapKeyRef';
  return keys.map((key) => {
    const name = key.toUpperCase().replace(/[^A-Z0-9_]/g, '_');
    if (name !== key) session.warn(`key ${key} transferred to ${name}`);
    return { name: flags.text('prefix') + name, valueFrom: { [reference]: { key, name: info.name } } };
  });
}

function* list(call: Call, object: Obj): Run<void> {
  const path = podSpecPath(object);
  if (!path) throw new Failure(`${object.kind ?? ''}/${nameOf(object)} is not a pod or does not have a pod template`);
  for (const container of [...((at(object, ...path, 'containers') ?? []) as readonly V1Container[]), ...((at(object, ...path, 'initContainers') ?? []) as readonly V1Container[])]) {
    call.session.print(`# ${object.kind ?? ''} ${nameOf(object)}, container ${container.name}`);
    for (const variable of container.env ?? []) call.session.print(yield* variableText(call, object, variable));
  }
}

function* variableText(call: Call, object: Obj, { name, value = '', valueFrom }: V1EnvVar): Run<string> {
  if (!valueFrom) return `${name}=${value}`;
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = valueFrom;
  if (call.flags.bool('resolve')) {
    const resolved = yield* resolve(call, object, valueFrom);
    if (resolved !== undefined) return `${name}=${resolved}`;
    if (fieldRef && !resolvable.test(fieldRef.fieldPath)) call.session.printError(`error retrieving reference for ${name}: unsupported fieldPath: ${fieldRef.fieldPath}`);
  }
  const source = configMapKeyRef ? `configmap ${configMapKeyRef.name ?? ''}, key ${configMapKeyRef.key}`
    : secretKeyRef ? `secret ${secretKeyRef.name ?? ''}, key ${secretKeyRef.key}`
      : fieldRef ? `field path ${fieldRef.fieldPath}` : `resource field ref ${resourceFieldRef?.resource ?? ''}`;
  return `# ${name} from ${source}`;
}

/** Paths that kubectl itself can follow. */
const resolvable = /^metadata\.(annotations|labels|name|namespace|uid)(\[|$)/;

function* resolve(call: Call, object: Obj, { configMapKeyRef, secretKeyRef }: NonNullable<V1EnvVar['valueFrom']>): Run<string | undefined> {
  const reference = configMapKeyRef ?? secretKeyRef;
  if (!reference) return undefined;
  const { body, code } = yield* call.session.send('GET', `/api/v1/namespaces/${object.metadata?.namespace ?? ''}/${configMapKeyRef ? 'configmaps' : 'secrets'}/${reference.name ?? ''}`);
  const value = code === 200 ? at(body, 'data', reference.key) : undefined;
  return typeof value !== 'string' ? undefined : secretKeyRef ? decodeBase64(value) : value;
}
