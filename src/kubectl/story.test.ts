import { describe, expect, it } from 'vitest';
import { createStore } from '../engine/etcd/index.ts';
import { createApiServer } from '../engine/kube-apiserver/index.ts';
import { EventQueue, RandomStreams } from '../engine/sim/index.ts';
import { complete, drive, runKubectl, splitLine } from './index.ts';

const person = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const settings = { namespace: 'default', user: person.name, server: 'https://10.0.0.1:6443', context: 'drydock' };

interface Problem {
  readonly document: number;
  readonly field: string;
  readonly message: string;
  readonly line?: number;
}

/** A prompt in front of an API server without controllers. */
function prompt() {
  const clock = new EventQueue(Date.UTC(2026, 0, 1));
  const api = createApiServer({ clock, store: createStore({ clock }), random: new RandomStreams(1).stream('kube-apiserver') });
  api.bootstrap();
  const world = { api, clock, user: person, cause: { action: 1 } };
  const start = (line: string, stdin = '') => {
    const state = { stdout: '', stderr: '', exitCode: undefined as number | undefined, problems: [] as Problem[] };
    const output = { stdout: (text: string) => { state.stdout += text; }, stderr: (text: string) => { state.stderr += text; }, problem: (problem: Problem) => { state.problems.push(problem); } };
    const running = drive(runKubectl(splitLine(line), { settings, output, stdin }), world, (exitCode) => { state.exitCode = exitCode; });
    return { state, running };
  };
  const type = (line: string, stdin = '') => start(line, stdin).state;
  type('create serviceaccount default');
  return { type, start, clock, world };
}

const configMap = (data: string, extra = ''): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf${extra}}\ndata: ${data}\n`;

describe('kubectl apply', () => {
  it('creates, leaves alone, configures, and drops what the manifest dropped', () => {
    const { type } = prompt();
    expect(type('apply -f -', configMap('{x: "1", y: "2"}')).stdout).toBe('configmap/conf created\n');
    expect(type('apply -f -', configMap('{x: "1", y: "2"}')).stdout).toBe('configmap/conf unchanged\n');
    type('label configmap conf extra=kept');
    expect(type('apply -f -', configMap('{x: "1", z: "3"}')).stdout).toBe('configmap/conf configured\n');
    expect(type('get configmap conf -o jsonpath={.data}{.metadata.labels}').stdout).toBe('{"x":"1","z":"3"}{"extra":"kept"}');
  });

  it('tells of a version that is not the latest', () => {
    const { type, start, clock } = prompt();
    type('apply -f -', configMap('{a: "1"}'));
    const { state } = start('apply -f -', configMap('{a: "2"}', ', resourceVersion: "1"'));
    clock.runUntil(clock.nowMs + 10_000);
    expect(state.stderr.split('\n').slice(-2)).toEqual(['for: "STDIN": error when patching "STDIN": Operation cannot be fulfilled on configmaps "conf": the object has been modified; please apply your changes to the latest version and try again', '']);
  });

  it('in the server drops what an apply by kubectl itself had set', () => {
    const { type } = prompt();
    type('apply -f -', configMap('{a: "1", b: "2"}'));
    expect(type('apply --server-side -f -', configMap('{a: "3"}'))).toMatchObject({ stdout: 'configmap/conf serverside-applied\n', stderr: '' });
    expect(type('get configmap conf -o jsonpath={.data}').stdout).toBe('{"a":"3"}');
    expect(type(`get configmap conf --show-managed-fields -o 'jsonpath={.metadata.managedFields[*].manager} {.metadata.managedFields[*].operation}'`).stdout).toBe('kubectl kubectl-last-applied Apply Apply');
  });

  it('shows in a diff nothing but what an apply would change', () => {
    const { type } = prompt();
    type('apply -f -', configMap('{a: "1"}'));
    expect(type('diff -f -', configMap('{a: "2"}')).stdout.split('\n').filter((line) => /^[-+] /.test(line))).toEqual(['-  a: "1"', '+  a: "2"']);
  });

  it('goes on after a document that is refused, and says which field of which document was wrong', () => {
    const { type } = prompt();
    const bad = 'apiVersion: v1\nkind: Service\nmetadata: {name: Bad}\nspec: {ports: [{port: 80}]}\n';
    const answer = type('apply -f -', `${configMap('{a: "1"}')}---\n${bad}---\n${configMap('{a: "1"}', '2')}`);
    expect(answer.stdout).toBe('configmap/conf created\nconfigmap/conf2 created\n');
    expect(answer.exitCode).toBe(1);
    expect(answer.problems.map(({ document, field }) => ({ document, field }))).toContainEqual({ document: 1, field: 'metadata.name' });
  });

  it.each([
    { why: 'a quantity of a new object', before: '', kind: 'ResourceQuota', spec: '{hard: {pods: "4", "requests.cpu": lots}}', field: 'spec.hard.requests.cpu' },
    { why: 'a quantity of an object that is changed', before: '{hard: {pods: "4"}}', kind: 'ResourceQuota', spec: '{hard: {pods: "4", "requests.cpu": lots}}', field: 'spec.hard.requests.cpu' },
    { why: 'deep in a list', before: '', kind: 'LimitRange', spec: '{limits: [{type: Pod}, {type: Container, max: {memory: 1Gi, cpu: 1 core}}]}', field: 'spec.limits[1].max.cpu' },
  ])('says which field it was where the API server says only that it is no quantity: $why', ({ before, kind, spec, field }) => {
    const { type } = prompt();
    const text = (of: string): string => `apiVersion: v1\nkind: ${kind}\nmetadata: {name: q}\nspec: ${of}\n`;
    if (before !== '') expect(type('apply -f -', text(before)).exitCode).toBe(0);
    const { problems, stderr } = type('apply -f -', text(spec));
    expect(stderr).toContain('quantities must match the regular expression');
    expect(problems).toEqual([{ document: 0, field, message: expect.stringContaining('quantities must match the regular expression') as string }]);
  });

  it('refuses unknown fields, or warns of them, or passes them over', () => {
    const { type } = prompt();
    const wrong = `${configMap('{a: "1"}')}dat: {}\n`;
    const strict = type('apply -f -', wrong);
    expect(strict.stderr).toBe('Error from server (BadRequest): error when creating "STDIN": ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dat"\n');
    expect(strict.problems).toEqual([{ document: 0, field: 'dat', message: 'unknown field "dat"' }]);
    expect(type('apply --validate=warn -f -', wrong).stderr).toBe('Warning: unknown field "dat"\n');
    expect(type('apply --validate=sometimes -f -', wrong).stderr).toBe('error: invalid - validate option "sometimes"; must be one of: strict (or true), warn, ignore (or false)\n');
  });

  it('says on which line a text is no YAML', () => {
    const { type } = prompt();
    const answer = type('apply -f -', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf\n');
    expect(answer.exitCode).toBe(1);
    expect(answer.stderr).toMatch(/^error: error parsing STDIN: error converting YAML to JSON: yaml: line \d+: /);
    expect(answer.problems[0]?.line).toBeGreaterThan(0);
  });

  it('tells of a dry run and of a kind that nobody serves', () => {
    const { type } = prompt();
    expect(type('apply --dry-run=server -f -', configMap('{}')).stdout).toBe('configmap/conf created (server dry run)\n');
    expect(type('get configmap conf').exitCode).toBe(1);
    expect(type('apply -f -', 'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\n').stderr)
      .toBe('error: resource mapping not found for name: "t" namespace: "" from "STDIN": no matches for kind "Thing" in version "example.com/v1"\nensure CRDs are installed first\n');
  });
});

describe('kubectl --local', () => {
  it.each([
    { line: 'label --local -f - k=v -o jsonpath={.metadata}', prints: '{"labels":{"k":"v"},"name":"conf"}' },
    { line: 'annotate --local -f - k=v', prints: 'configmap/conf annotated\n' },
    { line: `patch --local -f - -p '{"data":{"b":"2"}}' -o jsonpath={.data}`, prints: '{"a":"1","b":"2"}' },
  ])('changes what the file holds and asks no server: $line', ({ line, prints }) => {
    const { type } = prompt();
    expect(type(line, configMap('{a: "1"}'))).toMatchObject({ stdout: prints, stderr: '', exitCode: 0 });
    expect(type('get configmap conf').exitCode).toBe(1);
  });
});

describe('kubectl set', () => {
  it('tells of a selector that was so before', () => {
    const { type } = prompt();
    type('create service clusterip s --tcp=80');
    for (const flags of ['', '', ' --dry-run=server']) expect(type(`set selector service s a=b${flags}`).stdout).toMatch(/^service\/s selector updated/);
    expect(type('set selector service s a=b --dry-run=client -o jsonpath={.spec.selector}').stdout).toBe('{"a":"b"}');
  });

  it('tells of all words where a variable stands before a name', () => {
    expect(prompt().type('set env deployment/d A- C').stderr).toBe('error: all resources must be specified before environment changes: deployment/d A- C\n');
  });
});

describe('kubectl --save-config', () => {
  it('remembers what kubectl built as Go writes a struct', () => {
    const { type } = prompt();
    type('create configmap conf --from-literal=a=1 --save-config');
    expect(type('get configmap conf -o jsonpath={.metadata.annotations}').stdout)
      .toBe('{"kubectl.kubernetes.io/last-applied-configuration":"{\\"kind\\":\\"ConfigMap\\",\\"apiVersion\\":\\"v1\\",\\"metadata\\":{\\"name\\":\\"conf\\"},\\"data\\":{\\"a\\":\\"1\\"}}\\n"}');
  });
});

describe('kubectl delete --raw', () => {
  it('sends the options that a file holds', () => {
    const { type } = prompt();
    type('create configmap conf');
    const refused = type('delete --raw /api/v1/namespaces/default/configmaps/conf -f -', '{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"other"}}');
    expect(refused.stderr).toMatch(/^Error from server \(Conflict\): Operation cannot be fulfilled on configmaps "conf": the UID in the precondition \(other\) does not match the UID in record/);
    expect(type('get configmap conf -o name').stdout).toBe('configmap/conf\n');
  });
});

describe('the words of refusals', () => {
  it.each([
    ['get gizmos', `error: the server doesn't have a resource type "gizmos"\n`],
    ['explain gizmo', `the server doesn't have a resource type "gizmo"\n`],
    ['get pods ghost1 ghost2', 'Error from server (NotFound): pods "ghost1" not found\nError from server (NotFound): pods "ghost2" not found\n'],
    ['delete configmap', 'error: resource(s) were provided, but no name was specified\n'],
    ['delete pod x --all', 'error: name cannot be provided when a selector is specified\n'],
    ['gte pods', 'error: unknown command "gte" for "kubectl"\n\nDid you mean this?\n\tget\n'],
    ['get pods --nothing', "error: unknown flag: --nothing\nSee 'kubectl get --help' for usage.\n"],
    ['run r', 'error: required flag(s) "image" not set\n'],
    ['create configmap', "error: exactly one NAME is required, got 0\nSee 'kubectl create configmap -h' for help and examples\n"],
    ['get pods -o nonsense', 'error: unable to match a printer suitable for the output format "nonsense", allowed formats are: custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml\n'],
    ['get deploy web -A', 'error: a resource cannot be retrieved by name across all namespaces\n'],
    ['get pods --dry-run', "error: unknown flag: --dry-run\nSee 'kubectl get --help' for usage.\n"],
    ['scale deployment x', 'error: required flag(s) "replicas" not set\n'],
    ['create service externalname s --external-name=Not_A_Host', 'error: invalid service external name Not_A_Host\n'],
    ['create service clusterip s --tcp=80:', 'error: must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-),must contain at least one letter (a-z)\n'],
    ['create service clusterip s --tcp=80:70000', 'error: must be between 1 and 65535, inclusive\n'],
    ['create token default --duration=-5h', 'error: --duration must be greater than or equal to 0\n'],
    ['create token default --duration=1000.5s', 'error: --duration cannot be expressed in units less than seconds\n'],
    ['create token default --duration=599s', 'error: failed to create token: TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes\n'],
    ['create token default --audience=', 'error: --audience must not be an empty string\n'],
    ['create token default --bound-object-uid=x', 'error: --bound-object-uid can only be set if --bound-object-kind is provided\n'],
    ['create token default --bound-object-kind=Job', 'error: supported --bound-object-kind values are Node, Pod, Secret\n'],
    ['create token default --bound-object-kind=Pod', 'error: --bound-object-name is required if --bound-object-kind is provided\n'],
    ['create token default --bound-object-kind=Pod --bound-object-name=ghost', 'error: failed to create token: pods "ghost" not found\n'],
  ])('%s', (line, words) => {
    const answer = prompt().type(line);
    expect(answer.stderr).toBe(words);
    expect(answer.exitCode).toBe(1);
  });
});

describe('kubectl create token', () => {
  it.each([
    { flags: '', spec: { audiences: ['https://kubernetes.default.svc.cluster.local'], expirationSeconds: 3600, boundObjectRef: null } },
    { flags: '--duration=1000.5s500ms --audience=a,b --audience=c', spec: { audiences: ['a,b', 'c'], expirationSeconds: 1001, boundObjectRef: null } },
    { flags: '--bound-object-kind=Secret --bound-object-name=s', spec: expect.objectContaining({ boundObjectRef: { kind: 'Secret', apiVersion: 'v1', name: 's' } }) as unknown },
  ])('asks for what its flags say: $flags', ({ flags, spec }) => {
    const { type } = prompt();
    type('create secret generic s');
    expect(JSON.parse(type(`create token default -o json ${flags}`).stdout)).toMatchObject({ kind: 'TokenRequest', spec });
    expect(type(`create token default ${flags}`).stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  });
});

describe('waiting', () => {
  it('deletes, and returns at the instant at which the object is gone', () => {
    const { type, start, clock } = prompt();
    type('apply -f -', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: held, finalizers: [example.com/hold]}\n');
    const { state } = start('delete configmap held');
    expect(state).toMatchObject({ stdout: 'configmap "held" deleted from default namespace\n', exitCode: undefined });
    clock.after(1500, () => { type('patch configmap held --type=merge -p {"metadata":{"finalizers":null}}'.replace('{', "'{").replace(/\}$/, "}'")); });
    clock.runUntil(1499);
    expect(state.exitCode).toBeUndefined();
    clock.runUntil(1500);
    expect(state.exitCode).toBe(0);
  });

  it('gives up at the time that was set', () => {
    const { type, start, clock } = prompt();
    type('create configmap c');
    const { state } = start("wait --for=jsonpath='{.data.x}'=1 configmap/c --timeout=3s");
    clock.runUntil(2999);
    expect(state.exitCode).toBeUndefined();
    clock.runUntil(3000);
    expect(state).toMatchObject({ exitCode: 1, stderr: 'error: timed out waiting for the condition on configmaps/c\n' });
  });

  it('stops where it is cancelled, and leaves no timer that does anything', () => {
    const { start, clock } = prompt();
    const { state, running } = start('get configmaps --watch-only');
    running.cancel();
    clock.runUntil(10_000);
    expect(state.exitCode).toBeUndefined();
  });
});

describe('completion', () => {
  it.each([
    { line: 'kubectl ge', words: ['get'] },
    { line: 'kubectl get config', words: ['configmaps'] },
    { line: 'get configmap c', words: ['c1', 'c2'] },
    { line: 'rollout re', words: ['restart', 'resume'] },
    { line: 'get pods --output=y', words: ['--output=yaml'] },
    { line: 'get pods -n kube-p', words: ['kube-public'] },
    { line: 'delete cm/c', words: ['cm/c1', 'cm/c2'] },
    { line: 'nonsense ', words: [] },
  ])('$line', ({ line, words }) => {
    const { type, world } = prompt();
    type('create configmap c1');
    type('create configmap c2');
    let found: string[] = [];
    drive(complete(line, line.length), world, (result) => { found = result; });
    expect(found).toEqual(words);
  });
});

describe('objects whose type is no text', () => {
  const missing = (kind: string): string => `error: unable to decode "STDIN": Object 'Kind' is missing in '{"apiVersion":"v1","kind":${kind},"metadata":{"name":"c"}}'\n`;
  const invalid = (words: string): string => `error: error validating "STDIN": error validating data: ${words}; if you choose to ignore these errors, turn validation off with --validate=false\n`;
  const item = (words: string): string => `error: unable to decode "STDIN": json: cannot unmarshal ${words}\n`;
  const list = (items: string): string => `{apiVersion: v1, kind: List, items: ${items}}`;
  const noKind = `error: unable to get type info from the object "*unstructured.Unstructured": Object 'Kind' is missing in 'unstructured object has no kind'\n`;
  it.each([
    { verb: 'apply', text: '{apiVersion: 1, kind: ConfigMap, metadata: {name: c}}', says: invalid(`apiVersion isn't string type`), fields: ['apiVersion'] },
    { verb: 'create', text: '{apiVersion: v1, kind: 5, metadata: {name: c}}', says: invalid(`kind isn't string type`), fields: ['kind'] },
    { verb: 'replace', text: '{apiVersion: [], kind: [a], metadata: {name: c}}', says: invalid(`[apiVersion isn't string type, kind isn't string type]`), fields: ['apiVersion', 'kind'] },
    { verb: 'apply --validate=false', text: '{apiVersion: v1, kind: {}, metadata: {name: c}}', says: missing('{}'), fields: ['kind'] },
    { verb: 'delete', text: '{apiVersion: v1, kind: [a], metadata: {name: c}}', says: missing('["a"]'), fields: ['kind'] },
    { verb: 'diff', text: '{apiVersion: v1, kind: 5, metadata: {name: c}}', says: missing('5'), fields: ['kind'] },
    { verb: 'delete', text: '{apiVersion: 1, kind: ConfigMap, metadata: {name: c}}', says: 'error: resource mapping not found for name: "c" namespace: "" from "STDIN": no matches for kind "ConfigMap" in version ""\nensure CRDs are installed first\n', fields: ['apiVersion'] },
    { verb: 'apply', text: list('5'), says: item('number into Go struct field decodeList.items of type []json.RawMessage'), fields: ['items'] },
    { verb: 'create', text: list('[1, null]'), says: item('number into Go value of type map[string]interface {}'), fields: [''] },
    { verb: 'apply', text: list('[null]'), says: noKind, fields: ['kind'] },
    { verb: 'delete', text: list('[{apiVersion: v1, kind: 5, metadata: {name: c}}]'), says: noKind, fields: ['kind'] },
    { verb: 'apply', text: list('[{apiVersion: v1, kind: ConfigMap, metadata: {name: 5}}]'), says: item('number into Go struct field ObjectMeta.metadata.name of type string'), fields: ['metadata.name'] },
  ])('$verb $text', ({ verb, text, says, fields }) => {
    const { type } = prompt();
    if (verb !== 'create') type('apply -f -', configMap('{a: "1"}'));
    const answer = type(`${verb} -f -`, `${configMap('{a: "1"}')}---\n${text}\n`);
    expect(answer.stderr).toBe(says);
    expect(answer.exitCode).toBe(verb === 'diff' ? 2 : 1);
    expect(answer.problems.filter(({ document }) => document === 1).map(({ field }) => field)).toEqual(fields);
  });

  it('gives the items of a typed list their kind', () => {
    expect(prompt().type('apply -f -', '{apiVersion: v1, kind: ConfigMapList, items: [{metadata: {name: c}}]}').stdout).toBe('configmap/c created\n');
  });
});

describe('faults', () => {
  const program = (output: { stdout(text: string): void; stderr(text: string): void }) => runKubectl(['get', 'configmaps', '-o', 'name'], { settings, output, stdin: '' });
  it('of kubectl itself end the command with words', () => {
    const { type, world } = prompt();
    type('create configmap c');
    let stderr = '';
    let exitCode: number | undefined;
    const output = { stdout: () => { throw new TypeError('no such thing'); }, stderr: (text: string) => { stderr += text; } };
    drive(program(output), world, (code) => { exitCode = code; });
    expect({ stderr, exitCode }).toEqual({ stderr: 'error: no such thing\n', exitCode: 1 });
  });

  it('of the cluster go on to the caller, and the command is over', () => {
    const { world, clock } = prompt();
    let said = '';
    const say = (text: string): void => { said += text; };
    const api = { ...world.api, handle: () => { throw new Error('broken invariant'); } };
    expect(() => drive(program({ stdout: say, stderr: say }), { ...world, api }, () => { said += 'done'; })).toThrow('broken invariant');
    clock.runUntil(1000);
    expect(said).toBe('');
  });
});

describe('scale', () => {
  it.each([
    ['99999999999999999999', `error: invalid argument "99999999999999999999" for "--replicas" flag: strconv.ParseInt: parsing "99999999999999999999": value out of range\nSee 'kubectl scale --help' for usage.\n`],
    ['2147483648', 'cannot unmarshal number 2147483648 into Go struct field ScaleSpec.spec.replicas of type int32'],
  ])('refuses --replicas=%s', (replicas, words) => {
    const { type } = prompt();
    type('create deployment web --image=nginx');
    const answer = type(`scale deployment web --replicas=${replicas}`);
    expect(answer.stderr).toContain(words);
    expect(answer.exitCode).toBe(1);
  });
});

describe('what a scaled object is shown as', () => {
  it.each(['', '--dry-run=server', '--dry-run=client'])('has the new count %s', (flag) => {
    const { type } = prompt();
    type('create deployment web --image=nginx --replicas=1');
    expect(type(`scale deployment web --replicas=3 -o jsonpath={.spec.replicas} ${flag}`).stdout).toBe('3');
    expect(type('get deployment web -o jsonpath={.spec.replicas}').stdout).toBe(flag === '' ? '3' : '1');
  });
});

describe('describe', () => {
  it('counts the pods of a Job that no controller has looked at', () => {
    const { type } = prompt();
    type('create job once --image=busybox -- true');
    expect(type('describe job once').stdout).toMatch(/^Pods Statuses: +0 Active \/ 0 Succeeded \/ 0 Failed$/m);
  });

  it('cuts a long list of completed indexes after an interval', () => {
    const { type } = prompt();
    const indexes = Array.from({ length: 20 }, (_, index) => String(100 + 2 * index)).join(',');
    type('apply -f -', 'apiVersion: batch/v1\nkind: Job\nmetadata: {name: many}\nspec: {suspend: true, completionMode: Indexed, completions: 200, template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}\n');
    type(`patch job many --subresource=status --type=merge -p '{"status":{"succeeded":20,"completedIndexes":"${indexes}"}}'`);
    expect(type('describe job many').stdout).toMatch(/^Completed Indexes: +100,(\d{3},){12}\.\.\.$/m);
  });

  it('names the time zone of a CronJob that has one', () => {
    const { type } = prompt();
    type('create cronjob tick --image=busybox --schedule=@daily');
    expect(type('describe cronjob tick').stdout).toMatch(/^Schedule: +@daily\nConcurrency Policy: +Allow\n/m);
    type(`patch cronjob tick -p '{"spec":{"timeZone":"Europe/Paris"}}'`);
    expect(type('describe cronjob tick').stdout).toMatch(/^Schedule: +@daily\nTime Zone: +Europe\/Paris\nConcurrency Policy: +Allow\n/m);
  });
});

describe('autoscale', () => {
  const incompatible = 'error: failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: ';
  it.each([
    ['--max=3', '', '{"name":"cpu","target":{"averageUtilization":80,"type":"Utilization"}}'],
    ['--max=3 --cpu=500', '', '{"name":"cpu","target":{"averageValue":"500m","type":"AverageValue"}}'],
    ['--max=3 --memory=200', '', '{"name":"memory","target":{"averageValue":"200Mi","type":"AverageValue"}}'],
    ['--max=3 --cpu-percent=70', "Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).\n", '{"name":"cpu","target":{"averageUtilization":70,"type":"Utilization"}}'],
    ['--max=3 --cpu=lots', 'error: invalid resource cpu value: lots\n', ''],
    ['--max=3 --cpu=x%', 'error: invalid percentage value: x\n', ''],
    ['--max=3 --name=there', `${incompatible}empty input\n`, ''],
    ['--max=3 --name=there --cpu=500m', `${incompatible}%!w(<nil>)\n`, ''],
    ['--max=3 --name=there --cpu=50%', 'Error from server (AlreadyExists): horizontalpodautoscalers.autoscaling "there" already exists\n', ''],
  ])('%s', (words, stderr, resource) => {
    const { type } = prompt();
    type('create deployment web --image=i');
    type('autoscale deployment web --max=2 --cpu=50% --name=there');
    expect(type(`autoscale deployment web ${words}`).stderr).toBe(stderr);
    expect(type('get hpa web --ignore-not-found -o jsonpath={.spec.metrics[*].resource}').stdout).toBe(resource);
  });

  it('refuses kinds without a scale, and says of a rehearsal at the client that it would create', () => {
    const { type } = prompt();
    type('create deployment web --image=i');
    expect(type('autoscale deployment web --max=2 --dry-run=client').stdout).toBe('horizontalpodautoscaler.autoscaling/web created (dry run)\n');
    type('apply -f -', 'apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: d}\nspec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}\n');
    expect(type('autoscale daemonset d --max=2').stderr).toBe('error: cannot autoscale a DaemonSet: could not find scale subresource for apps/v1, Resource=daemonsets in discovery information\n');
  });
});

describe('drain', () => {
  /** A node with one pod that a budget guards. */
  function guarded() {
    const at = prompt();
    at.type('apply -f -', 'apiVersion: v1\nkind: Node\nmetadata: {name: n1}\n');
    at.type('apply -f -', 'apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {app: p}}\nspec: {nodeName: n1, terminationGracePeriodSeconds: 0, containers: [{name: c, image: i}]}\n');
    at.type(`patch pod p --subresource=status -p '{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}'`);
    at.type('create pdb p --selector=app=p --min-available=1');
    at.type(`patch pdb p --subresource=status --type=merge -p '{"status":{"observedGeneration":1,"disruptionsAllowed":0,"currentHealthy":1,"desiredHealthy":1,"expectedPods":1}}'`);
    return at;
  }
  const problem = 'error when evicting pods/"p" -n "default"';
  const refused = `${problem} (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.\n`;

  it('says each time that it tries, and at the end which pods are left', () => {
    const { start, clock } = guarded();
    const { state } = start('drain n1 --force --timeout=8s');
    clock.runUntil(clock.nowMs + 20_000);
    expect(state.stdout).toBe('node/n1 cordoned\nevicting pod default/p\nevicting pod default/p\nevicting pod default/p\n');
    expect(state.stderr).toBe([
      'Warning: deleting Pods that declare no controller: default/p\n', refused, refused,
      `There are pending pods in node "n1" when an error occurred: ${problem}: global timeout reached: 8s\npod/p\n`,
      `error: unable to drain node "n1" due to error: ${problem}: global timeout reached: 8s, continuing command...\n`,
      `There are pending nodes to be drained:\n n1\n${problem}: global timeout reached: 8s\n`,
    ].join(''));
    expect(state.exitCode).toBe(1);
  });

  it('deletes without a word and without asking the budget', () => {
    expect(guarded().type('drain n1 --force --disable-eviction').stdout).toBe('node/n1 cordoned\npod/p deleted\nnode/n1 drained\n');
  });
});

describe('rollout undo', () => {
  it('looks for a negative revision like for any other', () => {
    const { type } = prompt();
    type('create deployment web --image=i');
    expect(type('rollout undo deployment web --to-revision=-1').stderr).toBe('error: unable to find specified revision -1 in history\n');
    expect(type('rollout undo deployment ghost --to-revision=-1').stderr).toBe('Error from server (NotFound): deployments.apps "ghost" not found\n');
  });
});

describe('kubectl apply --prune', () => {
  const conf = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, labels: {app: web}}\n`;

  it('deletes what an earlier apply made and this one does not name, and nothing else', () => {
    const { type } = prompt();
    type('create configmap by-hand');
    type('label configmap by-hand app=web');
    type('apply -f -', `${conf('one')}---\n${conf('two')}`);
    expect(type('apply -f - --prune -l app=web', conf('one')).stdout).toBe('configmap/one unchanged\nconfigmap/two pruned\n');
    expect(type('get configmaps -o name').stdout).toBe('configmap/by-hand\nconfigmap/one\n');
  });

  it('wants to be told of what', () => {
    expect(prompt().type('apply -f - --prune', conf('one')).stderr).toContain('all resources selected for prune without explicitly passing --all');
  });

  it('says in words that -k cannot be', () => {
    expect(prompt().type('apply -k folder').stderr).toMatch(/^error: -k is not supported here: /);
  });
});

describe('-o json', () => {
  it('has the fields of what kubectl holds as a struct in the order of Go, and the keys of what it holds as a map sorted', () => {
    const { type } = prompt();
    const made = '{\n    "kind": "ConfigMap",\n    "apiVersion": "v1",\n    "metadata": {\n        "name": "conf"\n    },\n    "data": {\n        "a": "1",\n        "b": "2"\n    }\n}\n';
    expect(type('create configmap conf --from-literal=b=2 --from-literal=a=1 --dry-run=client -o json').stdout).toBe(made);
    expect(type('create configmap conf --from-literal=b=2 --from-literal=a=1 -o json').stdout).toMatch(/^\{\n {4}"kind": "ConfigMap",\n {4}"apiVersion": "v1",\n {4}"metadata": \{\n {8}"name": "conf",\n {8}"namespace": "default",\n {8}"uid"/);
    expect(type('get configmap conf -o json').stdout).toMatch(/^\{\n {4}"apiVersion": "v1",\n {4}"data": /);
    expect(type('create configmap conf --from-literal=b=2 --dry-run=client -o yaml').stdout).toBe('apiVersion: v1\ndata:\n  b: "2"\nkind: ConfigMap\nmetadata:\n  name: conf\n');
  });

  it('has structs also where an override or a file left them out', () => {
    const { type } = prompt();
    expect(type(`run p --image=i --dry-run=client -o jsonpath={.spec.containers} '--overrides={"spec":{"containers":[{"name":"c","image":"x"}]}}'`).stdout).toBe('[{"image":"x","name":"c","resources":{}}]');
    const local = type('set image --local -o json c=new -f -', 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: old}]}\n');
    expect(JSON.parse(local.stdout)).toEqual({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'new', resources: {} }] }, status: {} });
  });

  it('of a rollout history shows every revision, oldest first, or the one that is asked for', () => {
    const { type } = prompt();
    type('create deployment web --image=i');
    const uid = type('get deployment web -o jsonpath={.metadata.uid}').stdout;
    for (const revision of ['2', '1']) {
      type('apply -f -', `apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web-${revision}, labels: {app: web}, annotations: {deployment.kubernetes.io/revision: "${revision}"}, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: ${uid}, controller: true}]}
spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: i}]}}}
`);
    }
    expect(type('rollout history deployment web -o jsonpath={.kind}/{.metadata.name},').stdout).toBe('ReplicaSet/web-1,ReplicaSet/web-2,');
    expect(type('rollout history deployment web --revision=2 -o jsonpath={.kind}/{.metadata.name}').stdout).toBe('ReplicaSet/web-2');
  });
});
