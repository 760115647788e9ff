/** A word as it must be typed to come back as it is. */
export function quoteWord(word: string): string {
  if (/^[\w@%+=:,./{}[\]^~?*!-][\w@%+=:,./{}[\]^~?*!#-]*$/.test(word)) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Words as one line. */
export const quoteLine = (words: readonly string[]): string => words.map(quoteWord).join(' ');
