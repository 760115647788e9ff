import type { Call, Command } from './command.ts';
import { checkRequired } from './command.ts';
import { groups, root } from './commands/index.ts';
import type { Output, Run, Settings } from './effects.ts';
import { describeError, Exit, Failure, KubectlError } from './errors.ts';
import { FlagError, parseArguments, type FlagSpec, type FlagValues } from './flags.ts';
import { globalFlags } from './global-flags.ts';
import { helpText } from './help.ts';
import { dryRunOf, formatOf } from './printers/output.ts';
import { Discovery, type DiscoveryCache } from './resources/discovery.ts';
import { kubeconfigOf, placeOf } from './resources/kubeconfig.ts';
import { Session } from './session.ts';
import { suggestionText } from './suggest.ts';

/** What one run of kubectl is given besides its words. */
export interface Environment {
  readonly settings: Settings;
  readonly output: Output;
  /** Standard input; `''` where there is none. */
  readonly stdin: string;
  /** Somebody types: `exec -it` may hand the terminal over. */
  readonly isTyped?: boolean;
  /** What earlier runs found out about the server, and where this one leaves it for the next. Absent: this run starts with nothing and leaves nothing. */
  readonly cache?: DiscoveryCache;
}

/**
 * One kubectl command, as a program of effects; returns the exit code. A fault of kubectl's own code (a printer, a parser)
 * ends the command with words, not the session. Faults of what answers the effects never come here: a driver performs
 * them outside the program, so a broken invariant of the engine goes on to the driver's caller.
 * @param argv the words after `kubectl`.
 */
export function* runKubectl(argv: readonly string[], environment: Environment): Run<number> {
  const { output } = environment;
  try {
    return (yield* dispatch(argv, environment)) ?? 0;
  } catch (error) {
    const { text, exitCode } = describeError(error instanceof KubectlError ? error : new Failure(error instanceof Error ? error.message : String(error)));
    if (text !== '') output.stderr(text.endsWith('\n') ? text : `${text}\n`);
    return exitCode;
  }
}

const helpFlag: FlagSpec = { name: 'help', short: 'h', type: 'bool', alone: 'true' };
const versionFlag: FlagSpec = { name: 'version', type: 'bool', alone: 'true' };

const specsOf = (command: Command): readonly FlagSpec[] =>
  [...(command.flags ?? []), helpFlag, ...globalFlags.filter((flag) => !(command.flags ?? []).some((own) => own.name === flag.name)), ...(command === root ? [versionFlag] : [])];

function* dispatch(argv: readonly string[], { settings, output, stdin, isTyped, cache }: Environment): Run<number | void> {
  const { command, path, words, unknown } = findCommand(argv);
  if (command === root && unknown === 'help') return output.stdout(helpOf(argv.filter((word) => word !== 'help')));
  if (command === root && unknown !== undefined) throw new Failure(`unknown command "${unknown}" for "kubectl"${suggestionText(root.commands ?? [], unknown)}`);
  const parsed = readFlags(words, specsOf(command), path);
  if (parsed.flags.bool('help')) return output.stdout(helpPage(command, path));
  if (!command.run) return refuse(command, path, { args: parsed.args, output });
  checkRequired(command, parsed.flags);
  const session = new Session(placeAsked(settings, command, parsed.flags), output, stdin, parsed.flags, isTyped);
  refuseKustomize(parsed.flags);
  const call: Call = { ...parsed, session, discovery: new Discovery(session, cache), path, command };
  readFirst(call);
  return yield* command.run(call);
}

/** Refuses a `--dry-run` or an `-o` that cannot be read, where that comes before everything else. */
function readFirst({ command, flags }: Call): void {
  if (command.readsFirst === undefined) return;
  if (flags.has('dry-run')) dryRunOf(flags);
  if (command.readsFirst === 'formats' && flags.has('output')) formatOf(flags);
}

const helpPage = (command: Command, path: string): string => helpText(command, path, command === root ? groups : []);

/** `-k` would build a folder of overlays; nothing here can. */
function refuseKustomize(flags: FlagValues): void {
  if (!flags.has('kustomize') || flags.text('kustomize') === '') return;
  if (flags.list('filename').length > 0) throw new Failure('only one of -f or -k can be specified');
  throw new Failure('-k is not supported here: there is no folder that kustomize could build; build it elsewhere and apply what it prints with -f');
}

/** `kubectl help VERB` is `kubectl VERB -h`. */
function helpOf(words: readonly string[]): string {
  const { command, path } = findCommand(words);
  return helpPage(command, path);
}

/** Where the call goes and as whom: `--context`, `--cluster`, `--user`. */
function placeAsked(settings: Settings, command: Command, flags: FlagValues): Settings {
  const place = contextOf(settings, flags.text('context'));
  const asked = (name: string): string => (command.flags?.some((own) => own.name === name) ? '' : flags.text(name));
  const [cluster, user] = [asked('cluster'), asked('user')];
  const { clusters, users } = kubeconfigOf(place);
  if (user !== '' && !Object.hasOwn(users, user)) throw new Failure(`auth info "${user}" does not exist`);
  if (cluster !== '' && !Object.hasOwn(clusters, cluster)) throw new Failure(`no server found for cluster "${cluster}"`);
  return { ...place, ...(user === '' ? {} : { user }), ...(cluster === '' ? {} : { server: clusters[cluster]?.server ?? '' }) };
}

function contextOf(settings: Settings, context: string): Settings {
  if (context === '' || context === settings.context) return settings;
  const config = kubeconfigOf(settings);
  if (Object.hasOwn(config.contexts, context)) return { ...settings, ...placeOf(config, context) };
  throw new Failure(`context "${context}" does not exist`);
}

/** `kubectl diff` ends with 1 where something differs, so that trouble is told by another code. */
const diffTrouble = 2;

function readFlags(words: readonly string[], specs: readonly FlagSpec[], path: string): ReturnType<typeof parseArguments> {
  try {
    return parseArguments(words, specs);
  } catch (error) {
    if (error instanceof FlagError && path === 'kubectl diff') throw new Failure(`${error.message}\nSee '${path} -h' for help and examples`, diffTrouble);
    if (error instanceof FlagError) throw new Failure(`${error.message}\nSee '${path} --help' for usage.`);
    throw error;
  }
}

/** What a line calls, and how. */
export interface Called {
  /** `kubectl create deployment`. */
  readonly path: string;
  readonly flags: FlagValues;
  readonly args: readonly string[];
}

/** The command that {@link runKubectl} would run; undefined where it would only say what is wrong, or show help. */
export function calledBy(argv: readonly string[]): Called | undefined {
  const { command, path, words } = findCommand(argv);
  if (!command.run) return undefined;
  try {
    const { flags, args } = readFlags(words, specsOf(command), path);
    return flags.bool('help') ? undefined : { path, flags, args };
  } catch (error) {
    if (error instanceof KubectlError) return undefined;
    throw error;
  }
}

interface Found {
  readonly command: Command;
  readonly path: string;
  readonly words: readonly string[];
  /** The word that names no command here, if there is one. */
  readonly unknown: string | undefined;
}

/** Follows the words to a command; flags may stand between them. */
function findCommand(argv: readonly string[]): Found {
  let command = root;
  let path = 'kubectl';
  const words = [...argv];
  for (;;) {
    const index = nextWord(words, [...(command.flags ?? []), ...globalFlags]);
    const word = index < 0 ? undefined : words[index];
    const next = command.commands?.find(({ name, aliases }) => name === word || (word !== undefined && aliases?.includes(word)));
    if (!next) return { command, path, words, unknown: word };
    words.splice(index, 1);
    path += ` ${next.name}`;
    command = next;
  }
}

/** Index of the first word that is neither a flag nor a flag's value. */
function nextWord(words: readonly string[], specs: readonly FlagSpec[]): number {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') return -1;
    if (!word.startsWith('-') || word === '-') return at;
    const spec = word.startsWith('--') ? specs.find(({ name }) => name === word.slice(2)) : word.length === 2 ? specs.find(({ short }) => short === word.charAt(1)) : undefined;
    if (spec && spec.alone === undefined) at++;
  }
  return -1;
}

interface Refusal {
  readonly args: readonly string[];
  readonly output: Output;
}

/** A command that only has commands beneath it: shows its help, or refuses a word it does not know. Which stream and which exit code differ from one to the other. */
function refuse(command: Command, path: string, { args, output }: Refusal): void {
  const [word] = args;
  const help = helpPage(command, path);
  if (command.group === 'help' || (command === root && word === undefined)) return output.stdout(help);
  if (word === undefined) {
    output[command.group ?? 'stderr'](help);
    throw new Exit(1);
  }
  throw new Failure(`unknown command "${args.join(' ')}"\nSee '${path} -h' for help and examples`);
}
