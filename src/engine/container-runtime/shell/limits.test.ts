import { describe, expect, it } from 'vitest';
import { runContainer } from '../testing/run-container.ts';

const run = (text: string) => runContainer({ command: ['sleep', '3600'] }).container.exec(['sh', '-c', text], '');

describe('a script that wants too much', () => {
  it.each([
    ['a function that calls itself', 'f() { f; }; f', 'sh: nesting too deep\n'],
    ['a function that calls itself inside everything', 'f() { if true; then { { ( echo ${a:-${b:-$(f)}} ) }; }; fi; }; f', 'nesting too deep\n'],
    ['deep brackets', `${'( '.repeat(400)}true${' )'.repeat(400)}`, 'sh: nesting too deep\n'],
    ['deep parameters', `echo ${'${a:-'.repeat(400)}${'}'.repeat(400)}`, 'sh: nesting too deep\n'],
    ['deep arithmetic', `echo $((${'('.repeat(3000)}1${')'.repeat(3000)}))`, 'sh: arithmetic nesting too deep\n'],
    ['eval of itself', 'X=\'eval "$X"\'; eval "$X"', 'sh: nesting too deep\n'],
    ['a word that doubles', 'X=aaaaaaaa; while true; do X=$X$X; done', 'sh: out of memory: text too long\n'],
    ['a list of words that doubles', 'set -- a b c d; while true; do set -- "$@" "$@"; done', 'sh: argument list too long\n'],
    ['an output without end', 'while true; do printf %9999s x; done', 'sh: out of memory: text too long\n'],
    ['a script too long', `echo ${'a'.repeat(70_000)}`, 'sh: script too long\n'],
    ['a tree of calls', 'f() { [ $1 -gt 0 ] || return 0; (f $(($1-1))); (f $(($1-1))); }; f 60', 'too many steps at one instant\n'],
    ['a division by zero', 'echo $((1/0))', 'sh: divide by zero\n'],
  ])('is told so: %s', (_what, text, complaint) => {
    const { stderr, exitCode } = run(text);
    expect(stderr.slice(-complaint.length)).toBe(complaint);
    expect([0, 2]).toContain(exitCode);
  });

  it('goes as deep as people need', () => {
    expect(run('f() { if [ $1 -gt 0 ]; then f $(($1-1)); else echo bottom; fi; }; f 40').stdout).toBe('bottom\n');
  });

  it('pads to a width that is bounded', () => {
    expect(run('printf %99999999999d 1').stdout).toHaveLength(10_000);
    expect(run('printf %.999f 1')).toMatchObject({ exitCode: 0 });
  });

  it('is told so as the first process, too', () => {
    const { clock, logs, exits } = runContainer({ command: ['sh', '-c', 'f() { f; }; f'] });
    clock.runUntil(1000);
    expect(logs()).toBe('sh: nesting too deep\n');
    expect(exits).toMatchObject([{ exitCode: 2 }]);
  });
});

describe('regular expressions', () => {
  it.each([
    ['(a+)+$', 'nested repetition in regex'],
    ['(a|a)*$', 'nested repetition in regex'],
    ['((ab?)c){1,}', 'nested repetition in regex'],
    ['a{1,1000}', 'regex too big'],
    ['a?'.repeat(30) + 'a'.repeat(30), 'line too long for this regex'],
    ['a*a*a*a*a*a*b', 'line too long for this regex'],
    ['(a', 'bad regex'],
    ['a'.repeat(1001), 'regex too big'],
  ])('refuses %s', (pattern, complaint) => {
    const { stderr, exitCode } = run(`echo ${'a'.repeat(60)}c | grep -E '${pattern}'`);
    expect({ stderr: stderr.slice(0, complaint.length + 6), exitCode }).toEqual({ stderr: `grep: ${complaint}`, exitCode: 2 });
  });

  it.each(['([0-9]+\\.){3}[0-9]+', '^.*(error|warn).*$', '(GET|POST) /[a-z]*', '[0-9]{1,3}', 'x=(a|b)?', '.*'])('takes %s', (pattern) => {
    expect(run(`echo 'GET /abc x= 10.244.0.12 warn 200' | grep -E '${pattern}'`)).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('refuses the same in sed and [[ =~ ]]', () => {
    expect(run("echo aaaa | sed 's/\\(a+\\)+$/b/'").stderr).toBe('sh: nested repetition in regex\n');
    expect(run("P='(a+)+$'; [[ aaaa =~ $P ]]").stderr).toBe('sh: nested repetition in regex\n');
  });
});

describe('shell patterns', () => {
  it.each([
    ['case web-12 in web-[0-9][!a-z]) echo yes;; esac', 'yes\n'],
    ['case a.b in a?b) echo one;; esac; case aXb in a.b) echo two;; *) echo none;; esac', 'one\nnone\n'],
    ['F=/a/b/c.tar.gz; echo ${F#*/} ${F##*/} ${F%.*} ${F%%.*} ${F%zip}', 'a/b/c.tar.gz c.tar.gz /a/b/c.tar /a/b/c /a/b/c.tar.gz\n'],
    ['V=banana; echo ${V/an/o} ${V//an/o} ${V//[an]/} ${V/x*/y}', 'boana booa b banana\n'],
    [`X=${'a'.repeat(5000)}; case $X in *a*a*a*a*a*a*a*a*b) echo yes;; *) echo no;; esac`, 'no\n'],
  ])('match: %s', (text, stdout) => {
    expect(run(text).stdout).toBe(stdout);
  });
});
