import type { KnownImage } from '../images.ts';
import { fileCommands } from './commands/files.ts';
import { imageCommands } from './commands/image-programs.ts';
import { networkCommands } from './commands/network.ts';
import { processCommands } from './commands/processes.ts';
import { shellCommands } from './commands/shells.ts';
import { archiveCommands } from './commands/tar.ts';
import { testCommands } from './commands/tests.ts';
import { textCommands } from './commands/text.ts';
import type { CommandFunction } from './shell-state.ts';

/** Every command that any container understands. */
const everywhere = new Map<string, CommandFunction>([...shellCommands, ...testCommands, ...textCommands, ...fileCommands, ...processCommands, ...networkCommands, ...archiveCommands]);
/** Commands that are there where the image brings them. */
const withImage = new Map<string, CommandFunction>(imageCommands);

/** What runs under a name (or a path to it), in a container of that image. */
export function findCommand(name: string, image: Pick<KnownImage, 'executables' | 'hasShell'>): CommandFunction | undefined {
  const base = name.slice(name.lastIndexOf('/') + 1);
  if (image.executables.includes(name) || image.executables.includes(base)) return withImage.get(base) ?? (image.hasShell ? everywhere.get(base) : undefined) ?? doesNothing;
  return image.hasShell ? everywhere.get(base) : undefined;
}

/** Whether the image has such a command. */
export function isCommand(name: string, image: Pick<KnownImage, 'executables' | 'hasShell'>): boolean {
  return findCommand(name, image) !== undefined;
}

const doesNothing: CommandFunction = () => 0;
