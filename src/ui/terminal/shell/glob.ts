/** A part of a shell pattern: one letter of some, any letter, or any number of them. */
type Part = '*' | ((letter: string) => boolean);

/** Whether texts are as a shell pattern says: `*`, `?`, `[a-z]`, `\` before what means itself. Takes steps in proportion to the text times the pattern. */
export function globOf(pattern: string): (text: string) => boolean {
  const parts = partsOf(pattern);
  return (text) => matches(parts, Array.from(text));
}

/** Letters times parts of a pattern that one search may take. */
const costMax = 8_000_000;

/** Finds what begins at a place and is as a pattern says: where the shortest and where the longest such text ends. All places of one text share its cost. */
export function prefixesOf(pattern: string, { isReversed = false } = {}): (letters: readonly string[], from: number) => { readonly shortest: number; readonly longest: number } | undefined {
  const parts = isReversed ? [...partsOf(pattern)].reverse() : partsOf(pattern);
  let cost = 0;
  return (letters, from) => {
    let shortest = -1;
    let longest = -1;
    let states: readonly number[] = follow(parts, [], 0);
    for (let at = from; states.length > 0; at++) {
      cost += states.length;
      if (cost > costMax) throw new RangeError('a pattern that takes so many steps is not known here');
      if (states.at(-1) === parts.length) [shortest, longest] = [shortest < 0 ? at : shortest, at];
      const letter = letters[at];
      if (letter === undefined) break;
      states = stepped(parts, states, letter);
    }
    return shortest < 0 ? undefined : { shortest, longest };
  };
}

/** Where a letter leads from all those parts of a pattern. */
function stepped(parts: readonly Part[], states: readonly number[], letter: string): readonly number[] {
  const found: number[] = [];
  for (const state of states) {
    const part = parts[state];
    if (part === '*') follow(parts, found, state);
    else if (part?.(letter)) follow(parts, found, state + 1);
  }
  return found;
}

/** Puts a part among those that are found, and what is behind a `*`, which may stand for nothing; each once, in their order. */
function follow(parts: readonly Part[], found: number[], first: number): number[] {
  for (let state = first; state > (found[found.length - 1] ?? -1); state++) {
    found.push(state);
    if (parts[state] !== '*') break;
  }
  return found;
}

function partsOf(pattern: string): readonly Part[] {
  const parts: Part[] = [];
  const letters = Array.from(pattern);
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at] ?? '';
    const set = letter === '[' ? /^\[([!^]?)(\]?[^\]]*)\]/.exec(letters.slice(at).join('')) : null;
    if (letter === '*') {
      if (parts.at(-1) !== '*') parts.push('*');
    } else if (letter === '?') parts.push(() => true);
    else if (set) {
      parts.push(setOf(set[2] ?? '', set[1] !== ''));
      at += Array.from(set[0]).length - 1;
    } else {
      const meant = letter === '\\' ? (letters[++at] ?? '\\') : letter;
      parts.push((other) => other === meant);
    }
  }
  return parts;
}

function setOf(text: string, isTurned: boolean): (letter: string) => boolean {
  const letters = Array.from(text);
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < letters.length; at++) {
    const from = letters[at] ?? '';
    const to = letters[at + 1] === '-' ? letters[at + 2] : undefined;
    ranges.push([from, to ?? from]);
    if (to !== undefined) at += 2;
  }
  return (letter) => ranges.some(([from, to]) => letter >= from && letter <= to) !== isTurned;
}

/** Goes back to the last `*` alone where something does not fit: what stood before it fits in any case. */
function matches(parts: readonly Part[], letters: readonly string[]): boolean {
  let [part, letter, star, from] = [0, 0, -1, 0];
  while (letter < letters.length) {
    const expected = parts[part];
    if (expected === '*') [star, from, part] = [part, letter, part + 1];
    else if (expected?.(letters[letter] ?? '')) [part, letter] = [part + 1, letter + 1];
    else if (star >= 0) [part, letter, from] = [star + 1, from + 1, from + 1];
    else return false;
  }
  while (parts[part] === '*') part++;
  return part === parts.length;
}
