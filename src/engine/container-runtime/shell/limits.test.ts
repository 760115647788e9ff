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
    ['(a', 'bad regex'],
    ['a'.repeat(1001), 'regex too big'],
    ['a{1,1001}', 'bad regex'],
    ['(a)\\1', 'no back references in regex'],
  ])('refuses %s', (pattern, complaint) => {
    const { stderr, exitCode } = run(`echo ${'a'.repeat(60)}c | grep -E '${pattern}'`);
    expect({ stderr: stderr.slice(0, complaint.length + 6), exitCode }).toEqual({ stderr: `grep: ${complaint}`, exitCode: 2 });
  });

  it.each(['([0-9]+\\.){3}[0-9]+', '^.*(error|warn).*$', '(GET|POST) /[a-z]*', '[0-9]{1,3}', 'x=(a|b)?', '.*'])('takes %s', (pattern) => {
    expect(run(`echo 'GET /abc x= 10.244.0.12 warn 200' | grep -E '${pattern}'`)).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it.each(['(a+)+$', '^(a|a)*$', '((ab?)c){1,}$', 'a*a*a*a*a*a*b', `${'a?'.repeat(30)}${'a'.repeat(30)}$`])('answers at once whether a long line fits %s', (pattern) => {
    expect(run(`X=${'a'.repeat(5000)}; echo ${'$X'}! | grep -cE '${pattern}'`)).toMatchObject({ stdout: '0\n', stderr: '', exitCode: 1 });
    expect(run(`X=${'a'.repeat(5000)}; P='${pattern}'; [[ $X! =~ $P ]]`)).toMatchObject({ stderr: '', exitCode: 1 });
    expect(run(`X=${'a'.repeat(5000)}; echo ${'$X'}! | sed -E 's/${pattern}/b/'`).stdout).toBe(`${'a'.repeat(5000)}!\n`);
  });

  it('does not go on without an end', () => {
    expect(run(`X=${'a'.repeat(9000)}; echo $X$X$X | grep -E '(a{1,60}){9}(a{1,60}){9}b'`).stderr).toContain('grep: text too long for this regex');
  });

  it.each([
    ["echo aXbXc | sed 's/X/-/g'", 'a-b-c\n'],
    ["echo 'a+b' | sed 's/a+b/sum/'", 'sum\n'],
    ["echo john smith | sed -E 's/(\\w+) (\\w+)/\\2, \\1 [&]/'", 'smith, john [john smith]\n'],
    ["echo /usr/bin | sed 's/\\/usr\\//x:/'", 'x:bin\n'],
    ["echo one two | grep -o '[a-z]*'", 'one\ntwo\n'],
    ["printf 'cat\\ncats\\n' | grep -x cat", 'cat\n'],
    ["printf 'a.c\\nabc\\n' | grep -F a.c", 'a.c\n'],
    ["[[ v1.36.3 =~ ^v([0-9]+)\\.([0-9]+) ]] && echo ${BASH_REMATCH[2]}", '36\n'],
  ])('%s', (text, stdout) => {
    expect(run(text)).toMatchObject({ stdout, stderr: '' });
  });
});

describe('shell patterns', () => {
  it.each([
    ['case web-12 in web-[0-9][!a-z]) echo yes;; esac', 'yes\n'],
    ['case a.b in a?b) echo one;; esac; case aXb in a.b) echo two;; *) echo none;; esac', 'one\nnone\n'],
    ['F=/a/b/c.tar.gz; echo ${F#*/} ${F##*/} ${F%.*} ${F%%.*} ${F%zip}', 'a/b/c.tar.gz c.tar.gz /a/b/c.tar /a/b/c /a/b/c.tar.gz\n'],
    ['V=banana; echo ${V/an/o} ${V//an/o} ${V//[an]/} ${V/x*/y}', 'boana booa b banana\n'],
    ['P="*"; X="a*b"; for v in a.b "a*b"; do case $v in "$P") echo star;; a"*"b) echo quoted;; $P) echo any;; esac; done; echo ${X#*"*"} ${X/"*"/-} ${X%$P}', 'any\nquoted\nb a-b a*b\n'],
    ['[[ web-1 != web-* ]] || echo same; [[ web-1 != "x" ]] && echo other', 'same\nother\n'],
    [`X=${'a'.repeat(5000)}; case $X in *a*a*a*a*a*a*a*a*b) echo yes;; *) echo no;; esac`, 'no\n'],
  ])('match: %s', (text, stdout) => {
    expect(run(text).stdout).toBe(stdout);
  });
});
