import { printYaml, readYaml } from '../../kube/yaml/index.ts';

/** One document of a file: its value, or why it cannot be read. */
export interface TextDocument {
  /** From 0. */
  readonly index: number;
  readonly value?: unknown;
  readonly problem?: string;
  readonly line?: number;
  readonly column?: number;
}

/** Reads the documents of a YAML or JSON text, those that cannot be read among them. */
export function readDocuments(text: string): readonly TextDocument[] {
  const { documents, problems } = readYaml(text);
  const read: TextDocument[] = documents.map(({ document, value }) => ({ index: document, value }));
  for (const { severity, message, document, line, column } of problems) {
    if (severity === 'error' && !read.some(({ index }) => index === document)) read.push({ index: document, problem: `error converting YAML to JSON: ${message}`, line, column });
  }
  return read.sort((a, b) => a.index - b.index);
}

/** YAML as kubectl prints it. */
export const toYaml = (value: unknown): string => printYaml(value);
