import { apiVersionOf, type Mapping } from '../../resources/mapping.ts';
import type { Documented, Field } from './documented.ts';

const widthMax = 75;
const indent = ' '.repeat(5);

/** Words in lines of 75 characters at most, one blank between two. */
function wrapped(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > widthMax) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line) => `${indent}${line}\n`).join('');
}

/**
 * `--output plaintext-openapiv2`: as kubectl wrote it before 1.27.
 *
 * @see kubectl, explain/model_printer.go, explain/fields_printer.go
 */
export function openApiV2Text(mapping: Mapping, node: Documented, field: { readonly name: string; readonly text: string } | undefined, recursive: boolean): string {
  const fields = node.fields();
  const head = !field || (node.isAnything && fields.length === 0) ? '' : `${fields.length > 0 ? 'RESOURCE: ' : 'FIELD:    '}${field.name} <${node.plainType}>\n\n`;
  const words = [field?.text ?? '', node.text].filter((part, index, all) => part !== '' && all.indexOf(part) === index);
  const description = words.length > 0 ? words.map(wrapped).join('\n') : `${indent}<empty>\n`;
  const below = fields.length === 0 ? '' : `\nFIELDS:\n${recursive ? fieldNames(fields, 1, []) : fields.map(fieldText).join('')}`;
  return `KIND:     ${mapping.kind}\nVERSION:  ${apiVersionOf(mapping)}\n\n${head}DESCRIPTION:\n${description}${below}`;
}

const fieldText = (field: Field): string => `   ${field.name}\t<${field.node.plainType}>${field.required ? ' -required-' : ''}\n${wrapped(field.text)}\n`;

function fieldNames(fields: readonly Field[], level: number, within: readonly string[]): string {
  return fields.map(({ name, node }) => {
    const line = `${'   '.repeat(level)}${name}\t<${node.plainType}>\n`;
    const type = node.type.replace(/^(\[\]|map\[string\])+/, '');
    return type !== 'Object' && within.includes(type) ? line : line + fieldNames(node.fields(), level + 1, [...within, type]);
  }).join('');
}
