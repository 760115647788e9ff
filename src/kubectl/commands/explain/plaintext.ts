import type { Mapping } from '../../resources/mapping.ts';
import type { Documented, Field } from './documented.ts';

/** The first lines: which kind is spoken of. They stand even where a path turns out to lead nowhere. */
export const headText = ({ group, kind, version }: Mapping): string => `${group ? `GROUP:      ${group}\n` : ''}KIND:       ${kind}\nVERSION:    ${version}\n\n`;

/**
 * What is said of a type, or of the field that has it.
 *
 * @see kubectl, explain/v2/templates/plaintext.tmpl
 */
export function placeText(node: Documented, field: Field | undefined, recursive: boolean): string {
  const values = node.values.length > 0 ? `ENUM:\n${node.values.map((value) => `    ${value}\n`).join('')}\n` : '\n\n';
  const head = field ? `FIELD: ${field.name} <${node.type}>\n${values}` : '';
  const words = [field?.text ?? '', node.text].filter((part, index, all) => part !== '' && all.indexOf(part) === index);
  const description = `DESCRIPTION:\n${words.length > 0 ? `${words.map((part) => wrapped(part, 4)).join('\n')}\n    \n` : '    <empty>\n'}`;
  const fields = node.fields();
  if (fields.length === 0) return `${head}${description}\n`;
  return `${head}${description}FIELDS:\n${recursive ? fieldNames(fields, 1, []) : fields.map(fieldText).join('')}\n`;
}

const requiredWord = (field: Field): string => (field.required ? ' -required-' : '');
const enumLine = ({ values }: Documented, indent: string): string => (values.length > 0 ? `${indent}enum: ${values.join(', ')}\n` : '');
const fieldText = (field: Field): string => `  ${field.name}\t<${field.node.type}>${requiredWord(field)}\n${enumLine(field.node, '  ')}${wrapped(field.text || '<no description>', 4)}\n\n`;

function fieldNames(fields: readonly Field[], level: number, within: readonly string[]): string {
  return fields.map((field) => {
    const indent = '  '.repeat(level);
    const line = `${indent}${field.name}\t<${field.node.type}>${requiredWord(field)}\n${enumLine(field.node, indent)}`;
    const type = field.node.type.replace(/^(\[\]|map\[string\])+/, '');
    return type !== 'Object' && within.includes(type) ? line : line + fieldNames(field.node.fields(), level + 1, [...within, type]);
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
