/** A part of a shell pattern: one letter of some, any letter, or any number of them. */
type Part = '*' | ((letter: string) => boolean);

/** Whether texts are as a shell pattern says: `*`, `?`, `[a-z]`, `\` before what means itself. Takes steps in proportion to the text times the pattern. */
export function globOf(pattern: string): (text: string) => boolean {
  const parts = partsOf(pattern);
  return (text) => matches(parts, Array.from(text));
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
