/** Syntax problems in the words of Kubernetes' YAML reader (a libyaml descendant). */
import { isMap, isSeq } from 'yaml';
import type { Document, Node, ParsedNode, YAMLParseError } from 'yaml';
import { lineOf, problemAt, type YamlProblem } from './positions.ts';

interface Place {
  readonly document: number;
  readonly text: string;
  readonly lineOffset: number;
}

/** `scanner` problems name the line where they stand; `parser` ones the line before the collection that they stand in. */
interface Words {
  readonly text: string;
  readonly from: 'scanner' | 'parser';
}

/** The first error only, as there. */
export function syntaxProblems(tree: Document.Parsed<ParsedNode>, place: Place): readonly YamlProblem[] {
  const [first] = [...tree.errors].sort((a, b) => a.pos[0] - b.pos[0]);
  if (!first) return [];
  const words = wordsFor(first, place.text);
  const line = words.from === 'scanner' ? lineOf(place.text, first.pos[0]) : parserLine(tree, place.text, first.pos[0]);
  const where = line > 0 ? `line ${String(line)}: ` : '';
  return [problemAt(place, first.pos[0], Math.max(first.pos[1], first.pos[0] + 1), 'error', `yaml: ${where}${words.text}`)];
}

const scanner = (text: string): Words => ({ text, from: 'scanner' });
const parser = (text: string): Words => ({ text, from: 'parser' });

function wordsFor(error: YAMLParseError, text: string): Words {
  const at = text.slice(error.pos[0]);
  const lineStart = text.lastIndexOf('\n', error.pos[0] - 1) + 1;
  switch (error.code) {
    case 'TAB_AS_INDENT': return scanner('found character that cannot start any token');
    case 'BLOCK_AS_IMPLICIT_KEY': return scanner('mapping values are not allowed in this context');
    case 'BAD_ALIAS': return scanner('did not find expected alphabetic or numeric character');
    case 'BAD_DQ_ESCAPE': return scanner('found unknown escape character');
    case 'MULTILINE_IMPLICIT_KEY': return scanner("could not find expected ':'");
    case 'TAG_RESOLVE_FAILED': return scanner('cannot decode this tag');
    case 'MISSING_CHAR': return missingCharacter(error, text);
    case 'BAD_INDENT': if (/^Flow/i.test(error.message)) return missingCharacter(error, text);
      return /sequence/.test(error.message) ? parser("did not find expected '-' indicator") : parser('did not find expected key');
    default: break;
  }
  if (/^[ \t]*\t/.test(text.slice(lineStart)) || at.startsWith('\t') || /^[@`%]/.test(at)) return scanner('found character that cannot start any token');
  return parser('did not find expected key');
}

function missingCharacter(error: YAMLParseError, text: string): Words {
  if (/quote/.test(error.message)) return scanner('found unexpected end of stream');
  if (/flow/i.test(error.message) && /[[{,]\s*$/.test(text.slice(0, error.pos[0]))) return parser('did not find expected node content');
  if (/flow sequence|\]/i.test(error.message)) return parser("did not find expected ',' or ']'");
  if (/flow map|\}/i.test(error.message)) return parser("did not find expected ',' or '}'");
  if (/map values|implicit/i.test(error.message)) return scanner("could not find expected ':'");
  return parser('did not find expected key');
}

/** The reader counts from 0 here, and prefers the start of the collection; 0 is not told. */
function parserLine(tree: Document.Parsed<ParsedNode>, text: string, offset: number): number {
  const start = enclosingStart(tree.contents, offset);
  const context = lineOf(text, start) - 1;
  return context > 0 ? context : lineOf(text, offset) - 1;
}

function enclosingStart(root: Node | null, offset: number): number {
  let start = 0;
  const visit = (node: unknown): void => {
    const range = (node as Node | null)?.range;
    if (!range || range[0] > offset || range[2] < offset) return;
    if (!isMap(node) && !isSeq(node)) return;
    start = range[0];
    for (const item of node.items) visit(isMap(node) ? (item as { readonly value: unknown }).value : item);
  };
  visit(root);
  return start;
}
