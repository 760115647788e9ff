/**
 * `npx tsx e2e/tools/help.ts [VERB…]` — asks a real kubectl and Drydock's own for the help of every verb and prints where the facts differ: headings,
 * usage line, aliases, commands beneath, flags with their letters and defaults. KUBECTL names the real one. What the sentences say is ours.
 */
import { spawnSync } from 'node:child_process';
import type { Command } from '../../src/kubectl/command.ts';
import { root } from '../../src/kubectl/commands/index.ts';
import { helpText } from '../../src/kubectl/help.ts';
import { groups } from '../../src/kubectl/commands/index.ts';

/** The facts of one page of help, a line each. */
export function factsOf(page: string): readonly string[] {
  let heading = '';
  return page.split('\n').flatMap((line) => {
    const title = /^([A-Z][\w ()]*):$/.exec(line)?.[1];
    if (title !== undefined) heading = title;
    if (title !== undefined) return [`heading ${title}`];
    if (line.startsWith('Use "')) return [line];
    if (heading === 'Usage' && line.startsWith('  ')) return [`usage ${line.trim()}`];
    if (heading === 'Aliases' && line.includes(',')) return [`aliases ${line.trim()}`];
    if (heading === 'Options' && /^ {4}-/.test(line)) return [`flag ${line.trim().replace(/:$/, '')}`];
    const beneath = heading.includes('Commands') ? /^ {2}(\S+) {2,}\S/.exec(line)?.[1] : undefined;
    return beneath === undefined ? [] : [`command ${beneath}`];
  });
}

function* verbs(command: Command, path: string): Generator<readonly [path: string, command: Command]> {
  yield [path, command];
  for (const child of command.commands ?? []) yield* verbs(child, `${path} ${child.name}`);
}

let differing = 0;
const wanted = process.argv.slice(2);
for (const [path, command] of verbs(root, 'kubectl')) {
  if (wanted.length > 0 && !wanted.some((verb) => path.split(' ')[1] === verb)) continue;
  const { stdout } = spawnSync(process.env['KUBECTL'] ?? 'kubectl', [...path.split(' ').slice(1), '--help'], { encoding: 'utf8' });
  const [theirs, ours] = [factsOf(stdout), factsOf(helpText(command, path, command === root ? groups : []))];
  const lines = [...theirs.filter((fact) => !ours.includes(fact)).map((fact) => `  - ${fact}`), ...ours.filter((fact) => !theirs.includes(fact)).map((fact) => `  + ${fact}`)];
  const order = lines.length === 0 && theirs.join('\n') !== ours.join('\n') ? [`  in another order: ${theirs.filter((fact, index) => fact !== ours[index]).join(' · ')}`] : [];
  if (lines.length + order.length === 0) continue;
  differing++;
  console.log([path, ...lines, ...order].join('\n'));
}
console.log(`${String(differing)} pages differ`);
