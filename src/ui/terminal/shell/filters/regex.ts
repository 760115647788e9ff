import { UsageProblem } from './options.ts';

const classes: Readonly<Record<string, string>> = { space: '\\s', blank: ' \\t', digit: '\\d', alpha: 'a-zA-Z', alnum: 'a-zA-Z0-9', upper: 'A-Z', lower: 'a-z', punct: '!-\\/:-@\\[-`{-~', xdigit: '0-9A-Fa-f' };

/** POSIX's regular expressions as the browser knows them. Basic ones take `+ ? | ( ) {` for letters unless a backslash stands before. */
export function regexOf(pattern: string, { isExtended, flags = '' }: { readonly isExtended: boolean; readonly flags?: string }): RegExp {
  let source = pattern.replace(/\[\[:(\w+):\]/g, (all, name: string) => (Object.hasOwn(classes, name) ? `[${classes[name] ?? ''}` : all)).replace(/\[:(\w+):\]/g, (all, name: string) => (Object.hasOwn(classes, name) ? (classes[name] ?? '') : all));
  if (!isExtended) source = source.replace(/\\?[+?|(){}]/g, (token) => (token.length === 1 ? `\\${token}` : token.slice(1)));
  source = source.replace(/\\</g, '\\b(?=\\w)').replace(/\\>/g, '\\b(?<=\\w)');
  try {
    return new RegExp(source, flags);
  } catch {
    throw new UsageProblem(`Invalid regular expression: ${pattern}`);
  }
}

/** A text as a pattern that means just that. */
export const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
