/**
 * Label and field selectors as text, in the API server's grammar and words. Field selectors are in `field-selector.ts`.
 *
 * @see Kubernetes apimachinery, labels/selector.go
 */
import { goQuote } from './field-errors.ts';
import { SelectorProblem, attempt } from './field-selector.ts';
import type { Parsed } from './field-selector.ts';
import type { Requirement, Selector } from './selectors.ts';
import { everything } from './selectors.ts';

export { fieldSelectorText, matchesFields, parseFieldSelector } from './field-selector.ts';
export type { FieldRequirement, Parsed } from './field-selector.ts';

/**
 * Reads a label selector: `a=b,c!=d,e in (x,y),f notin (z),g,!h,i>5`. The message of a failure is what follows
 * `unable to parse requirement: `, which it begins with. An empty text selects everything.
 */
export function parseLabelSelector(text: string): Parsed<Selector> {
  return attempt(() => {
    const requirements = new LabelParser(text).requirements();
    return requirements.length === 0 ? everything : { requirements };
  });
}

type TokenKind = 'word' | '!' | '(' | ')' | ',' | '=' | '==' | '!=' | '>' | '<' | 'in' | 'notin' | 'end' | 'error';

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const symbols = '=!(),><';

/** `in` and `notin` are words where a name or value is expected. */
function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const [found] of text.matchAll(/[=!(),><]+|[^=!(),><\s]+/g)) {
    if (!symbols.includes(found.charAt(0))) tokens.push({ kind: found === 'in' || found === 'notin' ? found : 'word', text: found });
    else tokens.push(...symbolsOf(found));
  }
  return [...tokens, { kind: 'end', text: '' }];
}

/** Takes the longest operator that fits each time; what is left of a run that fits none is an error. */
function symbolsOf(run: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < run.length;) {
    const two = run.slice(at, at + 2);
    const symbol = two === '==' || two === '!=' ? two : run.charAt(at);
    tokens.push({ kind: symbol as TokenKind, text: symbol });
    at += symbol.length;
  }
  return tokens;
}

const operators: readonly TokenKind[] = ['in', 'notin', '=', '==', '!=', '>', '<'];
const operatorWords = 'in, notin, =, ==, !=, gt, lt';

class LabelParser {
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(text: string) {
    this.tokens = tokensOf(text);
  }

  requirements(): readonly Requirement[] {
    const found: Requirement[] = [];
    for (;;) {
      const { kind, text } = this.look();
      if (kind === 'end') return sorted(found);
      if (kind !== 'word' && kind !== '!') fail(`found '${text}', expected: !, identifier, or 'end of string'`);
      found.push(this.requirement());
      const next = this.take();
      if (next.kind === 'end') return sorted(found);
      if (next.kind !== ',') fail(`found '${next.text}', expected: ',' or 'end of string'`);
      const after = this.look();
      if (after.kind !== 'word' && after.kind !== '!') fail(`found '${after.text}', expected: identifier after ','`);
    }
  }

  /** Names and values may be called `in` and `notin`. */
  private look(): Token {
    const token = this.tokens[this.at] ?? { kind: 'end', text: '' };
    return token.kind === 'in' || token.kind === 'notin' ? { kind: 'word', text: token.text } : token;
  }

  private take(): Token {
    const token = this.look();
    this.at++;
    return token;
  }

  private requirement(): Requirement {
    const isAbsence = this.look().kind === '!';
    if (isAbsence) this.at++;
    const { kind, text: key } = this.take();
    if (kind !== 'word') fail(`found '${key}', expected: identifier`);
    checkKey(key);
    const next = this.tokens[this.at];
    if (isAbsence || next === undefined || next.kind === 'end' || next.kind === ',') {
      return { key, operator: isAbsence ? 'DoesNotExist' : 'Exists', values: [] };
    }
    this.at++;
    if (!operators.includes(next.kind)) fail(`found '${next.text}', expected: ${operatorWords}`);
    return checked(this.withOperator(key, next.kind));
  }

  private withOperator(key: string, operator: TokenKind): Requirement {
    switch (operator) {
      case 'in': return { key, operator: 'In', values: this.values() };
      case 'notin': return { key, operator: 'NotIn', values: this.values() };
      case '!=': return { key, operator: 'NotIn', values: [this.exactValue()] };
      case '>': return { key, operator: 'Gt', values: [this.exactValue()] };
      case '<': return { key, operator: 'Lt', values: [this.exactValue()] };
      default: return { key, operator: 'In', values: [this.exactValue()] };
    }
  }

  private exactValue(): string {
    const { kind, text } = this.look();
    if (kind === 'end' || kind === ',') return '';
    if (kind !== 'word') fail(`found '${text}', expected: identifier`);
    this.at++;
    return text;
  }

  private values(): readonly string[] {
    const open = this.take();
    if (open.kind !== '(') fail(`found '${open.text}' expected: '('`);
    const first = this.look();
    if (first.kind !== 'word' && first.kind !== ',' && first.kind !== ')') fail(`found '${first.text}', expected: ',', ')' or identifier`);
    const values = this.identifiers();
    const close = this.take();
    if (close.kind !== ')') fail(`found '${close.text}', expected: ')'`);
    return [...new Set(values)].sort();
  }

  /** Values between commas; nothing between two commas is the empty value. */
  private identifiers(): readonly string[] {
    if (this.look().kind === ')') return [''];
    const values: string[] = [];
    for (;;) {
      const { kind, text } = this.look();
      if (kind === 'word') {
        this.at++;
        values.push(text);
        const next = this.look();
        if (next.kind === ')') return values;
        if (next.kind !== ',') fail(`found '${next.text}', expected: ',' or ')'`);
      } else if (kind === ',') {
        if (values.length === 0) values.push('');
        this.at++;
        const next = this.look();
        if (next.kind === ')') return [...values, ''];
        if (next.kind === ',') values.push('');
      } else fail(`found '${text}', expected: ',', or identifier`);
    }
  }
}

function fail(words: string): never {
  throw new SelectorProblem(`unable to parse requirement: ${words}`);
}

const byKey = (a: Requirement, b: Requirement): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
const sorted = (requirements: readonly Requirement[]): readonly Requirement[] => [...requirements].sort(byKey);

const namePart = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const valuePattern = /^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const nameWords = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const prefixWords = "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const qualifiedWords = "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
const valueWords = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

function keyProblems(key: string): readonly string[] {
  const parts = key.split('/');
  if (parts.length > 2) return [qualifiedWords];
  const name = parts.at(-1) ?? '';
  const problems: string[] = [];
  if (parts.length === 2) {
    const [prefix = ''] = parts;
    if (prefix === '') problems.push('prefix part must be non-empty');
    else if (prefix.length > 253) problems.push('prefix part must be no more than 253 characters');
    else if (!subdomain.test(prefix)) problems.push(prefixWords);
  }
  if (name === '') problems.push('name part must be non-empty');
  else if (name.length > 63) problems.push('name part must be no more than 63 characters');
  if (!namePart.test(name)) problems.push(nameWords);
  return problems;
}

function checkKey(key: string): void {
  const problems = keyProblems(key);
  if (problems.length > 0) fail(`key: Invalid value: ${goQuote(key)}: ${problems.join('; ')}`);
}

function checked(requirement: Requirement): Requirement {
  const { key, operator, values } = requirement;
  const problems: string[] = [];
  values.forEach((value, index) => {
    if ((operator === 'Gt' || operator === 'Lt') && !/^[+-]?\d+$/.test(value)) {
      problems.push(`values[${String(index)}]: Invalid value: ${goQuote(value)}: for 'Gt', 'Lt' operators, the value must be an integer`);
    }
    const problem = value.length > 63 ? 'must be no more than 63 characters' : valuePattern.test(value) ? undefined : valueWords;
    if (problem !== undefined) problems.push(`values[${String(index)}][${key}]: Invalid value: ${goQuote(value)}: ${problem}`);
  });
  if (problems.length > 0) fail(problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`);
  return requirement;
}

/** Writes a label selector: `a=b,c notin (x,y),!d`. The inverse of {@link parseLabelSelector}. */
export function labelSelectorText(selector: Selector): string {
  return selector.requirements.map(requirementText).join(',');
}

function requirementText({ key, operator, values }: Requirement): string {
  const several = `(${[...values].sort().join(',')})`;
  switch (operator) {
    case 'In': return values.length === 1 ? `${key}=${values[0] ?? ''}` : `${key} in ${several}`;
    case 'NotIn': return values.length === 1 ? `${key}!=${values[0] ?? ''}` : `${key} notin ${several}`;
    case 'Exists': return key;
    case 'DoesNotExist': return `!${key}`;
    case 'Gt': return `${key}>${values[0] ?? ''}`;
    case 'Lt': return `${key}<${values[0] ?? ''}`;
  }
}
