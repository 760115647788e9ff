/**
 * Turns the declarations of the official `@kubernetes/client-node` (OpenAPI release 1.36) into what Drydock
 * reads: TypeScript types, compact schemas and the documentation of every field. Those declarations say nothing of a field
 * whose type is a reference; what is written about those comes from `kubernetes-types` (`sentences.mjs`).
 *
 * Run by `npm run generate`; writes `src/kube/generated/{types,schemas,docs}.ts`, which git ignores.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rootClasses } from './roots.mjs';
import { readSentences } from './sentences.mjs';

const require = createRequire(import.meta.url);
const sentences = readSentences(documentation);
const models = join(dirname(require.resolve('@kubernetes/client-node')), 'gen', 'models');
const out = join(dirname(fileURLToPath(import.meta.url)), '..', 'generated');

/** Fields that are `resource.Quantity` in Go; OpenAPI calls them strings. */
const quantityMaps = new Set(['limits', 'requests', 'capacity', 'allocatable', 'hard', 'used', 'allocatedResources', 'default',
  'defaultRequest', 'max', 'min', 'maxLimitRequestRatio', 'podFixed']);
const quantityFields = new Set(['V1EmptyDirVolumeSource.sizeLimit', 'V1ResourceFieldSelector.divisor', 'V2MetricTarget.averageValue',
  'V2MetricTarget.value', 'V2MetricValueStatus.averageValue', 'V2MetricValueStatus.value', 'V1CSIStorageCapacity.capacity',
  'V1CSIStorageCapacity.maximumVolumeSize', 'V2HPAScalingRules.tolerance']);

const scalars = { string: 'string', boolean: 'boolean', any: 'any', IntOrString: 'intOrString', Date: 'time', V1MicroTime: 'microTime' };

/** `Array<V1Container>` → `[]V1Container`, `{ [key: string]: string; }` → `map:string`, numbers by their format. */
function typeCode(type, format, field, owner) {
  const array = /^Array<(.+)>$/.exec(type);
  if (array) return `[]${typeCode(array[1], format, field, owner)}`;
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(type);
  if (map) {
    const inner = typeCode(map[1], format, field, owner);
    return `map:${inner === 'string' && quantityMaps.has(field) ? 'quantity' : inner}`;
  }
  if (type === 'number') return format === 'int64' ? 'int64' : format === 'double' ? 'double' : 'int32';
  if (type === 'string' && format === 'byte') return 'byte';
  if (type === 'string' && quantityFields.has(`${owner}.${field}`)) return 'quantity';
  return scalars[type] ?? type;
}

function tsType(code) {
  if (code.startsWith('[]')) return `readonly ${wrap(tsType(code.slice(2)))}[]`;
  if (code.startsWith('map:')) return `{ readonly [key: string]: ${tsType(code.slice(4))} }`;
  return { string: 'string', byte: 'string', time: 'string', microTime: 'string', quantity: 'Quantity', boolean: 'boolean', any: 'unknown',
    intOrString: 'number | string', int32: 'number', int64: 'number', double: 'number' }[code] ?? code;
}
const wrap = (type) => (/[ |]/.test(type) ? `(${type})` : type);
const objectName = (code) => /^(?:\[\]|map:)*([A-Z]\w*)$/.exec(code)?.[1];

function documentation(text) {
  return text.replace(/\*\/\s*$/, '').replace(/^\s*\/?\*+\/?/gm, '').replace(/\\(['"])/g, '$1').replace(/\s*\n\s*/g, ' ').trim();
}

/** What is said of the types that are scalars in JSON, by their code. Of fields of two of them the declarations give the type's sentence. */
const scalarDocs = { quantity: sentences.ofScalar('Quantity'), time: sentences.ofScalar('Time'), microTime: sentences.ofScalar('MicroTime'), intOrString: '' };

function fieldDoc(name, field, code, declared) {
  if (code !== 'intOrString' && code !== 'microTime') return declared || sentences.ofField(name, field);
  scalarDocs[code] ||= declared;
  return sentences.ofField(name, field) || declared;
}

/** Reads one model: its fields in order, which are required, and what is written about them. */
async function readModel(name) {
  const file = join(models, `${name}.js`);
  if (!existsSync(file)) return undefined;
  const model = (await import(file))[name];
  const declaration = readFileSync(join(models, `${name}.d.ts`), 'utf8');
  const about = documentation(/(\/\*\*(?:(?!\*\/)[\s\S])*\*\/)\s*export declare class/.exec(declaration)?.[1] ?? '');
  const fields = {};
  for (const { name: property, baseName, type, format } of model.getAttributeTypeMap()) {
    const pattern = new RegExp(String.raw`(?:(\/\*\*(?:(?!\*\/)[\s\S])*\*\/)\s*)?'${property.replace(/\$/g, '\\$')}'(\??):`);
    const found = pattern.exec(declaration.slice(declaration.indexOf('export declare class')));
    const code = typeCode(type, format, baseName, name);
    fields[baseName] = { code, required: found?.[2] !== '?', doc: fieldDoc(name, baseName, code, documentation(found?.[1] ?? '')) };
  }
  return { about, fields };
}

const pending = [...rootClasses];
const all = new Map();
while (pending.length > 0) {
  const name = pending.pop();
  if (all.has(name)) continue;
  const model = await readModel(name);
  if (!model) throw new Error(`@kubernetes/client-node declares no ${name}`);
  all.set(name, model);
  for (const { code } of Object.values(model.fields)) {
    const next = objectName(code);
    if (next && !all.has(next)) pending.push(next);
  }
}
const sorted = [...all].sort(([a], [b]) => (a < b ? -1 : 1));
const comment = (text) => (text ? `/** ${text.replace(/\*\//g, '*\u200b/')} */` : '');
const types = sorted.map(([name, { about, fields }]) => [
  comment(about), `export interface ${name} {`,
  ...Object.entries(fields).flatMap(([field, { code, required, doc }]) => [
    `  ${comment(doc)}`, `  readonly '${field}'${required ? '' : '?'}: ${tsType(code)}${required ? '' : ' | undefined'};`]),
  '}'].filter((line) => line.trim()).join('\n'));
const schemas = Object.fromEntries(sorted.map(([name, { fields }]) => [name, {
  fields: Object.fromEntries(Object.entries(fields).map(([field, { code }]) => [field, code])),
  required: Object.entries(fields).filter(([, f]) => f.required).map(([field]) => field) }]));
const docs = Object.fromEntries(sorted.map(([name, { about, fields }]) => [name,
  { '': about, ...Object.fromEntries(Object.entries(fields).map(([field, f]) => [field, f.doc])) }]));
for (const [code, about] of Object.entries(scalarDocs)) docs[code] = { '': about };

const head = '// Generated by `npm run generate` from @kubernetes/client-node. Do not edit.\n';
const data = (name, type, value) => `${head}export const ${name}: ${type} = JSON.parse(${JSON.stringify(JSON.stringify(value))}) as ${type};\n`;
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'types.ts'), `${head}/** A quantity as written in JSON: usually a string ("500m"); a plain number is read too. */\nexport type Quantity = string;\n\n${types.join('\n\n')}\n`);
writeFileSync(join(out, 'schemas.ts'), data('schemas', 'Readonly<Record<string, { readonly fields: Readonly<Record<string, string>>; readonly required: readonly string[] }>>', schemas));
writeFileSync(join(out, 'docs.ts'), data('docs', 'Readonly<Record<string, Readonly<Record<string, string>>>>', docs));
console.log(`generated ${sorted.length} types`);
