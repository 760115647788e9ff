import { describe, expect, it } from 'vitest';
import { FakeWorld, say } from '../shell.fixture.ts';

const pods = 'NAME    READY   STATUS             RESTARTS   AGE\nweb-1   1/1     Running            0          5m\nweb-2   0/1     CrashLoopBackOff   12         9m\napi-1   2/2     Running            3          7m\n';

/** The lines that a filter makes of a table of pods. */
const through = async (filter: string): Promise<readonly string[]> => (await say(`kubectl get pods | ${filter}`, new FakeWorld({ 'kubectl get pods': pods }))).stdout.split('\n').slice(0, -1);

const names = (lines: readonly string[]): string => lines.map((line) => line.split(/\s+/)[0]).join(' ');

describe('grep', () => {
  it.each([
    ['grep web', 'web-1 web-2'], ['grep -v web', 'NAME api-1'], ['grep -i RUNNING', 'web-1 api-1'], ['grep -c web', '2'], ['grep -E "^(web-2|api)"', 'web-2 api-1'],
    ['grep "web\\|api"', 'web-1 web-2 api-1'], ['grep -o "[a-z]*-[0-9]"', 'web-1 web-2 api-1'], ['grep -n api', '4:api-1'], ['grep -A1 web-1', 'web-1 web-2'], ['grep -B 1 api', 'web-2 api-1'],
    ['grep -w Run', ''], ['grep -w Running', 'web-1 api-1'], ['grep -iv -e web -e api', 'NAME'], ['grep -F 1/1', 'web-1'], ['grep -m1 web', 'web-1'], ['grep -x api', ''],
    ['grep --ignore-case --invert-match running', 'NAME web-2'], ['grep -C1 web-2 | tail -1', 'api-1'], ['grep "[[:digit:]][[:digit:]]"', 'web-2'], ['grep -nA1 "NAME\\|api"', '1:NAME 2-web-1 -- 4:api-1'],
  ])('%s', async (filter, expected) => { expect(names(await through(filter))).toBe(expected); });

  it('tells by its status whether anything matched', async () => {
    expect((await say('echo a | grep -q a')).status).toBe(0);
    expect((await say('echo a | grep b')).status).toBe(1);
  });
});

describe('lines and fields', () => {
  it.each([
    ['head -2', 'NAME web-1'], ['head -n 1', 'NAME'], ['head -n -2', 'NAME web-1'], ['tail -1', 'api-1'], ['tail -n +3', 'web-2 api-1'], ['tail -n 2 | head -1', 'web-2'],
    ['tail -n +2 | sort', 'api-1 web-1 web-2'], ['tail -n +2 | sort -r', 'web-2 web-1 api-1'], ['tail -n +2 | sort -k4 -n', 'web-1 api-1 web-2'], ['tail -n +2 | sort -k4,4nr', 'web-2 api-1 web-1'],
    ['tail -n +2 | sort -k3,3 -k1,1r', 'web-2 web-1 api-1'], ["tail -n +2 | awk '{print $3}' | sort -u", 'CrashLoopBackOff Running'], ['wc -l', '4'], ['cut -c1-3', 'NAM web web api'], ['tail -3 | cut -d- -f1', 'web web api'],
    ['tail -3 | cut -d- -f2- | cut -d " " -f 1', '1 2 1'], ["sed 's/web/www/' | tail -2", 'www-2 api-1'], ['sed 1d', 'web-1 web-2 api-1'], ["sed -n '2,3p'", 'web-1 web-2'], ["sed -E 's/^([a-z]+)-([0-9])/\\2-\\1/g;/NAME/d'", '1-web 2-web 1-api'],
    ["tr a-z A-Z | grep API", 'API-1'], ["head -1 | tr -d 'A'", 'NME'],
  ])('%s', async (filter, expected) => { expect(names(await through(filter))).toBe(expected); });

  it.each([
    ["printf 'b\\na\\nb\\nb\\n' | sort | uniq -c", '      1 a\n      3 b\n'],
    ["printf 'b\\na\\nb\\nb\\n' | sort | uniq -d", 'b\n'],
    ["printf '10\\n9\\n1Ki\\n' | sort -h", '9\n10\n1Ki\n'],
    ["printf 'v1.10\\nv1.9\\n' | sort -V", 'v1.9\nv1.10\n'],
    ['echo one two | wc', '      1       2       8\n'],
    ['echo aGk= | base64 -d; echo', 'hi\n'],
    ['printf hi | base64', 'aGk=\n'],
    ["printf 'a bb\\nccc d\\n' | column -t", 'a    bb\nccc  d\n'],
    ["printf '%-5s|%03d\\n' a 7 bb 12", 'a    |007\nbb   |012\n'],
  ])('%s', async (text, stdout) => { expect((await say(text)).stdout).toBe(stdout); });
});

describe('awk', () => {
  it.each([
    ["'{print $1}'", 'NAME|web-1|web-2|api-1'], ["'NR>1 {print $1, $NF}'", 'web-1 5m|web-2 9m|api-1 7m'], ["'/web/ {print $1}'", 'web-1|web-2'], ["'!/web/ && NR > 1'", 'api-1   2/2     Running            3          7m'],
    ["'$4 > 2 && NR!=1 {print $1\":\"$4}'", 'web-2:12|api-1:3'], ["'$3 == \"Running\" {print NR, NF}'", '2 5|4 5'], ["'$3 ~ /Back/ {print $(NF-1)}'", '12'], ["'$3 !~ \"Run|STATUS\" {print $1}'", 'web-2'],
    ["'NR==2{print; next} END{print NR}'", 'web-1   1/1     Running            0          5m|4'], ["'{sum += $4} END {print sum, sum/2}'", '15 7.5'], ["-F/ 'NR==2{print $2}'", '1     Running            0          5m'],
    ["-v x=3 '$4 == x {print $1}'", 'api-1'], ["'NR==2{printf \"%s=%d\\n\", $1, $4+1}'", 'web-1=1'], ["'NR>1{n++} END{print n \" pods\"}'", '3 pods'], ["'NR>1{print ($4 > 0 ? \"bad\" : \"good\")}'", 'good|bad|bad'],
    ["'BEGIN{OFS=\",\"} NR==2{print $1,$2}'", 'web-1,1/1'], ["'NR>1{if ($4 > 5) print $1; else print toupper(substr($1,1,3))}'", 'WEB|web-2|API'], ["'length($1) == 4 {print length}'", '49'],
  ])('%s', async (program, expected) => { expect((await through(`awk ${program}`)).join('|')).toBe(expected); });

  it.each(["'{print $1'", "'{for (k in a) print k}'", "'{print 1/0}'", "'{foo(1)}'"])('refuses %s with a word', async (program) => {
    const { stderr, status } = await say(`echo a | awk ${program}`);
    expect(stderr).toMatch(/^awk: /);
    expect(status).toBe(2);
  });
});

describe('jq', () => {
  const json = { 'kubectl get pods -o json': '{"items":[{"metadata":{"name":"web-1"},"n":2.50},{"metadata":{"name":"한글"},"n":3}]}' };
  const jq = (words: string) => say(`kubectl get pods -o json | jq ${words}`, new FakeWorld(json));

  it('is the real one', async () => {
    expect(await jq("-r '.items[].metadata.name'")).toEqual({ stdout: 'web-1\n한글\n', stderr: '', status: 0 });
    expect((await jq("'[.items[] | select(.n > 2.6) | .metadata.name]'")).stdout).toBe('[\n  "한글"\n]\n');
    expect((await jq("-c --arg n web-1 '.items | map(select(.metadata.name == $n)) | length'")).stdout).toBe('1\n');
  });

  it('tells what is wrong', async () => {
    const { stderr, status } = await jq("'.items['");
    expect(stderr).toMatch(/^jq: error: syntax error/);
    expect(status).toBe(3);
  });
});
