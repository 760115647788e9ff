import type { Kind } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';

/** One value of a row. */
export type Cell = string | number | boolean | null;

export interface TableColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly format: string;
  readonly description: string;
  /** Above 0: only where the wide table is asked for. */
  readonly priority: number;
}

export interface PrintContext {
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/** How the objects of one kind are shown in rows. */
export interface Printer {
  readonly kind: Kind;
  readonly columns: readonly TableColumn[];
  readonly row: (object: KubeObject, context: PrintContext) => readonly Cell[];
  /** How the rows of a list are sorted, where not by name. */
  readonly order?: (a: never, b: never) => number;
  /** Conditions of a row: pods that have ended say so. */
  readonly conditions?: (object: KubeObject) => readonly RowCondition[];
}

export interface RowCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** Columns from words: `Name`, `Ready#` for a number, `IP*` for one of the wide table. */
export function columns(...words: readonly string[]): readonly TableColumn[] {
  return words.map((word) => {
    const name = word.replace(/[#*?]+$/, '');
    const marks = word.slice(name.length);
    return {
      name, type: marks.includes('#') ? 'integer' : marks.includes('?') ? 'boolean' : 'string', format: name === 'Name' ? 'name' : '', description: '',
      priority: marks.includes('*') ? 1 : 0,
    };
  });
}

/** Makes a printer; `row` gets the object in its own type. */
export function printer<T extends KubeObject>(kind: Kind<T>, shown: readonly TableColumn[], row: (object: T, context: PrintContext) => readonly Cell[]): Printer {
  return { kind, columns: shown, row: row as Printer['row'] };
}
