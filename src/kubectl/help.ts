import type { Command } from './command.ts';
import { examplesOf } from './examples.ts';
import type { FlagSpec } from './flags.ts';
import { flagWords } from './flag-words.ts';

/** A heading of the first page of help, and the verbs under it. */
export interface HelpGroup {
  readonly title: string;
  readonly names: readonly string[];
}

/** Where the names of types are to be found. */
export const suggestResources = 'Use "kubectl api-resources" for a complete list of supported resources.';

/** What `-h` prints: a sentence, examples, what stands beneath, options, the usage line. */
export function helpText(command: Command, path: string, groups: readonly HelpGroup[] = []): string {
  const commands = command.commands ?? [];
  const flags = command.flags ?? [];
  const examples = examplesOf(path);
  const aliases = command.aliases ?? [];
  return [
    `${command.short}.\n`,
    ...(command.namesResources ? [`\n${suggestResources}\n`] : []),
    ...(groups.length > 0 ? ["\n Find more information at: https://kubernetes.io/docs/reference/kubectl/\n"] : []),
    ...(aliases.length > 0 ? [`\nAliases:\n${[command.name, ...aliases].join(', ')}\n`] : []),
    ...(examples.length > 0 ? [`\nExamples:\n${examples.map(({ words, line }) => `  # ${words}\n  ${line}\n`).join('  \n')}`] : []),
    ...(groups.length > 0 ? groupLines(commands, groups) : commands.length > 0 ? [`\nAvailable Commands:\n${commandLines(commands, commands)}`] : []),
    ...(flags.length > 0 ? [`\nOptions:\n${flagLines(flags)}`.replace(/\n$/, '')] : []),
    `\nUsage:\n  ${usageLine(command, path)}\n`,
    ...(commands.length > 0 ? [`\nUse "${path} <command> --help" for more information about a given command.`] : []),
    '\nUse "kubectl options" for a list of global command-line options (applies to all commands).\n',
  ].join('');
}

function usageLine(command: Command, path: string): string {
  if (path === 'kubectl') return 'kubectl [flags] [options]';
  const args = command.args ?? '';
  if (args === '') return `${path}${command.bareUsage ? '' : ' [flags]'} [options]`;
  return `${path} ${args}${args.includes('[options]') ? '' : ' [options]'}`;
}

function groupLines(commands: readonly Command[], groups: readonly HelpGroup[]): readonly string[] {
  return groups.map(({ title, names }) => `\n${title}:\n${commandLines(commands.filter(({ name }) => names.includes(name)), commands)}`);
}

/** No column is narrower than this. */
const nameMin = 11;

function commandLines(shown: readonly Command[], all: readonly Command[]): string {
  const width = Math.max(nameMin, ...all.map(({ name }) => name.length)) + 3;
  return shown.map(({ name, short }) => `  ${name.padEnd(width)}${short}\n`).join('');
}

/** Each flag as it is written with its default, and what it does. */
export function flagLines(flags: readonly FlagSpec[]): string {
  return [...flags].sort((a, b) => (a.name < b.name ? -1 : 1)).map((flag) => `    ${flag.short ? `-${flag.short}, ` : ''}--${flag.name}=${defaultText(flag)}:\n\t${flag.help ?? flagWords(flag.name)}\n\n`).join('');
}

function defaultText({ type, default: value, shownDefault }: FlagSpec): string {
  if (shownDefault !== undefined) return shownDefault;
  switch (type) {
    case 'bool': return value ?? 'false';
    case 'int': case 'int32': return value ?? '0';
    case 'duration': return value ?? '0s';
    case 'slice': case 'array': return `[${value ?? ''}]`;
    default: return `'${value ?? ''}'`;
  }
}
