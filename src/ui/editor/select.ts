import { locate, readYaml } from '../../kube/yaml/index.ts';
import type { CommandOutput, Problem } from '../../protocol/messages.ts';
import type { Lesson } from '../../lessons/lesson.ts';
import type { Scenario } from '../../scenario/document.ts';

export interface OutcomeLine {
  readonly tone: 'done' | 'warning' | 'error';
  readonly text: string;
}

/** Lines of an apply: what was done first, then warnings and refusals. */
export function outcomeLines({ stdout, stderr }: CommandOutput): readonly OutcomeLine[] {
  const done = linesOf(stdout).map((text): OutcomeLine => ({ tone: 'done', text }));
  const said = linesOf(stderr).map((text): OutcomeLine => ({ tone: text.startsWith('Warning:') ? 'warning' : 'error', text }));
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

/** What the editor shows when a scenario is opened: what the lesson says, or what was applied last. */
export function openingText(scenario: Scenario, lesson: Lesson | undefined): string {
  if (lesson) return lesson.editorText;
  for (const { action } of [...scenario.actions].reverse()) if (action.type === 'apply') return action.yaml;
  return scenario.manifests.at(-1) ?? '';
}
