import { builtInKinds } from '../../../kube/kinds.ts';
import type { Call, Command } from '../../command.ts';
import type { Run } from '../../effects.ts';
import { Failure } from '../../errors.ts';
import { bool, text } from '../../flags.ts';
import type { Mapping } from '../../resources/mapping.ts';
import { at, type Obj } from '../../resources/object.ts';
import { customNode, structNode, type Documented } from './documented.ts';
import { openApiV2Text } from './openapi-v2.ts';
import { headText, placeText } from './plaintext.ts';

export const explain: Command = {
  name: 'explain', args: 'TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]', short: 'Get documentation for a resource', namesResources: true, completes: 'resource',
  flags: [bool('recursive'), text('api-version'), text('output', 'o', { default: 'plaintext' })],
  *run(call) {
    const [word, ...more] = call.args;
    if (word === undefined) throw new Failure('You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.');
    const format = call.flags.text('output');
    if (more.length > 0) throw new Failure('We accept only this format: explain RESOURCE');
    if (word.startsWith('.')) throw new Failure('invalid jsonpath syntax, first node must be field node');
    if (word === '') throw new Failure('a resource must be present, got: /, Resource=');
    const place = yield* find(call, word);
    // What a field says is known here; that a server answers is not.
    yield* call.session.send('GET', '/openapi/v3');
    if (format === 'plaintext-openapiv2') return yield* printOpenApiV2(call, place);
    if (format !== 'plaintext') throw new Failure(`unrecognized format: ${format}`);
    yield* print(call, place);
  },
};

interface Place {
  readonly mapping: Mapping;
  /** Names of fields, the outermost first. */
  readonly path: readonly string[];
}

/** The type that a path begins with; `--api-version` says which version of it. */
function* find(call: Call, word: string): Run<Place> {
  const { mapping, path } = yield* typeOf(call, word);
  const wanted = call.flags.text('api-version');
  if (wanted === '') return { mapping, path };
  if (wanted.split('/').length > 2) throw new Failure(`unexpected GroupVersion string: ${wanted}`);
  const [version = '', group = ''] = wanted.split('/').reverse();
  const found = yield* call.discovery.kind(wanted, mapping.kind);
  if (found) return { mapping: found, path };
  if (call.flags.text('output') === 'plaintext-openapiv2') throw new Failure(`couldn't find resource for "${group}/${version}, Kind=${mapping.kind}"`);
  const resource = `${group}/${version}, Resource=${mapping.resource}`;
  throw new Failure(builtInKinds.some((kind) => kind.group === group && kind.version === version) ? `GVR (${resource}) not found in OpenAPI schema` : `couldn't find resource for "${resource}"`);
}

/** `deployments.apps.spec`: where the words after the type begin with its group, they name it. */
function* typeOf(call: Call, word: string): Run<Place> {
  const [type = '', ...path] = word.split('.').filter((part, index) => index === 0 || part !== '');
  const mapping = yield* call.discovery.resourceBare(type);
  const full = `${mapping.resource}.${mapping.group}`;
  if (mapping.group === '' || (word !== full && !word.startsWith(`${full}.`))) return { mapping, path };
  return { mapping, path: path.slice(mapping.group.split('.').length) };
}

function* print(call: Call, { mapping, path }: Place): Run<void> {
  const { output } = call.session;
  output.stdout(headText(mapping));
  let node = yield* rootOf(call, mapping);
  let field;
  for (const name of path) {
    field = node.fields().find((candidate) => candidate.name === name);
    if (!field) throw new Failure(`field "${path.at(-1) ?? ''}" does not exist`);
    node = field.node;
  }
  output.stdout(placeText(node, field, call.flags.bool('recursive')));
}

/** By OpenAPI v2 a path may go on below what has no fields: it stays there. */
function* printOpenApiV2(call: Call, { mapping, path }: Place): Run<void> {
  let node = yield* rootOf(call, mapping);
  let text = '';
  for (const name of path) {
    const fields = node.fields();
    const field = fields.find((candidate) => candidate.name === name);
    if (!field && fields.length > 0) throw new Failure(`field "${name}" does not exist`);
    if (!field) break;
    ({ node, text } = field);
  }
  const name = path.at(-1);
  call.session.output.stdout(openApiV2Text(mapping, node, name === undefined ? undefined : { name, text }, call.flags.bool('recursive')));
}

function* rootOf(call: Call, mapping: Mapping): Run<Documented> {
  const kind = builtInKinds.find(({ group, version, kind: name }) => group === mapping.group && version === mapping.version && name === mapping.kind);
  if (kind) return structNode(kind.schema, kind.kind);
  const { body, code } = yield* call.session.send('GET', `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${mapping.resource}.${mapping.group}`);
  const versions = (code === 200 ? (at(body, 'spec', 'versions') ?? []) : []) as readonly { name: string; schema?: { openAPIV3Schema?: Obj } }[];
  const schema = versions.find(({ name }) => name === mapping.version)?.schema?.openAPIV3Schema;
  if (!schema) throw new Failure(`couldn't find resource for "${mapping.group}/${mapping.version}, Kind=${mapping.kind}"`);
  return customNode(schema);
}
