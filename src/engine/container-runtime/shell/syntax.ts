/** A piece of a word. Quoted pieces are not split at blanks. */
export type Part =
  | { readonly type: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly type: 'variable'; readonly name: string; readonly operator: string; readonly argument: Word; readonly quoted: boolean }
  | { readonly type: 'command'; readonly body: Script; readonly quoted: boolean }
  | { readonly type: 'arithmetic'; readonly expression: Word; readonly quoted: boolean };
export type Word = readonly Part[];

export interface Redirect {
  readonly descriptor: number;
  readonly operator: '<' | '>' | '>>' | '<<' | '>&' | '<<<';
  readonly target: Word;
}

export interface Assignment {
  readonly name: string;
  readonly value: Word;
  /** `items=(a b c)`. */
  readonly list?: readonly Word[];
  readonly append?: boolean;
}

export type Command =
  | { readonly type: 'simple'; readonly assignments: readonly Assignment[]; readonly words: readonly Word[]; readonly redirects: readonly Redirect[] }
  | { readonly type: 'if'; readonly branches: readonly { readonly condition: Script; readonly body: Script }[]; readonly otherwise: Script | undefined; readonly redirects: readonly Redirect[] }
  | { readonly type: 'loop'; readonly until: boolean; readonly condition: Script; readonly body: Script; readonly redirects: readonly Redirect[] }
  | { readonly type: 'for'; readonly name: string; readonly words: readonly Word[] | undefined; readonly body: Script; readonly redirects: readonly Redirect[] }
  | { readonly type: 'count'; readonly first: Word; readonly condition: Word; readonly step: Word; readonly body: Script; readonly redirects: readonly Redirect[] }
  | { readonly type: 'case'; readonly subject: Word; readonly branches: readonly { readonly patterns: readonly Word[]; readonly body: Script }[]; readonly redirects: readonly Redirect[] }
  | { readonly type: 'group'; readonly body: Script; readonly subshell: boolean; readonly redirects: readonly Redirect[] }
  | { readonly type: 'arithmetic'; readonly expression: Word; readonly redirects: readonly Redirect[] }
  | { readonly type: 'function'; readonly name: string; readonly body: Script; readonly redirects: readonly Redirect[] };

export interface Pipeline {
  readonly negated: boolean;
  readonly commands: readonly Command[];
}

export interface Statement {
  readonly first: Pipeline;
  readonly rest: readonly { readonly operator: '&&' | '||'; readonly pipeline: Pipeline }[];
  readonly background: boolean;
}

export type Script = readonly Statement[];
