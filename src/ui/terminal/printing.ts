import { knownNames } from './known.ts';
import { contextAfter, contextOf, linksIn, type OutputContext } from './links.ts';
import { addLines, changeTab, linesKept, newLineId, type TerminalLine } from './terminal-store.ts';

/** Puts what a tab's commands say into its lines, with links to what they name. */
export class Printer {
  #context: OutputContext = contextOf('');
  /** What was said last has not ended its line: what comes next goes on there. */
  #open: 'stdout' | 'stderr' | undefined;

  /** While somebody types into a program: the line that has not ended stands before what is typed, not among the lines. */
  #held: string | undefined;

  constructor(readonly tab: number) {}

  /** Whether the last line, as long as it has not ended, is what a program asks with. */
  hold(isOn: boolean): void {
    const rest = this.#held ?? '';
    this.#held = isOn ? rest : undefined;
    if (isOn) return;
    changeTab(this.tab, () => ({ asked: '' }));
    this.say('stdout', rest);
  }

  /** A kubectl line begins: its words tell what its output is about. */
  begin(line: string, namespace: string): void {
    this.#context = contextOf(line, namespace);
  }

  command(text: string, sign: string): void {
    this.#open = undefined;
    addLines(this.tab, text.split('\n').map((line, index) => ({ id: newLineId(), kind: 'command', text: line, links: [], sign: index === 0 ? sign : '>' })));
  }

  say(kind: 'stdout' | 'stderr', text: string): void {
    if (text === '') return;
    if (this.#held === undefined) this.#print(kind, text);
    else this.#holdLast(kind, this.#held + withoutControls(text));
  }

  #holdLast(kind: 'stdout' | 'stderr', text: string): void {
    const end = text.lastIndexOf('\n') + 1;
    if (end > 0) this.#print(kind, text.slice(0, end));
    this.#held = text.slice(end);
    const asked = this.#held;
    changeTab(this.tab, () => ({ asked }));
  }

  #print(kind: 'stdout' | 'stderr', text: string): void {
    const [first = '', ...more] = lastLines(text);
    const goesOn = this.#open === kind;
    if (goesOn) changeTab(this.tab, ({ lines }) => ({ lines: lines.map((line, index) => (index === lines.length - 1 ? { ...line, ...this.#linked(kind, line.text + first) } : line)) }));
    addLines(this.tab, (goesOn ? more : [first, ...more]).map((line) => this.#line(kind, line)));
    this.#open = text.endsWith('\n') ? undefined : kind;
  }

  /** The picture of a watch. */
  picture(text: string): void {
    const lines = lastLines(text).map((line) => this.#line('stdout', line));
    changeTab(this.tab, () => ({ picture: lines }));
  }

  /** What a watch showed last stays among the lines. */
  settle(): void {
    this.#open = undefined;
    changeTab(this.tab, ({ picture, lines }) => (picture ? { picture: undefined, lines: [...lines, ...picture] } : {}));
  }

  #line(kind: 'stdout' | 'stderr', text: string): TerminalLine {
    return { id: newLineId(), kind, ...this.#linked(kind, text) };
  }

  #linked(kind: 'stdout' | 'stderr', text: string): Pick<TerminalLine, 'text' | 'links'> {
    if (kind === 'stderr' || text.length > linkedMax) return { text, links: [] };
    this.#context = contextAfter(this.#context, text);
    return { text, links: linksIn(text, this.#context, knownNames()) };
  }
}

/** What a terminal would obey and nobody can read: colours, and the backspaces of what was taken back. */
const withoutControls = (text: string): string => text.replace(/\x1b\[[\d;]*[A-Za-z]/g, '').replace(/[\b\r\x07]/g, '');

/** A line of more letters is no row of a table: nobody looks for names in it. */
const linkedMax = 10_000;

/** The lines of a text; of a long one those that stay on the screen. */
function lastLines(text: string): readonly string[] {
  const lines = linesOf(text);
  return lines.length > linesKept ? lines.slice(-linesKept) : lines;
}

const linesOf = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n');
