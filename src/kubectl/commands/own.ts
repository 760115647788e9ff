import type { Command } from '../command.ts';
import { Failure } from '../errors.ts';
import { array, bool, text } from '../flags.ts';
import { globalFlags } from '../global-flags.ts';
import { flagLines } from '../help.ts';

export const options: Command = {
  name: 'options', short: 'Print the list of flags inherited by all commands',
  *run({ session }) {
    session.output.stdout(`The following options can be passed to any command:\n\n${flagLines(globalFlags)}`);
    yield* [];
  },
};

export const plugin: Command = {
  name: 'plugin', args: '[flags]', short: 'Provides utilities for interacting with plugins',
  commands: [{
    name: 'list', short: 'List all visible plugin executables on a user\'s PATH', flags: [bool('name-only')],
    *run() {
      yield* [];
      throw new Failure('unable to find any kubectl plugins in your PATH');
    },
  }],
};

/** There is no folder of overlays here, and nothing that would build it. */
export const kustomize: Command = {
  name: 'kustomize', args: 'DIR [flags]', short: 'Build a kustomization target from a directory or URL',
  flags: [
    bool('as-current-user'), bool('enable-alpha-plugins'), bool('enable-helm'), array('env', 'e'), array('helm-api-versions'), text('helm-command', '', { default: 'helm' }), bool('helm-debug'), text('helm-kube-version'),
    text('load-restrictor', '', { default: 'LoadRestrictionsRootOnly' }), array('mount'), bool('network'), text('network-name', '', { default: 'bridge' }), text('output', 'o'),
  ],
  *run() {
    yield* [];
    throw new Failure('kustomize is not supported here: there is no folder that it could build; build it elsewhere and apply what it prints with -f');
  },
};

const shells = ['bash', 'fish', 'powershell', 'zsh'];

export const completion: Command = {
  name: 'completion', args: 'SHELL', short: 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
  *run({ args, session }) {
    const [shell, ...more] = args;
    if (shell === undefined) throw new Failure("Shell not specified.\nSee 'kubectl completion -h' for help and examples");
    if (more.length > 0) throw new Failure("Too many arguments. Expected only the shell type.\nSee 'kubectl completion -h' for help and examples");
    if (!shells.includes(shell)) throw new Failure(`Unsupported shell type "${shell}".\nSee 'kubectl completion -h' for help and examples`);
    session.print('# The Tab key completes here; no shell needs to be told.');
    yield* [];
  },
};
