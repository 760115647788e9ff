import type { Run } from '../effects.ts';
import { Failure } from '../errors.ts';
import type { FlagValues } from '../flags.ts';
import { groupKind } from '../resources/mapping.ts';
import { groupOf, isList, itemsOf, nameOf, withAt, withoutManagedFields, type Obj } from '../resources/object.ts';
import { toYaml } from '../resources/yaml-text.ts';
import type { Session } from '../session.ts';
import { alignTable } from './table.ts';
import { customLine, parseColumnsFile, parseCustomColumns, type CustomColumn } from './custom-columns.ts';
import { asStruct } from '../../kube/go/order.ts';
import { goJsonIndented, indented, sorted } from './go-value.ts';
import { printGoTemplate, type TemplateOptions } from './go-template.ts';
import { printJsonPath } from './jsonpath.ts';
import { toKyaml } from './kyaml.ts';

/** What `-o` asks for; undefined: the words or table of the verb itself. */
export interface Format {
  readonly name: string;
  readonly template: string;
}

const templateFormats = ['jsonpath', 'jsonpath-as-json', 'jsonpath-file', 'go-template', 'go-template-file', 'template', 'templatefile', 'custom-columns', 'custom-columns-file'];
/** Those that print all of an object; they are known in capitals, too. */
const wholeFormats = ['json', 'yaml', 'kyaml'];
const genericFormats = 'go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml';
const getFormats = 'custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml';

/** Reads `-o`, refusing what there is no printer for. `tables`: the verb prints tables (`wide`, custom columns). */
export function formatOf(flags: FlagValues, tables = false): Format | undefined {
  const given = flags.text('output');
  if (given === '') return flags.has('template') && flags.text('template') !== '' ? { name: 'go-template', template: flags.text('template') } : undefined;
  const equals = given.indexOf('=');
  const name = equals < 0 ? given : given.slice(0, equals);
  if (templateFormats.includes(name) && (tables || !name.startsWith('custom'))) {
    const template = equals < 0 ? flags.has('template') ? flags.text('template') : '' : given.slice(equals + 1);
    if (template === '' && !name.startsWith('custom')) throw new Failure('template format specified but no template given');
    return { name, template };
  }
  if (wholeFormats.includes(given.toLowerCase())) return { name: given.toLowerCase(), template: '' };
  if (given === 'name' || (tables && given === 'wide')) return { name: given, template: '' };
  throw new Failure(`unable to match a printer suitable for the output format "${given}", allowed formats are: ${tables ? getFormats : genericFormats}`);
}

/** How kubectl holds an object: as a Go struct, whose JSON has its fields in Go's order, or as a map, whose keys are sorted. */
type Held = 'map' | 'struct';

/** Prints objects in a format of `-o` (not `wide`). */
export class ObjectPrinter {
  readonly #session: Session;
  readonly #format: Format;
  readonly #flags: FlagValues;
  readonly #held: Held;
  #template: string | undefined;
  #printed = 0;
  #columns: readonly CustomColumn[] | undefined;
  readonly #widths: number[] = [];

  constructor(session: Session, format: Format, flags: FlagValues, held: Held = 'map') {
    this.#session = session;
    this.#format = format;
    this.#flags = flags;
    this.#held = held;
  }

  *print(object: Obj): Run<void> {
    const isWhole = this.#flags.bool('show-managed-fields') || !wholeFormats.includes(this.#format.name);
    const shown = isWhole ? object : hideManagedFields(object);
    this.#session.output.stdout(yield* this.#text(shown));
    this.#printed++;
  }

  *#text(object: Obj): Run<string> {
    const { name, template } = this.#format;
    switch (name) {
      case 'json': return `${this.#held === 'struct' ? indented(object) : goJsonIndented(object)}\n`;
      case 'yaml': return (this.#printed > 0 ? '---\n' : '') + toYaml(object);
      case 'kyaml': return toKyaml(this.#held === 'struct' ? object : sorted(object));
      case 'name': return namesOf(object).map((line) => `${line}\n`).join('');
      case 'jsonpath': case 'jsonpath-as-json': return this.#jsonPath(template, object);
      case 'jsonpath-file': return this.#jsonPath(yield* this.#file(), object);
      case 'go-template': case 'template': return printGoTemplate(template, object, this.#templateOptions);
      case 'go-template-file': case 'templatefile': return printGoTemplate(yield* this.#file(), object, this.#templateOptions);
      default: return this.#customText(object, yield* this.#customColumns());
    }
  }

  #jsonPath(template: string, object: Obj): string {
    return printJsonPath(template, object, { allowMissing: this.#allowMissing, asJson: this.#format.name === 'jsonpath-as-json' });
  }

  get #templateOptions(): TemplateOptions {
    return { allowMissing: this.#allowMissing, tell: (text) => { this.#session.output.stdout(text); } };
  }

  get #allowMissing(): boolean {
    return this.#flags.has('allow-missing-template-keys') ? this.#flags.bool('allow-missing-template-keys') : true;
  }

  *#file(): Run<string> {
    const { name, template: file } = this.#format;
    try {
      this.#template ??= yield* this.#session.read(file);
    } catch (error) {
      const what = name === 'custom-columns-file' ? 'template' : '--template';
      throw error instanceof Failure ? new Failure(`error reading ${what} ${file}, open ${file}: no such file or directory${what === '--template' ? '\n' : ''}`) : error;
    }
    return this.#template;
  }

  *#customColumns(): Run<readonly CustomColumn[]> {
    const { name, template } = this.#format;
    this.#columns ??= name === 'custom-columns' ? parseCustomColumns(template) : parseColumnsFile(yield* this.#file());
    return this.#columns;
  }

  #customText(object: Obj, columns: readonly CustomColumn[]): string {
    const headers = this.#printed > 0 || this.#flags.bool('no-headers') ? [] : [columns.map(({ header }) => header).join('\t')];
    const objects = isList(object) ? itemsOf(object) : [object];
    const lines = [...headers];
    try {
      for (const item of objects) lines.push(customLine(columns, item));
    } catch (error) {
      // What was written before the mistake is there all the same.
      this.#session.output.stdout(alignTable(lines, this.#widths));
      throw error;
    }
    return alignTable(lines, this.#widths);
  }
}

function hideManagedFields(object: Obj): Obj {
  return isList(object) ? withAt(object, ['items'], itemsOf(object).map(withoutManagedFields)) : withoutManagedFields(object);
}

/** `deployment.apps/web`, or the names of a list's items. */
export function namesOf(object: Obj): readonly string[] {
  return isList(object) ? itemsOf(object).flatMap(namesOf) : [nameWithKind(object)];
}

export function nameWithKind(object: Obj): string {
  return `${groupKind({ group: groupOf(object), kind: object.kind ?? '' })}/${nameOf(object)}`;
}

/**
 * How a verb that changes objects says what it did: `deployment.apps/web scaled`, or the object in the format of `-o`.
 * With a dry run the words say so.
 */
export const printResult = (session: Session, flags: FlagValues, object: Obj, operation: string, dryRun: DryRun = 'none'): Run<void> => say(session, flags, object, operation + dryRunWords(dryRun), 'map');

/** The same, of an object that kubectl holds as a Go struct: one that it built, or one that a typed client answered. */
export const printStruct = (session: Session, flags: FlagValues, object: Obj, operation: string, dryRun: DryRun = 'none'): Run<void> => say(session, flags, asStruct(object), operation + dryRunWords(dryRun), 'struct');

function* say(session: Session, flags: FlagValues, object: Obj, words: string, held: Held): Run<void> {
  const format = formatOf(flags);
  if (!format) session.print(`${nameWithKind(object)} ${words}`);
  else if (format.name === 'name') session.print(nameWithKind(object));
  else yield* new ObjectPrinter(session, format, flags, held).print(object);
}

export type DryRun = 'none' | 'client' | 'server';
export const dryRunWords = (dryRun: DryRun): string => (dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : '');

/** Reads `--dry-run`. */
export function dryRunOf(flags: FlagValues): DryRun {
  const value = flags.text('dry-run');
  if (value === 'none' || value === 'client' || value === 'server') return value;
  if (value === 'unchanged') throw new Failure('--dry-run flag without a value was specified. A value must be set: "none", "server", or "client".');
  throw new Failure(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
}
