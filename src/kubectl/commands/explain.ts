import { builtInKinds } from '../../kube/kinds.ts';
import { structSchema, type FieldType } from '../../kube/schema.ts';
import type { Call, Command } from '../command.ts';
import { described } from '../docs.ts';
import type { Run } from '../effects.ts';
import { Failure } from '../errors.ts';
import { bool, text } from '../flags.ts';
import type { Mapping } from '../resources/mapping.ts';
import { asMap, at, type Obj } from '../resources/object.ts';

export const explain: Command = {
  name: 'explain', args: 'TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]', short: 'Get documentation for a resource', completes: 'resource',
  flags: [bool('recursive'), text('api-version'), text('output', 'o', { default: 'plaintext' })],
  *run(call) {
    const [word, ...more] = call.args;
    if (word === undefined) throw new Failure('You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.');
    const format = call.flags.text('output');
    if (more.length > 0) throw new Failure('We accept only this format: explain RESOURCE');
    if (!['plaintext', 'plaintext-openapiv2'].includes(format)) throw new Failure(`unrecognized format: ${format}`);
    const { mapping, path } = yield* find(call, word);
    const { session } = call;
    session.output.stdout(`${mapping.group ? `GROUP:      ${mapping.group}\n` : ''}KIND:       ${mapping.kind}\nVERSION:    ${mapping.version}\n\n`);
    let node = yield* rootOf(call, mapping);
    let field: Field | undefined;
    for (const name of path) {
      field = node.fields().find((candidate) => candidate.name === name);
      if (!field) throw new Failure(`field "${name}" does not exist`);
      node = field.node;
    }
    session.output.stdout(textOf(node, field, call.flags.bool('recursive')));
  },
};

/** The type that a path begins with; `--api-version` says which version of it. */
function* find(call: Call, word: string): Run<{ readonly mapping: Mapping; readonly path: readonly string[] }> {
  const [type = '', ...path] = word.split('.');
  const wanted = call.flags.text('api-version');
  const mapping = yield* call.discovery.resourceBare(type);
  if (wanted === '') return { mapping, path };
  const [version = '', group = ''] = wanted.split('/').reverse();
  const found = yield* call.discovery.kind(wanted, mapping.kind);
  if (!found) throw new Failure(`couldn't find resource for "${group}/${version}, Resource=${mapping.resource}"`);
  return { mapping: found, path };
}

/** One place in the documentation: a type. */
interface Node {
  readonly type: string;
  readonly text: string;
  readonly fields: () => readonly Field[];
}

interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly text: string;
  readonly node: Node;
}

function* rootOf(call: Call, mapping: Mapping): Run<Node> {
  const kind = builtInKinds.find(({ group, version, kind: name }) => group === mapping.group && version === mapping.version && name === mapping.kind);
  if (kind) return structNode(kind.schema, kind.kind);
  const { body, code } = yield* call.session.send('GET', `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${mapping.resource}.${mapping.group}`);
  const versions = (code === 200 ? (at(body, 'spec', 'versions') ?? []) : []) as readonly { name: string; schema?: { openAPIV3Schema?: Obj } }[];
  const schema = versions.find(({ name }) => name === mapping.version)?.schema?.openAPIV3Schema;
  if (!schema) throw new Failure(`couldn't find resource for "${mapping.group}/${mapping.version}, Kind=${mapping.kind}"`);
  return openApiNode(schema);
}

function structNode(struct: string, type: string): Node {
  return {
    type, text: described(struct, ''),
    fields: () => [...structSchema(struct).fields.values()].map((field) => ({ name: field.name, required: field.required, text: described(struct, field.name), node: typeNode(field.type) })).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

const scalarNames: Readonly<Record<string, string>> = { int32: 'integer', int64: 'integer', double: 'number', byte: 'string', quantity: 'Quantity', time: 'string', microTime: 'string', intOrString: 'IntOrString', any: 'Object' };

function typeNode(type: FieldType): Node {
  if (type.is === 'scalar') return { type: scalarNames[type.scalar] ?? type.scalar, text: '', fields: () => [] };
  if (type.is === 'struct') return structNode(type.name, structSchema(type.name).goName);
  const inner = typeNode(type.of);
  return { ...inner, type: `${type.is === 'list' ? '[]' : 'map[string]'}${inner.type}` };
}

/** A schema of a CustomResourceDefinition. */
function openApiNode(schema: Readonly<Record<string, unknown>>): Node {
  const items = asMap(schema['items']);
  const values = asMap(schema['additionalProperties']);
  const type = typeof schema['type'] === 'string' ? schema['type'] : schema['x-kubernetes-int-or-string'] === true ? 'IntOrString' : 'object';
  const text = typeof schema['description'] === 'string' ? schema['description'] : '';
  if (items) {
    const inner = openApiNode(items);
    return { ...inner, type: `[]${inner.type}` };
  }
  if (values) {
    const inner = openApiNode(values);
    return { ...inner, type: `map[string]${inner.type}` };
  }
  const required = (schema['required'] ?? []) as readonly string[];
  const properties = asMap(schema['properties']) ?? {};
  return {
    type: type === 'object' ? 'Object' : type, text,
    fields: () => Object.keys(properties).sort().map((name) => {
      const child = asMap(properties[name]) ?? {};
      return { name, required: required.includes(name), text: typeof child['description'] === 'string' ? child['description'] : '', node: openApiNode(child) };
    }),
  };
}

function textOf(node: Node, field: Field | undefined, recursive: boolean): string {
  const head = field ? `FIELD: ${field.name} <${node.type}>\n\n\n` : '';
  const words = [field?.text ?? '', node.text].filter((part, index, all) => part !== '' && all.indexOf(part) === index);
  const description = `DESCRIPTION:\n${(words.length > 0 ? words : ['<empty>']).map((part) => wrapped(part, 4)).join('\n')}\n    \n`;
  const fields = node.fields();
  if (fields.length === 0) return `${head}${description}\n`;
  return `${head}${description}FIELDS:\n${recursive ? fieldNames(fields, 1, []) : fields.map(fieldText).join('')}\n`;
}

const required = (field: Field): string => (field.required ? ' -required-' : '');
const fieldText = (field: Field): string => `  ${field.name}\t<${field.node.type}>${required(field)}\n${wrapped(field.text || field.node.text || '<no description>', 4)}\n\n`;

function fieldNames(fields: readonly Field[], level: number, within: readonly string[]): string {
  return fields.map((field) => {
    const line = `${'  '.repeat(level)}${field.name}\t<${field.node.type}>${required(field)}\n`;
    const type = field.node.type.replace(/^(\[\]|map\[string\])+/, '');
    return within.includes(type) ? line : line + fieldNames(field.node.fields(), level + 1, [...within, type]);
  }).join('');
}

const widthMax = 76;

/** Words in lines of 76 characters at most, indented; blanks between words on one line stay as they are. */
function wrapped(text: string, indent: number): string {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const [, gap = '', word = ''] of paragraph.matchAll(/(\s*)(\S+)/g)) {
      if (line !== '' && line.length + gap.length + word.length > widthMax) {
        lines.push(line);
        line = word;
      } else line += line === '' ? word : gap + word;
    }
    lines.push(line);
  }
  return lines.map((line) => ' '.repeat(indent) + line).join('\n');
}
