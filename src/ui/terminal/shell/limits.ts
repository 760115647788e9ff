/** Letters of one value, of one word, and of what `$(…)` says. */
const textMax = 1_048_576;
/** Letters of all words of one command. */
const wordsMax = 4 * textMax;
/** Letters of one file. */
export const fileMax = 4 * textMax;

/** The text itself where it is not too long. */
export function bounded(text: string): string {
  if (text.length > textMax) throw new RangeError(`a text of more than ${String(textMax)} letters is not known here`);
  return text;
}

/** The words themselves where they are not too much together. */
export function boundedWords(words: string[]): string[] {
  if (words.reduce((sum, { length }) => sum + length, 0) > wordsMax) throw new RangeError('Argument list too long');
  return words;
}
