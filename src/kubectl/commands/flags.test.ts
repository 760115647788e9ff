import { describe, expect, it } from 'vitest';
import type { Command } from '../command.ts';
import { parseArguments, type FlagSpec } from '../flags.ts';
import { flagWords } from '../flag-words.ts';
import { globalFlags } from '../global-flags.ts';
import { helpText } from '../help.ts';
import { root } from './index.ts';

/** Every verb with its path, and the verbs beneath it. */
function verbs(command: Command, path: string): readonly (readonly [path: string, command: Command])[] {
  return [[path, command], ...(command.commands ?? []).flatMap((child) => verbs(child, `${path} ${child.name}`))];
}

const all = verbs(root, 'kubectl');
/** A value that a flag of the type takes, and one that it refuses. */
const values: Readonly<Record<FlagSpec['type'], readonly [good: string, bad: string | undefined]>> = {
  string: ['word', undefined], bool: ['true', 'perhaps'], int: ['7', 'seven'], int32: ['7', '3000000000'], slice: ['a,b', undefined], array: ['a,b', undefined], duration: ['1m30s', 'soon'],
};

/** The forms in which a flag may be written with a value. */
function forms({ name, short, alone }: FlagSpec, value: string): readonly (readonly string[])[] {
  const apart = alone === undefined ? [[`--${name}`, value], ...(short ? [[`-${short}`, value], [`-${short}${value}`]] : [])] : [];
  return [[`--${name}=${value}`], ...(short ? [[`-${short}=${value}`]] : []), ...apart];
}

describe('every flag of every verb', () => {
  it.each(all.filter(([, { flags = [] }]) => flags.length > 0))('%s', (_path, { flags = [] }) => {
    const specs = [...flags, ...globalFlags.filter(({ name }) => !flags.some((own) => own.name === name))];
    for (const flag of flags) {
      const [good, bad] = values[flag.type];
      const read = flag.type === 'slice' ? ['a', 'b'] : [good];
      for (const words of forms(flag, good)) {
        const parsed = parseArguments([...words, 'pods'], specs);
        expect(parsed.flags.list(flag.name), words.join(' ')).toEqual(read);
        expect(parsed.args, words.join(' ')).toEqual(['pods']);
      }
      if (flag.alone !== undefined) expect(parseArguments([`--${flag.name}`, 'pods'], specs)).toMatchObject({ args: ['pods'] });
      else expect(() => parseArguments([`--${flag.name}`], specs)).toThrow(`flag needs an argument: --${flag.name}`);
      if (bad !== undefined) expect(() => parseArguments([`--${flag.name}=${bad}`], specs)).toThrow(`invalid argument ${JSON.stringify(bad)} for "${flag.short ? `-${flag.short}, ` : ''}--${flag.name}" flag:`);
    }
  });

  it.each(all)('%s: no two flags share a name or a letter', (_path, { flags = [] }) => {
    const names = flags.map(({ name }) => name);
    const letters = flags.flatMap(({ short }) => (short ? [short] : []));
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(letters).size).toBe(letters.length);
  });

  it.each(all)('%s: help names each of them, with its default and what it does', (path, command) => {
    const text = helpText(command, path);
    for (const { name, help } of command.flags ?? []) {
      expect(text).toMatch(new RegExp(`^    (-\\w, )?--${name}=.*:\n\t\\S`, 'm'));
      expect(help ?? flagWords(name)).not.toBe(`The value of ${name}.`);
    }
    expect(text).toMatch(/\nUsage:\n {2}kubectl/);
  });
});
