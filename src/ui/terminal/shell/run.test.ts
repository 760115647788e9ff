import { describe, expect, it } from 'vitest';
import { isIncomplete } from './parse.ts';
import { quoteLine } from './quote.ts';
import { fg } from './job-programs.ts';
import { inputOf } from './pipe.ts';
import { createShell } from './run.ts';
import { FakeWorld, say } from './shell.fixture.ts';
import { splitLine } from '../../../kubectl/line.ts';
import { runawayMs } from '../../../kube/testing/patience.ts';

describe('a line', () => {
  it.each([
    { why: 'words', text: 'echo a   b', stdout: 'a b\n' },
    { why: 'quotes', text: `echo 'a  b' "c  d" e\\ \\ f`, stdout: 'a  b c  d e  f\n' },
    { why: 'one after the other', text: 'echo a; echo b', stdout: 'a\nb\n' },
    { why: 'after success only', text: 'true && echo yes; false && echo no', stdout: 'yes\n' },
    { why: 'after failure only', text: 'false || echo yes; true || echo no', stdout: 'yes\n' },
    { why: 'the status', text: 'false; echo $?; ! false; echo $?', stdout: '1\n0\n' },
    { why: 'a variable', text: 'NAME="a  b"; echo $NAME "$NAME" \'$NAME\' ${NAME}s', stdout: 'a b a  b $NAME a bs\n' },
    { why: 'export', text: 'export N=3 && echo $N', stdout: '3\n' },
    { why: 'output as words', text: 'echo $(printf "a\\nb\\n") "$(printf "a\\nb\\n")" `echo c`', stdout: 'a b a\nb c\n' },
    { why: 'a comment', text: 'echo a # b', stdout: 'a\n' },
    { why: 'an equals sign and braces', text: 'echo a=b {.items[0]} 50%', stdout: 'a=b {.items[0]} 50%\n' },
    { why: 'several lines', text: 'echo a\necho b |\n  cat -n\n\necho c', stdout: 'a\n     1\tb\nc\n' },
    { why: 'a heredoc', text: 'X=1\ncat <<EOF\na: $X\n  b: "q" \\$X\nEOF\necho end', stdout: 'a: 1\n  b: "q" $X\nend\n' },
    { why: 'a heredoc as it stands', text: "cat <<'EOF' | grep a\na: $X\nb\nEOF", stdout: 'a: $X\n' },
    { why: 'a heredoc without its tabs', text: 'cat <<-END\n\ta\n\tEND', stdout: 'a\n' },
    { why: 'a text', text: 'wc -w <<< "a b c"', stdout: '3\n' },
    { why: 'a file', text: 'echo a > f.txt; echo b >> ./f.txt; cat f.txt; cat < f.txt; ls; rm f.txt; ls', stdout: 'a\nb\na\nb\nf.txt\n' },
    { why: 'nothing', text: 'echo a > /dev/null; nonsense 2>/dev/null', stdout: '' },
    { why: 'errors with the rest', text: 'nonsense 2>&1 | cat', stdout: 'bash: nonsense: command not found\n' },
    { why: 'an alias', text: 'alias say=echo\nsay a\nalias say\nunalias say', stdout: "a\nalias say='echo'\n" },
    { why: 'an alias of itself', text: "alias echo='echo x'\necho a", stdout: 'x a\n' },
    { why: 'the clock', text: 'date; sleep 90; date', stdout: 'Thu Jan  1 09:00:30 UTC 2026\nThu Jan  1 09:02:00 UTC 2026\n' },
    { why: 'what was typed', text: 'history', stdout: '    1  kubectl get pods\n    2  echo hi\n' },
  ])('$why', async ({ text, stdout }) => {
    const said = await say(text);
    expect(said.stdout).toBe(stdout);
  });

  it.each([
    { why: 'a loop over words', text: 'for i in a "b c" $(echo d e); do echo "<$i>"; done', stdout: '<a>\n<b c>\n<d>\n<e>\n' },
    { why: 'a loop over lines', text: 'for i in 1 2\ndo\n  echo $i\ndone | cat -n', stdout: '     1\t1\n     2\t2\n' },
    { why: 'a loop with a condition', text: 'n=0; while [ $n -lt 3 ]; do n=$((n+1)); if [ $n = 2 ]; then continue; fi; echo $n; done', stdout: '1\n3\n' },
    { why: 'a loop until', text: 'n=5; until [ $n -le 3 ]; do echo $n; n=$((n-1)); done; echo end $n', stdout: '5\n4\nend 3\n' },
    { why: 'leaving two loops', text: 'for a in 1 2; do for b in 1 2; do echo $a$b; [ $b = 1 ] && break 2; done; done; echo end', stdout: '11\nend\n' },
    { why: 'lines that are read', text: "printf 'a 1\\nb 2 3\\n' | while read name rest; do echo \"$rest:$name\"; done", stdout: '1:a\n2 3:b\n' },
    { why: 'branches', text: 'for x in a b c; do if [ $x = a ]; then echo A; elif [ $x = b ]; then echo B; else echo C; fi; done', stdout: 'A\nB\nC\n' },
    { why: 'a group', text: '{ echo a; echo b; } > f; wc -l < f', stdout: '2\n' },
    { why: 'variables of its own', text: 'x=1; (x=2; echo $x); echo $x; echo b | read x; echo $x', stdout: '2\n1\n1\n' },
    { why: 'braces', text: 'echo a{b,c{1..3}}d {.items[0]} "{a,b}" {a..c} x{3..1}', stdout: 'abd ac1d ac2d ac3d {.items[0]} {a,b} a b c x3 x2 x1\n' },
    { why: 'values that are missing', text: 'a=x; e=; echo ${a:-y} ${e:-y} ${e-y}: ${n:-y} ${a:+z} ${n:+z}: ${n:=w} $n ${#a}', stdout: 'x y : y z : w w 1\n' },
    { why: 'parts of values', text: 'p=web-5d8-xk2; echo ${p%-*} ${p%%-*} ${p#*-} ${p##*-} ${p/-/_} ${p//-/_} ${p/w?b/api}', stdout: 'web-5d8 web 5d8-xk2 xk2 web_5d8-xk2 web_5d8_xk2 api-5d8-xk2\n' },
    { why: 'patterns in values', text: 'p=axbxc; e=a😀b; echo ${p#*x} ${p##*x} ${p%x*} ${p%%x*} ${p/x?x/-} ${p//[ab]/-} ${p#c*} ${p//*/y} ${p/x*/y} ${p%[bc]} ${e#a?} ${e//?/.}', stdout: 'bxc c axb a a-c -x-xc axbxc y ay axbx b ...\n' },
    { why: 'numbers with zeros before them', text: 'echo {01..03} {8..010} {-01..1} {1..03..2}', stdout: '01 02 03 008 009 010 -01 000 001 01 03\n' },
    { why: 'numbers', text: 'a=7; echo $((a*2+1)) $(( (a - 1) / 4 )) $((a%4)) $((-a)) $((a>3 && a<5)) $((b+1))', stdout: '15 1 3 -7 0 1\n' },
    { why: 'numbers of 64 bits', text: 'm=9223372036854775807; echo $((m+1)) $((-m-2)) $((m*3)) $((3**40)) $((2**64)) $((1<<63)) $((-8>>1)) $((7/-2)) $((-7%3))', stdout: '-9223372036854775808 9223372036854775807 9223372036854775805 -6289078614652622815 0 -9223372036854775808 -4 -3 -1\n' },
    { why: 'numbers of other bases', text: 'echo $((010)) $((0x1F)) $((2#101)) $((64#_)) $((36#z))', stdout: '8 31 5 63 35\n' },
    { why: 'numbers that change variables', text: 'x=5; echo $((x++)) $((++x)) $((x--)) $x $((x+=4)) $((y=x*2,y-1)) $y $((x<<=2)); echo $((x>3?1:0)) $((0&&z++)) $((1||z++)) $((1?2:1/0)) [$z]', stdout: '5 7 7 6 10 19 20 40\n1 0 1 2 []\n' },
    { why: 'bits', text: 'echo $((6&3)) $((6|3)) $((6^3)) $((~5)) $((1|2&0)) $((2**3**2)) $((-2**2)) $((!0)) $((- -3))', stdout: '2 7 5 -6 1 512 4 1 3\n' },
    { why: 'expressions in variables', text: "a='1 + 2'; b=a; echo $((b*2)) $((a+b))", stdout: '6 6\n' },
    { why: 'a sum of many', text: `echo $((${'1+'.repeat(3000)}1))`, stdout: '3001\n' },
    { why: 'groups in a regular expression', text: `[[ abc =~ ^a(.)c$ ]] && echo 1; [[ 'a b' =~ ^(a b|c)$ ]] && echo 2; [[ b =~ a|b ]] && echo 3; r='^x(y)'; [[ xyz =~ $r ]] && echo 4; [[ a.c =~ ^a\\.c$ ]] && echo 5; [[ abc =~ ^a\\.c$ ]] || echo 6; if [[ a1 =~ ^[a-z]+([0-9]) ]]; then echo 7; fi`, stdout: '1\n2\n3\n4\n5\n6\n7\n' },
    { why: 'files by a pattern', text: 'touch a.yaml b.yaml c.txt; echo *.yaml ?.txt *.none "*.yaml" {.items[*].a}', stdout: 'a.yaml b.yaml c.txt *.none *.yaml {.items[*].a}\n' },
    { why: 'a heredoc in a loop', text: 'for n in 1 2; do cat <<E\nname: $n\nE\ndone', stdout: 'name: 1\nname: 2\n' },
    { why: 'a status of a substitution', text: 'x=$(false); echo $?; x=$(true); echo $?', stdout: '1\n0\n' },
    { why: 'tests', text: 'test -z "" && echo 1; [ a != b ] && echo 2; [ ! -f nothing ] && echo 3; [ 1 -eq 1 -a 2 -gt 1 ] && echo 4; test "" || echo 5', stdout: '1\n2\n3\n4\n5\n' },
    { why: 'numbers in a row', text: 'seq 3; seq 2 2 6', stdout: '1\n2\n3\n2\n4\n6\n' },
    { why: 'into a file and on', text: 'echo a | tee f | cat -n; cat f', stdout: '     1\ta\na\n' },
    { why: 'the rest of it', text: "A=5 env | grep ^A=; echo ~ ~/a '~'; pwd; date +%Y-%m-%dT%H:%M; printf x | wc -l; printf 'a\\nb\\n' | tac; echo abc | rev", stdout: 'A=5\n/home/drydock /home/drydock/a ~\n/home/drydock\n2026-01-01T09:00\n0\nb\na\ncba\n' },
    { why: 'double brackets', text: '[[ abc == a* ]] && echo 1; [[ abc =~ ^a.c$ ]] && echo 2; [[ ! abc != abc ]] && echo 3; [[ -z "" ]] && echo 4; [[ web-1 == api* ]] || echo 5', stdout: '1\n2\n3\n4\n5\n' },
    { why: 'lines of sed', text: "seq 5 | sed '$d' | tail -1; seq 5 | sed -n '$p'; seq 5 | sed '/3/,$d' | tail -1; seq 5 | sed -n '/2/,/3/p'; seq 5 | sed '2,+1d' | head -2; seq 5 | sed 2q", stdout: '4\n5\n2\n2\n3\n1\n4\n1\n2\n' },
    { why: 'a file changed in its place', text: "echo 'replicas: 1' > f; sed -i 's/: 1/: 3/' f; cat f; sed -i x g", stdout: 'replicas: 3\n' },
    { why: 'exit ends the rest', text: 'echo a; exit 3; echo b\necho c', stdout: 'a\n' },
  ])('$why', async ({ text, stdout }) => {
    expect((await say(text)).stdout).toBe(stdout);
  });

  it('a loop without an end leaves the page alone, and Ctrl-C ends it', async () => {
    const controller = new AbortController();
    const running = say('while true; do :; done; echo after', new FakeWorld(), { signal: controller.signal });
    let turns = 0;
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => { if (++turns === 3) { clearInterval(timer); resolve(); } }, 5);
    });
    controller.abort();
    expect(await running).toEqual({ stdout: '', stderr: '', status: 130 });
  });

  it('what ends in & runs beside, is listed, waited for and killed', async () => {
    const world = new FakeWorld({});
    const shell = createShell(world);
    expect((await say('sleep 5 && echo slept & echo first', world, { shell })).stderr).toBe('[1] 4021\n');
    await say('wait', world, { shell });
    expect(world.said).toBe('slept\n');
    expect(shell.jobs.news()).toBe('[1]+  Done                    sleep 5 && echo slept\n');
    expect((await say('kubectl get pods -w & jobs; kill %1; wait %1; echo $?; kill %9', world, { shell })).stdout).toBe('[1]+  Running                 kubectl get pods -w &\n143\n');
    expect(world.stopped).toBe(1);
    expect((await say('sleep 5 > f & fg', world, { shell })).stdout).toBe('sleep 5 > f\n');
    expect((await say('sleep 5 & wait; fg; fg %7', world, { shell })).stderr).toMatch(/job has terminated\nbash: fg: %7: no such job\n$/);
  });

  it.each([
    { how: 'kill', status: 143, word: 'Terminated' },
    { how: 'kill -TERM', status: 143, word: 'Terminated' },
    { how: 'kill -9', status: 137, word: 'Killed' },
    { how: 'kill -s SIGKILL', status: 137, word: 'Killed' },
    { how: 'kill -n 2', status: 130, word: 'Interrupt' },
  ])('what $how stops ends with $status', async ({ how, status, word }) => {
    const world = new FakeWorld({});
    const shell = createShell(world);
    expect(await say(`kubectl get pods -w & ${how} %1; wait %1; echo $?`, world, { shell })).toMatchObject({ stdout: `${String(status)}\n`, stderr: '[1] 4021\n' });
    expect(shell.jobs.news()).toBe(`[1]+  ${word.padEnd(24)}kubectl get pods -w\n`);
  });

  it('what Ctrl-C stops while it is in front ends with 130', async () => {
    const world = new FakeWorld({});
    const shell = createShell(world);
    const controller = new AbortController();
    await say('kubectl get pods -w &', world, { shell });
    const output = { write: () => undefined };
    const inFront = fg([], { stdin: inputOf(''), stdout: output, stderr: output, signal: controller.signal }, shell);
    controller.abort();
    expect(await inFront).toBe(130);
    expect(shell.jobs.running).toEqual([]);
  });

  it.each([
    { text: 'foo bar', stderr: 'bash: foo: command not found\n', status: 127 },
    { text: 'echo a | | cat', stderr: 'bash: syntax error near unexpected token `|\'\n', status: 2 },
    { text: '&& echo', stderr: 'bash: syntax error near unexpected token `&&\'\n', status: 2 },
    { text: 'echo )', stderr: 'bash: syntax error near unexpected token `)\'\n', status: 2 },
    { text: 'cat < nothing.yaml', stderr: 'bash: nothing.yaml: No such file or directory\n', status: 1 },
    { text: 'cat nothing.yaml', stderr: 'cat: nothing.yaml: No such file or directory\n', status: 2 },
    { text: 'alias nothing', stderr: 'bash: alias: nothing: not found\n', status: 1 },
    { text: 'grep', stderr: 'grep: a PATTERN is needed\nUsage: grep [OPTION]... PATTERNS [FILE]...\n', status: 2 },
    { text: '[[ a =~ ( ]]', stderr: "bash: syntax error in conditional expression: `]]' is missing, or && and || stand inside, which is not known here\n", status: 2 },
    { text: 'echo $((08))', stderr: 'bash: 08: value too great for base (error token is "08")\n', status: 1 },
    { text: 'echo $((2**-1))', stderr: 'bash: 2**-1: exponent less than 0\n', status: 1 },
    { text: 'x=y; y=x; echo $((x))', stderr: 'bash: y: expression recursion level exceeded (error token is "y")\n', status: 1 },
    { text: "[[ a =~ '(' ]]", stderr: 'bash: [[: Unmatched ( or \\(\n', status: 2 },
    { text: 'echo a | sort -Z', stderr: "sort: invalid option -- 'Z'\n", status: 2 },
  ])('a mistake is told as bash tells it: $text', async ({ text, stderr, status }) => {
    expect(await say(text)).toEqual({ stdout: '', stderr, status });
  });

  it.each([
    ['parentheses', `echo ${'$('.repeat(5000)}echo a${')'.repeat(5000)}`, 'bash: more than 100 parentheses in each other are not known here\n'],
    ['aliases', `${Array.from({ length: 30 }, (_, at) => `alias a${String(at)}='a${String(at + 1)};a${String(at + 1)}'\n`).join('')}a0`, 'bash: a29: more than 1000 aliases in one line are not known here\n'],
    ['an awk program', `echo a | awk '{print ${'('.repeat(5000)}1${')'.repeat(5000)}}'`, 'bash: awk: Maximum call stack size exceeded\n'],
    ['a width', "printf '%999999999d' 1", 'bash: printf: Invalid string length\n'],
    ['a variable', `A=aaaaaaaaaa${';A=$A$A$A$A$A$A$A$A$A$A'.repeat(6)}`, 'bash: : a text of more than 1048576 letters is not known here\n'],
    ['words', `A=${'a'.repeat(1e6)}; echo $A $A $A $A $A`, 'bash: echo: Argument list too long\n'],
    ['a substitution', `A=${'a'.repeat(1e6)}; B=$(echo $A $A)`, 'bash: : a text of more than 1048576 letters is not known here\n'],
    ['a replacement', `A=${'a'.repeat(2000)}; B=\${A//a/$A}`, 'bash: : a text of more than 1048576 letters is not known here\n'],
    ['a file', `echo ${'a'.repeat(1e6)} > f; cat f f f f f > g; wc -c < g 1>&2`, 'bash: g: File too large\n4194304\n'],
    ['braces', `echo ${'${a:-'.repeat(3000)}${'}'.repeat(3000)}`, 'bash: more than 100 braces and quotes in each other are not known here\n'],
    ['quotes and braces', `echo ${'"${a:-'.repeat(3000)}${'}"'.repeat(3000)}`, 'bash: more than 100 braces and quotes in each other are not known here\n'],
  ])('too much of it ends the command, not the shell: %s', async (_, text, stderr) => {
    expect((await say(text)).stderr).toBe(stderr);
  });

  it.each([
    ['braces that never close', `echo {1..2000}${'{'.repeat(1000)} | wc -w`, { stdout: '2000\n' }],
    ['braces in each other that stand for nothing', `echo {1..2000}${'{'.repeat(1000)}${'}'.repeat(1000)} | wc -w`, { stderr: 'bash: echo: more than 4000000 letters to look through for braces are not known here\n' }],
    ['a pattern that is found nowhere', `x=${'a'.repeat(1000)}; y=\${x//*z/y}; echo \${#y}`, { stdout: '1000\n' }],
    ['variables that are sums of others', `${Array.from({ length: 15 }, (_, at) => `v${String(at)}=v${String(at + 1)}${`+v${String(at + 1)}`.repeat(9)}; `).join('')}echo $((v0))`, { stderr: expect.stringMatching(/: more than 100000 numbers in variables are not known here\n$/) as string }],
    ['a pattern of many stars', `x=${'a'.repeat(1000)}; y=\${x//${'*a'.repeat(200)}*z/y}`, { stderr: 'bash: : a pattern that takes so many steps is not known here\n' }],
  ])('never keeps the page waiting: %s', async (_, text, said) => {
    const beganMs = performance.now();
    expect(await say(text)).toMatchObject(said);
    expect(performance.now() - beganMs).toBeLessThan(runawayMs);
  });

  it('doubles no value without an end', async () => {
    const beganMs = performance.now();
    const { stdout } = await say(`x=a; for i in {1..32}; do x=$x$x; done; echo \${#x}`);
    expect(stdout).toBe('1048576\n');
    expect(performance.now() - beganMs).toBeLessThan(runawayMs);
  });

  it.each([['quotes', `echo "${'x'.repeat(1e6)}" | wc -c`], ['a heredoc', `cat <<E | wc -c\n${'x'.repeat(1e6)}\nE`]])('takes a million letters at once in %s', async (_, text) => {
    expect(await say(text)).toEqual({ stdout: '1000001\n', stderr: '', status: 0 });
  });

  it.each(['case a in a) echo b;; esac', 'select x in a; do echo b; done', '((1 + 1))', 'function f { echo a; }'])('what is not there is said so: %s', async (text) => {
    const { stderr, status } = await say(text);
    expect(stderr).toMatch(/not known here/);
    expect(status).toBe(2);
  });

  it.each([
    ['echo a', false], ["echo 'a", true], ['echo "a', true], ['echo a |', true], ['echo a &&', true], ['echo a \\', true], ['echo $(date', true],
    ['cat <<EOF', true], ['cat <<EOF\na', true], ['cat <<EOF\na\nEOF', false], ['', false], ['echo a\necho "b', true], ["echo '\n'", false], ['echo )', false],
    ['for i in 1 2', true], ['for i in 1 2; do echo $i', true], ['for i in 1 2; do echo $i; done', false], ['if true', true], ['( echo a', true], ['{ echo a; }', false], ['echo ${A', true], ['while true\ndo cat <<E', true], ['sleep 5 &', false],
  ])('%j waits for more: %s', (text, more) => {
    expect(isIncomplete(text)).toBe(more);
  });
});

describe('kubectl in a line', () => {
  const table = { 'kubectl get pods': 'NAME READY\nweb-1 1/1\nweb-2 0/1\n', 'kubectl get pods -o name': 'pod/web-1\npod/web-2\n' };

  it('gives its output to the next', async () => {
    expect((await say('kubectl get pods | grep -v 0/1 | awk \'NR>1 {print $1}\'', new FakeWorld(table))).stdout).toBe('web-1\n');
  });

  it('is given what comes through a pipe, a heredoc, a file', async () => {
    const world = new FakeWorld(table);
    await say('echo "kind: Pod" | kubectl apply -f -\nkubectl apply -f - <<EOF\nkind: Node\nEOF\ncat > a.yaml <<EOF\nkind: Job\nEOF\nkubectl apply -f ./a.yaml\nkubectl get pods < a.yaml', world);
    expect(world.calls).toEqual([
      { line: 'kubectl apply -f -', stdin: 'kind: Pod\n', isTyped: false, files: {} },
      { line: 'kubectl apply -f -', stdin: 'kind: Node\n', isTyped: false, files: {} },
      { line: 'kubectl apply -f a.yaml', stdin: '', isTyped: false, files: { 'a.yaml': 'kind: Job\n' } },
      { line: 'kubectl get pods', stdin: '', isTyped: false, files: {} },
    ]);
  });

  it.each([
    ['kubectl apply -fa', 'kubectl apply -fa', ['a']],
    ['kubectl create configmap m --from-file=key=./a --from-file b', 'kubectl create configmap m --from-file=key=a --from-file b', ['a', 'b']],
    ['kubectl apply -f a,./b', 'kubectl apply -f a,b', ['a', 'b']],
    ['kubectl get pods -n data', 'kubectl get pods -n data', []],
    ['kubectl exec web -- ./a', 'kubectl exec web -- ./a', []],
  ])('is given the files that it names and no others: %s', async (text, line, files) => {
    const world = new FakeWorld();
    await say(`echo x > a; echo y > b; ${text}`, world);
    expect(world.calls.map((call) => [call.line, Object.keys(call.files)])).toEqual([[line, files]]);
  });

  it('is called by xargs, by a substitution and by an alias', async () => {
    const world = new FakeWorld(table);
    await say('k get pods -o name | xargs kubectl delete\nk get pods -o name | xargs -I{} kubectl logs {} -c app\nalias kd="kubectl describe"; P=$(k get pods -o name | head -1)\nkd $P', world);
    expect(world.calls.map(({ line }) => line).filter((line) => !line.includes('get'))).toEqual([
      'kubectl delete pod/web-1 pod/web-2', 'kubectl logs pod/web-1 -c app', 'kubectl logs pod/web-2 -c app', 'kubectl describe pod/web-1',
    ]);
  });

  it('is stopped when nobody reads any more, and by Ctrl-C with all that follows', async () => {
    const world = new FakeWorld(table);
    expect((await say('kubectl get pods -w | head -2', world)).stdout).toBe('row 1\nrow 2\n');
    expect(world.stopped).toBe(1);
    const controller = new AbortController();
    const running = say('kubectl get pods -w | grep row; echo after', world, { signal: controller.signal });
    await new Promise((resolve) => { setTimeout(resolve, 5); });
    controller.abort();
    expect(await running).toEqual({ stdout: 'row 1\nrow 2\nrow 3\nrow 4\nrow 5\n', stderr: '', status: 130 });
    expect(world.stopped).toBe(2);
  });

  it('is watched: the same again every two seconds of virtual time', async () => {
    const world = new FakeWorld(table);
    const controller = new AbortController();
    const { sleep } = world;
    world.sleep = (ms) => { if (world.sleeps.length === 1) controller.abort(); return sleep.call(world, ms); };
    const { status } = await say("watch -n 5 'kubectl get pods | grep web'", world, { signal: controller.signal });
    expect(status).toBe(130);
    expect(world.sleeps).toEqual([5000, 5000]);
    expect(world.pictures).toEqual([
      'Every 5.0s: kubectl get pods | grep web    Thu Jan  1 09:00:30 UTC 2026\n\nweb-1 1/1\nweb-2 0/1\n',
      'Every 5.0s: kubectl get pods | grep web    Thu Jan  1 09:00:35 UTC 2026\n\nweb-1 1/1\nweb-2 0/1\n',
    ]);
  });

  it('keeps aliases and files for another shell, but not variables', async () => {
    const world = new FakeWorld(table);
    const first = createShell(world);
    await say('alias a="echo hi"; echo x > f; V=1', world, { shell: first });
    expect((await say('a; cat f; echo "[$V]"', world, { shell: createShell(world, first) })).stdout).toBe('hi\nx\n[]\n');
  });
});

it.each([[['kubectl', 'get', 'pods']], [['kubectl', 'x', 'a b', "it's", '', '#no', '$x', 'a"b', 'back\\slash', "$'q'"]], [['-o', 'jsonpath={.items[*].metadata.name}', 'a\nb']]])('words %j come back from one line', (words) => {
  expect(splitLine(quoteLine(words))).toEqual(words);
});
