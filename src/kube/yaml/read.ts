/**
 * YAML as Kubernetes reads it: several documents, YAML 1.1 scalars (`yes`, `0644`), merge keys; problems with the words of
 * its reader and with places for an editor.
 *
 * @see sigs.k8s.io/yaml, and apimachinery util/yaml for how a stream is cut into documents
 */
import { parseDocument } from 'yaml';
import type { Document, ParsedNode, Tags } from 'yaml';
import { lineOf, problemAt, type YamlProblem } from './positions.ts';
import { syntaxProblems } from './problems.ts';
import { toValue } from './to-value.ts';

/** One document of a stream, with the tree that knows where everything stands. */
export interface YamlDocument {
  readonly value: unknown;
  readonly document: number;
  /** The place of the document in the whole text. */
  readonly lineOffset: number;
  readonly text: string;
  readonly tree: Document.Parsed<ParsedNode>;
}

export interface YamlReading {
  /** Empty documents are left out. */
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly YamlProblem[];
}

/** What the API server takes in one request; longer texts are not looked at. */
const bytesMax = 3 * 1024 * 1024;

/** Reads a stream of documents. Never throws; a document with an error is left out. */
export function readYaml(text: string): YamlReading {
  if (text.length > bytesMax) return { documents: [], problems: [tooLong()] };
  const documents: YamlDocument[] = [];
  const problems: YamlProblem[] = [];
  splitDocuments(text).forEach((chunk, index) => {
    const { document, found } = readDocument(chunk, index);
    problems.push(...found);
    if (document && document.value !== null) documents.push(document);
  });
  return { documents, problems };
}

function tooLong(): YamlProblem {
  const message = `request is too large: limit is ${String(bytesMax)} bytes`;
  return { severity: 'error', message, document: 0, line: 1, column: 1, endLine: 1, endColumn: 1 };
}

interface Chunk {
  readonly text: string;
  readonly lineOffset: number;
}

/** Cuts a stream at the lines that begin with `---`, as the stream reader of Kubernetes does before any parsing. */
function splitDocuments(text: string): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let lines: string[] = [];
  let start = 0;
  const close = (next: number): void => {
    if (lines.some((line) => /\S/.test(line) && !/^\s*#/.test(line))) chunks.push({ text: lines.join('\n'), lineOffset: start });
    lines = [];
    start = next;
  };
  text.split('\n').forEach((line, index) => {
    if (/^---\s*(?:#.*)?$/.test(line)) close(index + 1);
    else lines.push(line);
  });
  close(0);
  return chunks;
}

const yaml11Only: ReadonlySet<string> = new Set([
  'tag:yaml.org,2002:timestamp', 'tag:yaml.org,2002:binary', 'tag:yaml.org,2002:omap', 'tag:yaml.org,2002:pairs', 'tag:yaml.org,2002:set',
]);

/** Kubernetes' reader knows neither times (`12:30` is text) nor the collections of YAML 1.1. */
const withoutTimes = (tags: Tags): Tags => tags.filter((tag) => typeof tag === 'string' || (!yaml11Only.has(tag.tag) && !('format' in tag && tag.format === 'TIME')));

function parse(text: string): Document.Parsed<ParsedNode> {
  return parseDocument(text, { version: '1.1', merge: true, uniqueKeys: false, strict: true, prettyErrors: false, keepSourceTokens: false, customTags: withoutTimes, logLevel: 'silent' }) as Document.Parsed<ParsedNode>;
}

function readDocument(chunk: Chunk, index: number): { readonly document?: YamlDocument; readonly found: readonly YamlProblem[] } {
  const place = { document: index, lineOffset: chunk.lineOffset, text: chunk.text };
  const deep = nestingProblem(chunk.text);
  if (deep !== undefined) return { found: [problemAt(place, deep, deep, 'error', 'yaml: exceeded max depth of 10000')] };
  const tree = parse(chunk.text);
  if (tree.errors.length > 0) return { found: syntaxProblems(tree, place) };
  const converted = toValue(tree);
  if (!converted.ok) return { found: [problemAt(place, converted.offset, converted.offset + 1, 'error', converted.message)] };
  const found = converted.duplicates.map(({ key, start, end }) => {
    const line = lineOf(chunk.text, start);
    return problemAt(place, start, end, 'warning', `yaml: unmarshal errors:\n  line ${String(line)}: key ${JSON.stringify(key)} already set in map`);
  });
  return { document: { value: converted.value, tree, ...place }, found };
}

/** Flow collections nested deeper than any honest manifest would overflow the parser. */
const nestingMax = 200;

function nestingProblem(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    else if (character === '\n' && depth > 0 && text[at + 1] !== ' ' && text[at + 1] !== '\n') depth = 0;
    if (depth > nestingMax) return at;
  }
  return indentationProblem(text);
}

function indentationProblem(text: string): number | undefined {
  const found = /(?:^|\n)(?:[-?] ?|\t){200}|(?:- ){200}/.exec(text);
  return found?.index;
}
