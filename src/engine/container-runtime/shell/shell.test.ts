import { describe, expect, it } from 'vitest';
import type { RuntimeContainer } from '../index.ts';
import { runContainer } from '../testing/run-container.ts';
import { piDigits } from './commands/pi.ts';

const idle = (): RuntimeContainer => runContainer({ command: ['sleep', '3600'] }).container;

describe('the shell', () => {
  it.each([
    ['words and quotes', `echo a  "b  c" 'd "e'`, 'a b  c d "e\n'],
    ['variables', 'X=1; echo $X ${X}2 "$X" \'$X\' ${NONE:-none} ${X:+set}', '1 12 1 $X none set\n'],
    ['the environment', 'echo $GREETING $HOSTNAME', 'hello web-2\n'],
    ['splitting', 'L="a b  c"; for w in $L; do printf "[%s]" $w; done; echo; echo "$L"', '[a][b][c]\na b  c\n'],
    ['arithmetic', 'i=3; i=$((i+1)); echo $((i*2)) $((7/2)) $((7%2)) $(( i > 3 && 1 ))', '8 3 1 1\n'],
    ['arithmetic of 64 bits', 'n=0x10; echo $((1<<40)) $((2**62)) $((n+1)) $((10 > 9 ? 5 : 6))', '1099511627776 4611686018427387904 17 5\n'],
    ['command substitution', 'echo "$(echo in $(echo deep))" `echo old`', 'in deep old\n'],
    ['and, or, not', 'true && echo yes || echo no; false && echo yes || echo no; ! false && echo not', 'yes\nno\nnot\n'],
    ['if and test', 'if [ 3 -gt 2 ]; then echo more; else echo less; fi; if [ "$EMPTY" ]; then echo full; elif [ -z "$EMPTY" ]; then echo void; fi', 'more\nvoid\n'],
    ['while with a counter', 'i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done', '0\n1\n2\n'],
    ['until, break, continue', 'i=0; until false; do i=$((i+1)); [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done', '1\n3\n'],
    ['counting for', 'for ((i=0; i<3; i++)); do echo -n $i; done; for i in {1..3}; do echo -n $i; done; for i in $(seq 2); do echo -n $i; done', '012123'+'12'],
    ['case', 'case $HOSTNAME in web-*) echo web;; *) echo other;; esac', 'web\n'],
    ['functions', 'f() { echo "$1-$#"; return 3; }; f a b; echo $?', 'a-2\n3\n'],
    ['files and redirection', 'mkdir -p /d/e; echo one > /d/e/f; echo two >> /d/e/f; cat /d/e/f; ls /d; rm /d/e/f; cat /d/e/f 2>/dev/null || echo gone', 'one\ntwo\ne\ngone\n'],
    ['pipes', 'printf "b\\na\\nb\\n" | sort | uniq | head -n 1; echo abc | tr a-z A-Z | rev; seq 5 | tail -2 | wc -l', 'a\nCBA\n2\n'],
    ['here documents', 'cat <<EOF\nname: $HOSTNAME\nEOF\ncat <<\'E\'\n$X\nE\n', 'name: web-2\n$X\n'],
    ['reading lines', 'printf "1 a\\n2 b\\n" | while read n l; do echo $l$n; done', 'a1\nb2\n'],
    ['subshells keep to themselves', 'X=1; (X=2; cd /tmp; echo $X); echo $X; { X=3; }; echo $X', '2\n1\n3\n'],
    ['pattern editing', 'F=/a/b.txt; echo ${F##*/} ${F%.*} ${#F} ${F/a/c}; N=${HOSTNAME##*-}; echo $N', 'b.txt /a/b 8 /c/b.txt\n2\n'],
    ['bash tests and lists', 'set -e; [[ `hostname` =~ -([0-9]+)$ ]] || exit 1; echo ${BASH_REMATCH[1]}; items=(foo bar baz); echo ${items[1]} ${#items[@]}; [[ -d /tmp && $HOSTNAME == web-* ]] && echo ok', '2\nbar 3\nok\n'],
    ['text tools', 'echo a:b:c | cut -d: -f2; echo hello | sed s/l/L/g; echo "x=1" | grep -q x && echo found; expr 2 + 3; date -u +%Y', 'b\nheLLo\nfound\n5\n2026\n'],
    ['the network', 'wget -q -O- http://web:80/; curl -s http://web; wget -qO- http://nowhere || echo "failed $?"', 'welcome\nwelcome\nfailed 1\n'],
    ['names', 'nslookup web | tail -2; dig +short web; nslookup none >/dev/null || echo no such name', 'Name:\tweb\nAddress: 10.96.0.5\n\n10.96.0.5\nno such name\n'.replace('Name:\tweb\n', '')],
    ['comments and continuation', 'echo a # not this\necho \\\n  b', 'a\nb\n'],
    ['positional parameters', 'set -- x y; shift; echo $1 $#', 'y 1\n'],
    ['what is no time', 'sleep soon 2>&1; echo $?', "sleep: invalid number 'soon'\n1\n"],
    ['eval and dot', 'echo "Y=7" > /tmp/env; . /tmp/env; eval "echo \\$Y"', '7\n'],
  ])('knows %s', (_what, text, stdout) => {
    expect(idle().exec(['sh', '-c', text], '').stdout).toBe(stdout);
  });

  it.each([
    ['its last command', 'true; false', 1],
    ['exit', 'exit 7; echo never', 7],
    ['a command that is not there', 'nosuch', 127],
    ['set -e', 'set -e; false; echo never', 1],
    ['set -e does not mind conditions', 'set -e; if false; then :; fi; false || true; ! true; exit 4', 4],
    ['a syntax error', 'if true; then', 2],
  ])('ends with the status of %s', (_what, text, exitCode) => {
    expect(idle().exec(['sh', '-c', text], '')).toMatchObject({ exitCode });
  });

  it('says what is wrong on standard error', () => {
    const container = idle();
    expect(container.exec(['cat', '/tmp/healthy'], '').stderr).toBe("cat: can't open '/tmp/healthy': No such file or directory\n");
    expect(container.exec(['wget', '-qO-', '-T', '2', 'http://10.0.0.9'], '').stderr).toBe('wget: download timed out\n');
    expect(container.exec(['nosuch'], '')).toMatchObject({ notFound: true });
  });
});

describe('names', () => {
  it('are completed by the search path', () => {
    const { container } = runContainer({ command: ['sleep', '3600'], resolvConf: () => 'search default.svc.cluster.local svc.cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n' });
    for (const name of ['web', 'web.default', 'web.default.svc.cluster.local']) expect(container.exec(['nslookup', name], '').stdout).toContain('Name:\tweb.default.svc.cluster.local\nAddress: 10.96.0.5\n');
    expect(container.exec(['nslookup', 'none'], '').stdout).toContain("can't find none: NXDOMAIN");
    expect(container.exec(['cat', '/etc/resolv.conf'], '').stdout).toContain('options ndots:5\n');
  });
});

describe('a script in a container', () => {
  it('takes the time that it sleeps', () => {
    const { clock, exits, logs } = runContainer({ command: ['sh', '-c', 'echo "Hello" && sleep 5 && exit 42'] });
    clock.runUntil(4900);
    expect(logs()).toBe('Hello\n');
    expect(exits).toEqual([]);
    clock.runUntil(6000);
    expect(exits).toEqual([{ exitCode: 42, reason: 'Error', atMs: 5005 }]);
  });

  it('ignores SIGTERM as process 1, unless it traps it', () => {
    const deaf = runContainer({ command: ['sh', '-c', 'while true; do sleep 1; done'] });
    const listening = runContainer({ command: ['sh', '-c', 'trap "echo bye; exit 3" TERM; while true; do sleep 1; done'] });
    const waiting = runContainer({ command: ['sh', '-c', 'trap "exit 0" TERM; sleep 3600 & wait'] });
    for (const { clock, container } of [deaf, listening, waiting]) {
      clock.runUntil(10_500);
      container.terminate();
      clock.runUntil(12_000);
    }
    expect(deaf.exits).toEqual([]);
    expect(listening.exits).toEqual([{ exitCode: 3, reason: 'Error', atMs: 11_005 }]);
    expect(listening.logs()).toBe('bye\n');
    expect(waiting.exits).toEqual([{ exitCode: 0, reason: 'Completed', atMs: 10_500 }]);
  });

  it('may loop for ever without stopping the world', () => {
    const { clock, exits } = runContainer({ command: ['sh', '-c', 'while true; do :; done'] });
    clock.runUntil(1000);
    expect(exits).toEqual([]);
    expect(clock.executed).toBeLessThan(200);
  });

  it('follows a file that another writes', () => {
    const { clock, container, logs } = runContainer({ command: ['sh', '-c', 'tail -F /tmp/log'] });
    clock.runUntil(1500);
    container.exec(['sh', '-c', 'echo first >> /tmp/log'], '');
    clock.runUntil(3500);
    container.exec(['sh', '-c', 'echo second >> /tmp/log'], '');
    clock.runUntil(6000);
    expect(logs()).toBe('first\nsecond\n');
  });
});

describe('π', () => {
  it.each([[1, '3'], [5, '3.1416'], [30, '3.14159265358979323846264338328']])('has %i digits', (digits, text) => {
    expect(piDigits(digits)).toBe(text);
  });
});
