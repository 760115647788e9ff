import { locate, readYaml } from '../../kube/yaml/index.ts';
import type { CommandOutput, Problem } from '../../protocol/messages.ts';
import type { Lesson } from '../../lessons/lesson.ts';
import type { Scenario } from '../../scenario/document.ts';

export interface OutcomeLine {
  readonly tone: 'done' | 'warning' | 'error';
  readonly text: string;
}

/** Lines of an apply: what was done first, then warnings and refusals, what is said of several documents in the same words once. */
export function outcomeLines({ stdout, stderr }: CommandOutput): readonly OutcomeLine[] {
  const done = linesOf(stdout).map((text): OutcomeLine => ({ tone: 'done', text }));
  const said = [...new Set(linesOf(stderr))].map((text): OutcomeLine => ({ tone: text.startsWith('Warning:') ? 'warning' : 'error', text }));
  return [...done, ...said];
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');

/** A problem with the place of its mark, 1-based, end exclusive. */
export interface Mark {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Where the problems of an apply stand in the text that was applied. */
export function marksOf(text: string, problems: readonly Problem[]): readonly Mark[] {
  if (problems.length === 0) return [];
  const { documents } = readYaml(text);
  return problems.map((problem): Mark => {
    if (problem.line !== undefined) return { message: problem.message, line: problem.line, column: problem.column ?? 1, endLine: problem.line, endColumn: 1000 };
    const document = documents[problem.document];
    const place = document && locate(document, problem.field);
    return { message: problem.message, ...(place ?? { line: 1, column: 1, endLine: 1, endColumn: 1000 }) };
  });
}

/** Where the editor has drawn a mark, and whether it is a problem or a warning. */
export interface Marker {
  readonly isProblem: boolean;
  readonly line: number;
  readonly column: number;
}

export interface MarkCounts {
  readonly problems: number;
  readonly warnings: number;
  /** The place that comes first in the text; undefined where nothing is marked. */
  readonly first: Pick<Marker, 'line' | 'column'> | undefined;
}

export const noMarks: MarkCounts = { problems: 0, warnings: 0, first: undefined };

/** What is marked, place by place: a place with several marks counts once, as the worst of them. */
export function countMarks(markers: readonly Marker[]): MarkCounts {
  const places = new Map<string, Marker>();
  for (const marker of markers) {
    const place = `${String(marker.line)}:${String(marker.column)}`;
    if (marker.isProblem || !places.has(place)) places.set(place, marker);
  }
  const all = [...places.values()].sort((a, b) => a.line - b.line || a.column - b.column);
  const problems = all.filter(({ isProblem }) => isProblem).length;
  return { problems, warnings: all.length - problems, first: all[0] };
}

/** Longer texts than a lesson's are somebody's own. */
const readMax = 100_000;

const namesIn = (text: string): readonly string[] => readYaml(text).documents.map(({ value }) => {
  const { kind = '', metadata } = value as { readonly kind?: string; readonly metadata?: { readonly name?: string } | null };
  return `${kind}/${metadata?.name ?? ''}`;
});

/** Whether a text is about an object that a lesson's manifest holds; undefined where it names nothing (somebody is typing, or it is empty): then it says nothing either way. */
export function isAbout(text: string, lessonText: string): boolean | undefined {
  if (text.length > readMax) return false;
  const [own, now] = [new Set(namesIn(lessonText)), namesIn(text).filter((name) => !name.endsWith('/'))];
  return now.length === 0 ? undefined : now.some((name) => own.has(name));
}

/** What the editor shows when a scenario is opened: what the lesson says, or what was applied last. */
export function openingText(scenario: Scenario, lesson: Lesson | undefined): string {
  if (lesson?.scenario === scenario) return lesson.editorText;
  for (const { action } of [...scenario.actions].reverse()) if (action.type === 'apply') return action.yaml;
  return lesson?.editorText ?? scenario.manifests.at(-1) ?? '';
}
