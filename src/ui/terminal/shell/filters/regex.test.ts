import { describe, expect, it } from 'vitest';
import { createShell } from '../run.ts';
import { FakeWorld, say } from '../shell.fixture.ts';
import { runawayMs } from '../../../../kube/testing/patience.ts';

/** What GNU grep 3.8, sed 4.9 and awk answer. */
const answers: readonly (readonly [line: string, said: string, status: number])[] = [
  ['printf \'abab\\nabba\\nxx yy xx\\nfoo.bar\\nfoo+bar\\na{2}\\naa\\n\' | grep \'\\(ab\\)\\1\'', 'abab\n', 0],
  ['printf \'abab\\nabba\\nxx yy xx\\n\' | grep \'\\(x*\\) yy \\1$\'', 'xx yy xx\n', 0],
  ['printf \'abab\\nabba\\nxx yy xx\\n\' | grep -E \'^(a)(b)\\2\\1$\'', 'abba\n', 0],
  ['printf \'foo.bar\\nfoo+bar\\na{2}\\naa\\n\' | grep \'a\\{2\\}\'', 'aa\n', 0],
  ['printf \'foo.bar\\nfoo+bar\\na{2}\\naa\\n\' | grep \'a{2}\'', 'a{2}\n', 0],
  ['printf \'foo.bar\\nfoo+bar\\na{2}\\naa\\n\' | grep -E \'a{2}\'', 'aa\n', 0],
  ['printf \'foo.bar\\nfoo+bar\\n\' | grep \'o+b\'', 'foo+bar\n', 0],
  ['printf \'foo.bar\\nfoo+bar\\n\' | grep -E \'o\\+b\'', 'foo+bar\n', 0],
  ['printf \'foo.bar\\nfoobar\\n\' | grep \'fo\\+b\'', 'foobar\n', 0],
  ['printf \'web-1\\nweb_1\\nweb 1\\n\' | grep -w web', 'web-1\nweb 1\n', 0],
  ['printf \'web-1\\nweb_1\\nweb 1\\n\' | grep -ow \'w[a-z]*\'', 'web\nweb\n', 0],
  ['printf \'web\\nwebs\\n\' | grep -x \'we[b]*\'', 'web\n', 0],
  ['printf \'web\\nWEBS\\n\' | grep -ci \'^we\'', '2\n', 0],
  ['printf \'a]b\\na-b\\na\\\\b\\n\' | grep \'[]-]\'', 'a]b\na-b\n', 0],
  ['printf \'a]b\\na-b\\na\\\\b\\n\' | grep -F \'a\\b\'', 'a\\b\n', 0],
  ['printf \'a1\\nb22\\nc\\n\' | grep -o \'[[:digit:]]\\+\'', '1\n22\n', 0],
  ['printf \'a1\\nb22\\nc\\n\' | grep -oE \'[0-9]{2,}|c\'', '22\nc\n', 0],
  ['printf \'*a\\nb*\\n\' | grep \'*a\'', '*a\n', 0],
  ['printf \'x\\n\' | grep \'\\(\'', 'grep: Unmatched ( or \\(\n', 2],
  ['printf \'x\\n\' | grep -E \'(x\'', 'grep: Unmatched ( or \\(\n', 2],
  ['printf \'x\\n\' | grep -E \'x{2,1}\'', 'grep: Invalid content of \\{\\}\n', 2],
  ['printf \'x\\n\' | grep \'x\\1\'', 'grep: Invalid back reference\n', 2],
  ['printf \'one two\\n\' | sed \'s/\\(one\\) \\(two\\)/\\2 \\1/\'', 'two one\n', 0],
  ['printf \'one two\\n\' | sed -E \'s/(o)(n)?/[\\1\\2]/g\'', '[on]e tw[o]\n', 0],
  ['printf \'aaa\\n\' | sed \'s/a/b/2\'', 'aba\n', 0],
  ['printf \'a/b\\n\' | sed \'s|/|-|\'', 'a-b\n', 0],
  ['printf \'a b\\n\' | sed \'s/ /\\n/\'', 'a\nb\n', 0],
  ['printf \'hello\\n\' | sed \'s/l*/x/g\'', 'xhxexox\n', 0],
  ['printf \'hello world\\n\' | sed \'s/\\bw/W/; s/o\\b/0/\'', 'hell0 World\n', 0],
  ['printf \'kind: Pod\\n\' | sed \'s/.*: //\'', 'Pod\n', 0],
  ['printf \'aXbXc\\n\' | awk -F\'X\' \'{print $2}\'', 'b\n', 0],
  ['printf \'a1b22c\\n\' | awk -F\'[0-9]+\' \'{print $3}\'', 'c\n', 0],
  ['printf \'web-1 3\\nweb-2 5\\n\' | awk \'/^web-[0-9]+/ && $2 > 3 {print $1}\'', 'web-2\n', 0],
];

describe('regular expressions', () => {
  it.each(answers)('%s', async (line, said, status) => {
    const { stdout, stderr, status: got } = await say(line);
    expect([stdout + stderr, got]).toEqual([said, status]);
  });

  it.each([
    ['an expression that would try every way', `echo ${'a'.repeat(5000)}b | grep -cE '^(a+)+$'`, { stdout: '0\n', status: 1 }],
    ['the same in awk', `echo ${'a'.repeat(5000)}b | awk '/^(a|a)*$/ {print 1}'`, { stdout: '', status: 0 }],
    ['the same in sed', `echo ${'a'.repeat(5000)}b | sed -E 's/^(a*)*$/x/' | wc -c`, { stdout: '5002\n' }],
    ['references back that lead into the endless', `echo ${'a'.repeat(200)}b | grep -E '^(a*)*(a*)*\\1$'`, { stderr: 'grep: the regular expression takes too many steps for so long a line\n', status: 2 }],
  ])('never keep the page waiting: %s', async (_, line, said) => {
    const beganMs = performance.now();
    expect(await say(line)).toMatchObject(said);
    expect(performance.now() - beganMs).toBeLessThan(runawayMs);
  });

  const dear = `(${Array.from({ length: 24 }, (_, at) => `.{0,1000}${String.fromCharCode(65 + at)}`).join('|')})`;

  it('lets the page have its turn between lines that cost much, and hears Ctrl-C there', async () => {
    const controller = new AbortController();
    const world = new FakeWorld();
    const shell = createShell(world);
    shell.files.set('f', `${'a'.repeat(200)}\n`.repeat(40));
    const beganMs = performance.now();
    setTimeout(() => { controller.abort(); }, 20);
    expect(await say(`grep -E '${dear}' f`, world, { shell, signal: controller.signal })).toEqual({ stdout: '', stderr: '', status: 130 });
    expect(performance.now() - beganMs).toBeLessThan(runawayMs);
  });

  it('gives up a line that costs too much', async () => {
    const beganMs = performance.now();
    expect(await say(`echo ${'a'.repeat(900)} | grep -E '${dear}'`)).toMatchObject({ stderr: 'grep: the regular expression takes too many steps for so long a line\n', status: 2 });
    expect(performance.now() - beganMs).toBeLessThan(runawayMs);
  });

  it('finds what a long line has, however often', async () => {
    expect((await say(`seq 20000 | tr '\\n' ' ' | grep -oE '[0-9]*7' | tail -1`)).stdout).toBe('19997\n');
    expect((await say("seq 20000 | grep -cE '^[0-9]*(7|8)$'")).stdout).toBe('4000\n');
  });

  it('counts the steps of all matches of a line together where there are references back', async () => {
    const beganMs = performance.now();
    expect(await say(`echo ${'a'.repeat(300)} | sed 's/\\(a*\\)a*\\1b\\|a/X/g'`)).toMatchObject({ stderr: 'sed: the regular expression takes too many steps for so long a line\n', status: 2 });
    expect(performance.now() - beganMs).toBeLessThan(runawayMs);
  });
});
