import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitLine } from './line.ts';

describe('splitLine', () => {
  it.each([
    { why: 'blanks', line: '  get   pods ', words: ['get', 'pods'] },
    { why: 'single quotes keep everything', line: "get -l 'app in (a,b)'", words: ['get', '-l', 'app in (a,b)'] },
    { why: 'double quotes escape', line: 'a "b \\" c" "$d"', words: ['a', 'b " c', '$d'] },
    { why: 'backslash outside quotes', line: 'a\\ b labels.kubernetes\\\\.io', words: ['a b', 'labels.kubernetes\\.io'] },
    { why: 'C quotes', line: "--from-literal=multi=$'one\\ntwo'", words: ['--from-literal=multi=one\ntwo'] },
    { why: 'pieces join into one word', line: "jsonpath='{.a}'x", words: ['jsonpath={.a}x'] },
    { why: 'an empty word', line: "a '' b", words: ['a', '', 'b'] },
    { why: 'a comment', line: 'get pods # all of them', words: ['get', 'pods'] },
    { why: 'a quote that is not closed', line: "a 'b c", words: ['a', 'b c'] },
  ])('$why', ({ line, words }) => {
    expect(splitLine(line)).toEqual(words);
  });

  it('gives back any words that were quoted', () => {
    const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
    fc.assert(fc.property(fc.array(fc.string()), (words) => {
      expect(splitLine(words.map(quote).join(' '))).toEqual(words);
    }));
  });
});
