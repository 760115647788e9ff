import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { usualMachines } from '../scenario/machines.ts';
import type { CommandOutput } from '../protocol/messages.ts';
import { Session } from './session.ts';

/** The documentation's own manifests are others' work: read where they are, skipped by name where they are not. */
const folder = process.env['DRYDOCK_MANIFESTS'] ?? '../shared/manifests';
const outcomesFile = join(folder, 'OUTCOMES.json');

interface Outcome {
  readonly exit: number;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

const outcomes = existsSync(outcomesFile) ? (JSON.parse(readFileSync(outcomesFile, 'utf8')) as Readonly<Record<string, Outcome>>) : {};

/** Files whose kinds Drydock does not know yet, by kind. */
const later: Readonly<Record<string, string>> = {};

function apply(text: string): CommandOutput {
  const session = new Session({ version: 1, seed: 1, start: '2026-01-01T09:00:00Z', nodes: usualMachines, manifests: [], load: [], warmUpMs: 0, actions: [], untilMs: 0 });
  session.replay(2000);
  const answers: CommandOutput[] = [];
  session.act({ type: 'apply', yaml: text }, { output: () => undefined, done: (output) => { answers.push(output); } });
  const [answer] = answers;
  if (!answer) throw new Error('apply did not end at once');
  return answer;
}

const lines = (text: string): readonly string[] => (text === '' ? [] : text.replaceAll('STDIN', '<file>').replace(/\n$/, '').split('\n'));

describe.skipIf(Object.keys(outcomes).length === 0)('the manifests of the Kubernetes documentation', () => {
  const files = Object.keys(outcomes).filter((file) => !(file in later));

  it.each(files)('%s is answered as Kubernetes answers it', (file) => {
    const { stdout, stderr, exitCode } = apply(readFileSync(join(folder, file), 'utf8'));
    expect({ exit: exitCode, stdout: lines(stdout), stderr: lines(stderr) }).toEqual(outcomes[file]);
  });

  it('and few wait for their kinds', () => {
    expect(Object.keys(later).length).toBeLessThan(5);
  });
});
