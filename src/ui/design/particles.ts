/** Digits and letters whose Korean names end in a consonant other than ㄹ: 영, 삼, 육; 엠, 엔. */
const closed = /[036mMnN]$/;
const hangulFirst = 0xac00;
const hangulLast = 0xd7a3;
const finals = 28;
const finalRieul = 8;

/**
 * A word with the Korean particle for "to": `로` after a vowel or ㄹ, `으로` after other consonants. Numbers and letters go by how they are read.
 *
 * Example: `1로` (일로), `3으로` (삼으로), `10으로` (십으로), `250m으로`, `64Mi로`, `노드로`.
 */
export function withTo(word: string): string {
  const code = word.charCodeAt(word.length - 1);
  if (code < hangulFirst || code > hangulLast) return `${word}${closed.test(word) ? '으로' : '로'}`;
  const final = (code - hangulFirst) % finals;
  return `${word}${final === 0 || final === finalRieul ? '로' : '으로'}`;
}
