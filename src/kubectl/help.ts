import type { Command } from './command.ts';
import type { FlagSpec } from './flags.ts';

/** What `-h` prints: one sentence, the flags, the usage line. */
export function helpText(command: Command, path: string): string {
  const commands = command.commands ?? [];
  const parts = [`${command.short}.\n`];
  if (command.aliases && command.aliases.length > 0) parts.push(`Aliases:\n${[command.name, ...command.aliases].join(', ')}\n`);
  if (commands.length > 0) parts.push(`Available Commands:\n${commandLines(commands)}\n`);
  if (command.flags && command.flags.length > 0) parts.push(`Options:\n${flagLines(command.flags)}\n`);
  parts.push(`Usage:\n  ${usageLine(command, path)}\n`);
  if (commands.length > 0) parts.push(`Use "${path} <command> --help" for more information about a given command.`);
  if (path !== 'kubectl') parts.push('Use "kubectl options" for a list of global command-line options (applies to all commands).');
  return `${parts.join('\n')}\n`;
}

function usageLine(command: Command, path: string): string {
  if (path === 'kubectl') return 'kubectl [flags] [options]';
  const args = command.args === undefined || command.args === '' ? '' : ` ${command.args}`;
  return `${path}${args}${args.includes('[flags]') ? '' : ' [flags]'} [options]`;
}

function commandLines(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  return commands.map(({ name, short }) => `  ${name.padEnd(width)}${short}\n`).join('');
}

/** Two lines for each flag: how it is written with its default, and what it does. */
export function flagLines(flags: readonly FlagSpec[]): string {
  return [...flags].sort((a, b) => (a.name < b.name ? -1 : 1)).map((flag) => {
    const value = flag.type === 'bool' ? (flag.default ?? 'false') : flag.type === 'slice' || flag.type === 'array' ? '[]' : flag.type === 'int' || flag.type === 'int32' ? (flag.default ?? '0') : flag.type === 'duration' ? (flag.default ?? '0s') : `'${flag.default ?? ''}'`;
    return `    ${flag.short ? `-${flag.short}, ` : ''}--${flag.name}=${value}:\n${flag.help ? `\t${flag.help}\n` : ''}\n`;
  }).join('');
}
