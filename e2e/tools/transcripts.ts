/**
 * Replays transcripts (`*.kt`): what was typed at a real cluster and what it answered, compared with what is printed here
 * after taking out what differs from run to run (uids, times, ages, addresses, generated names).
 */

/** The cluster under test. All calls happen at one instant; time passes only in `advance`. */
export interface Replayed {
  /** Starts a command; its answer, or undefined while it is still running. Called again after time has passed until it has ended. */
  kubectl(argv: readonly string[], stdin: string): PendingCommand;
  advance(ms: number): void;
  node(name: string, power: 'up' | 'down'): void;
  addNode(json: unknown): void;
}

export interface CommandAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface PendingCommand {
  /** What it answered, once it has ended. */
  readonly answer: CommandAnswer | undefined;
  cancel(): void;
}

export interface Step {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly command: string;
  /** What follows `% `. */
  readonly control?: string;
  readonly stdin: string;
  readonly sorted: boolean;
  readonly skipOutput: boolean;
  readonly retryMs: number;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  readonly exitCode: number;
}

export interface StepResult {
  readonly step: Step;
  readonly agrees: boolean;
  readonly wanted: Shown;
  readonly got: Shown;
}

interface Shown {
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  readonly exitCode: number;
}

/** Reads a transcript. */
export function parseTranscript(text: string): readonly Step[] {
  const lines = text.split('\n');
  const steps: Draft[] = [];
  let options: Pick<Draft, 'sorted' | 'skipOutput' | 'retryMs'> = { sorted: false, skipOutput: false, retryMs: 0 };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const last = steps.at(-1);
    if (line.startsWith('~ ')) options = withOption(options, line.slice(2));
    else if (line.startsWith('$ ') || line.startsWith('% ')) {
      const step: Draft = { line: at + 1, command: line.slice(2), stdin: '', ...options, stdout: [], stderr: [], exitCode: 0 };
      if (line.startsWith('% ')) step.control = line.slice(2).trim();
      else at = readHeredoc(step, lines, at);
      steps.push(step);
      options = { sorted: false, skipOutput: false, retryMs: 0 };
    } else if (/^\|( |$)/.test(line)) last?.stdout.push(line.slice(2));
    else if (/^!( |$)/.test(line)) last?.stderr.push(line.slice(2));
    else if (line.startsWith('? ') && last) last.exitCode = Number(line.slice(2));
  }
  return steps;
}

interface Draft {
  line: number;
  command: string;
  control?: string;
  stdin: string;
  sorted: boolean;
  skipOutput: boolean;
  retryMs: number;
  stdout: string[];
  stderr: string[];
  exitCode: number;
}

function withOption<T extends Pick<Draft, 'sorted' | 'skipOutput' | 'retryMs'>>(options: T, words: string): T {
  const [name, value = '0'] = words.split(' ');
  if (name === 'sorted') return { ...options, sorted: true };
  if (name === 'skip-output') return { ...options, skipOutput: true };
  return name === 'retry' ? { ...options, retryMs: Number.parseFloat(value) * 1000 } : options;
}

/** Takes the lines of `<<EOF … EOF`; gives the index of the last one used. */
function readHeredoc(step: Draft, lines: readonly string[], at: number): number {
  const here = /<<'?(\w+)'?\s*$/.exec(step.command);
  if (!here) return at;
  const end = lines.indexOf(here[1] ?? '', at + 1);
  if (end < 0) throw new Error(`line ${String(at + 1)}: ${here[0]} is not closed`);
  step.stdin = `${lines.slice(at + 1, end).join('\n')}\n`;
  step.command = step.command.slice(0, here.index).trim();
  return end;
}

const duration = String.raw`(?=\d)(?:\d+y)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?`;
const random = '[bcdfghjklmnpqrstvwxz2456789]{5}';
const hash = '[4-9bcdf]{7,10}';
const wordEnd = String.raw`(?![\w-])`;
const ageHeaders = /(?<=^|\s{2})(AGE|LAST SEEN|FIRST SEEN|LAST SCHEDULE|DURATION|Age)(?=\s{2}|$)/g;
const ageCell = new RegExp(String.raw`^(?:${duration}|<invalid>)( ago)?( \(x\d+ over ${duration}\))?(?=\s|$)`);

/** Ages below the headers that name them. */
function withoutAges(text: string): string {
  let columns: readonly number[] = [];
  return text.split('\n').map((line) => {
    if (line.trim() === '') columns = [];
    const headers = [...line.matchAll(ageHeaders)].map(({ index }) => index);
    if (headers.length > 0) {
      columns = headers;
      return line;
    }
    return [...columns].reverse().reduce((shown, column) => shown.slice(0, column) + shown.slice(column).replace(ageCell, '<age>'), line);
  }).join('\n');
}

type Replacement = readonly [RegExp, string | ((...match: string[]) => string)];

/** What is replaced, in order. What the transcript's own commands say (`own`) stays. */
function replacements(own: string): readonly Replacement[] {
  const unless = (placeholder: string) => (match: string): string => (own.includes(match) ? match : placeholder);
  const after = (placeholder: string) => (match: string, before: string, value: string): string => (own.includes(value) ? match : before + placeholder);
  return [
    [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, unless('<uid>')],
    [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, unless('<time>')],
    [/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? [+-]\d{4}( [A-Z]+)?/g, '<time>'],
    [/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<time>'],
    [/\b(containerd|docker|cri-o):\/\/[0-9a-f]{64}\b/g, '<container-id>'],
    [/\bsha256:[0-9a-f]{64}\b/g, unless('sha256:<digest>')],
    [/\S*\/(LIVE|MERGED)-\d+\//g, '$1/'],
    [/"(gitCommit|buildDate|gitTreeState|goVersion|compiler|platform)": ?"[^"]*"/g, '"$1": "<build>"'],
    [/"serverAddress": ?"[^"]*"/g, '"serverAddress":"<address>"'],
    [/^( *(?:Machine ID|System UUID|Boot ID|Kernel Version|OS Image|Container Runtime Version): +).*$/gm, '$1<machine>'],
    [/(?<![\d.]|e\.g\. )(?:(?:10\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01])|192\.168)\.\d{1,3}\.\d{1,3}|127\.0\.0\.1)(?![\d.]*\d)/g, unless('<ip>')],
    [/(resourceVersion\\?"?: ?)(\\?"?\d+\\?"?)/g, after('<rv>')],
    [/(:)(3[012]\d{3})(?=\/(?:TCP|UDP|SCTP))/g, after('<nodeport>')],
    [/([nN]odePort"?: ?)(3[012]\d{3})\b/g, after('<nodeport>')],
    [/(NodePort: +(?:\S+ +)?)(3[012]\d{3})\b/g, after('<nodeport>')],
    [/(pod-template-hash\\?"?[=:] ?\\?"?)([4-9bcdf]{5,10})\b/g, '$1<hash>'],
    [/(controller-revision-hash\\?"?[=:] ?\\?"?)([\w-]+)/g, '$1<hash>'],
    [new RegExp(`-${hash}-${random}${wordEnd}`, 'g'), unless('-<hash>-<rand>')],
    [new RegExp(`-${hash}${wordEnd}`, 'g'), unless('-<hash>')],
    [new RegExp(`-${random}${wordEnd}`, 'g'), unless('-<rand>')],
    [/(?<=[\w-])-2\d{7}(?=-<rand>|[^\w-]|$)/gm, unless('-<minute>')],
    [/\.[0-9a-f]{16}\b/g, '.<event>'],
    [new RegExp(String.raw`(?<=[\s(])${duration} ago\b`, 'g'), '<age> ago'],
    [new RegExp(`^( *Duration: +)${duration}$`, 'gm'), '$1<age>'],
    [/[ \t]+$/gm, ''],
  ];
}

/** A text without what legitimately differs from run to run. */
export function normalise(text: string, own: string): string {
  let shown = withoutAges(text);
  for (const [pattern, replacement] of replacements(own)) shown = typeof replacement === 'string' ? shown.replace(pattern, replacement) : shown.replace(pattern, replacement);
  return shown;
}

const placeholder = /<(age|uid|time|ip|rv|hash|rand|nodeport|minute|event|container-id|digest|build|machine|address)>/;

/** Lines ready to compare: without blanks at their ends, columns folded where a replaced value may have widened them. */
function comparable(lines: readonly string[], sorted: boolean): readonly string[] {
  let shown = lines.map((line) => line.trimEnd());
  while (shown.at(-1) === '') shown.pop();
  if (shown.some((line) => placeholder.test(line))) shown = shown.map((line) => line.replace(/(?<=\S) {2,}/g, '  ').trimEnd());
  return sorted ? [...shown].sort() : shown;
}

const sameLines = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((line, index) => line === b[index]);

/** How much virtual time passes between two looks while a command runs or is tried again. */
const tickMs = 100;
/** How long it takes a real kubectl to start and to ask what is served; the cluster lives on meanwhile. */
const startMs = 100;
/** No command of a transcript takes longer. */
const commandMaxMs = 180_000;

/** Runs a transcript against a cluster and compares command by command. */
export function replay(text: string, cluster: Replayed, splitLine: (line: string) => readonly string[]): readonly StepResult[] {
  const steps = parseTranscript(text);
  const own = steps.map(({ command, stdin }) => `${command}\n${stdin}`).join('\n');
  return steps.map((step) => {
    if (step.control !== undefined) {
      control(step.control, cluster);
      return { step, agrees: true, wanted: nothing, got: nothing };
    }
    return runStep(step, cluster, own, splitLine);
  });
}

const nothing: Shown = { stdout: [], stderr: [], exitCode: 0 };

function control(words: string, cluster: Replayed): void {
  const [verb = '', ...rest] = words.split(' ');
  if (verb === 'wait') cluster.advance(Number.parseFloat(rest[0] ?? '0') * 1000);
  else if (verb === 'node') cluster.node(rest[0] ?? '', rest[1] === 'down' ? 'down' : 'up');
  else if (verb === 'add-node') cluster.addNode(JSON.parse(rest.join(' ')));
  else throw new Error(`unknown control: % ${words}`);
}

function runStep(step: Step, cluster: Replayed, own: string, splitLine: (line: string) => readonly string[]): StepResult {
  const wanted: Shown = { stdout: comparable(step.stdout, step.sorted), stderr: comparable(step.stderr, step.sorted), exitCode: step.exitCode };
  const [program = '', ...argv] = splitLine(step.command);
  if (program === 'sleep') {
    cluster.advance(Number(argv[0]) * 1000);
    return { step, agrees: true, wanted, got: wanted };
  }
  for (let waited = 0; ; waited += 300) {
    const result = compared(step, wanted, shownOf(step, runCommand(cluster, argv, step.stdin), own));
    if (result.agrees || waited >= step.retryMs) return result;
    cluster.advance(300);
  }
}

/** A cluster behind HTTP, whose time passes only in `advance`. */
export interface Remote {
  kubectl(argv: readonly string[], stdin: string): Promise<CommandAnswer>;
  advance(ms: number): Promise<void>;
  /** What a `%` line other than `wait` asks for. */
  control(words: string): Promise<void>;
}

/** As {@link replay}, against a server. */
export async function replayRemotely(text: string, remote: Remote, splitLine: (line: string) => readonly string[]): Promise<readonly StepResult[]> {
  const steps = parseTranscript(text);
  const own = steps.map(({ command, stdin }) => `${command}\n${stdin}`).join('\n');
  const results: StepResult[] = [];
  for (const step of steps) results.push(step.control === undefined ? await runRemotely(step, remote, own, splitLine) : await controlRemotely(step, step.control, remote));
  return results;
}

async function controlRemotely(step: Step, words: string, remote: Remote): Promise<StepResult> {
  const [verb, seconds = '0'] = words.split(' ');
  await (verb === 'wait' ? remote.advance(Number.parseFloat(seconds) * 1000) : remote.control(words));
  return { step, agrees: true, wanted: nothing, got: nothing };
}

async function runRemotely(step: Step, remote: Remote, own: string, splitLine: (line: string) => readonly string[]): Promise<StepResult> {
  const wanted: Shown = { stdout: comparable(step.stdout, step.sorted), stderr: comparable(step.stderr, step.sorted), exitCode: step.exitCode };
  const [program = '', ...argv] = splitLine(step.command);
  if (program === 'sleep') {
    await remote.advance(Number(argv[0]) * 1000);
    return { step, agrees: true, wanted, got: wanted };
  }
  for (let waited = 0; ; waited += 300) {
    const result = compared(step, wanted, shownOf(step, await commandRemotely(remote, argv, step.stdin), own));
    if (result.agrees || waited >= step.retryMs) return result;
    await remote.advance(300);
  }
}

/** How long a command gets of this machine's time before the cluster's goes on. */
const patienceMs = 15;

async function commandRemotely(remote: Remote, argv: readonly string[], stdin: string): Promise<CommandAnswer> {
  await remote.advance(startMs);
  const running = remote.kubectl(argv, stdin);
  for (let waited = 0; waited < commandMaxMs; waited += tickMs) {
    const answer = await Promise.race([running, new Promise<undefined>((resolve) => { setTimeout(resolve, patienceMs); })]);
    if (answer) return answer;
    await remote.advance(tickMs);
  }
  return { stdout: '', stderr: 'did not end', exitCode: 124 };
}

function shownOf(step: Step, answer: CommandAnswer, own: string): Shown {
  const lines = (text: string): readonly string[] => comparable(normalise(text, own).split('\n'), step.sorted);
  return { stdout: lines(answer.stdout), stderr: lines(answer.stderr), exitCode: answer.exitCode };
}

function compared(step: Step, wanted: Shown, got: Shown): StepResult {
  const agrees = got.exitCode === wanted.exitCode && (step.skipOutput || (sameLines(got.stdout, wanted.stdout) && sameLines(got.stderr, wanted.stderr)));
  return { step, agrees, wanted, got };
}

/** Compares two answers to the same command line. */
export function comparison(step: Step, own: string, { wanted, got }: { readonly wanted: CommandAnswer; readonly got: CommandAnswer }): StepResult {
  return compared(step, shownOf(step, wanted, own), shownOf(step, got, own));
}

function runCommand(cluster: Replayed, argv: readonly string[], stdin: string): CommandAnswer {
  cluster.advance(startMs);
  const pending = cluster.kubectl(argv, stdin);
  for (let waited = 0; !pending.answer && waited < commandMaxMs; waited += tickMs) cluster.advance(tickMs);
  if (pending.answer) return pending.answer;
  pending.cancel();
  return { stdout: '', stderr: 'did not end', exitCode: 124 };
}

/** A few lines for each command that disagrees. */
export function report(name: string, results: readonly StepResult[]): string {
  return results.filter(({ agrees }) => !agrees).map(({ step, wanted, got }) => {
    const lines = [`${name}:${String(step.line)}: $ ${step.command}`];
    if (wanted.exitCode !== got.exitCode) lines.push(`  exit: want ${String(wanted.exitCode)}, got ${String(got.exitCode)}`);
    for (const stream of ['stdout', 'stderr'] as const) {
      if (sameLines(wanted[stream], got[stream])) continue;
      lines.push(`  ${stream}:`, ...wanted[stream].map((line) => `    - ${line}`), ...got[stream].map((line) => `    + ${line}`));
    }
    return lines.join('\n');
  }).join('\n');
}
