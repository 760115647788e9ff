import type { V1PolicyRule } from '../../kube/generated/types.ts';
import type { Call, Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Exit, Failure, KubectlError } from '../errors.ts';
import { bool, text } from '../flags.ts';
import { allNamespacesFlag, printFlags } from '../global-flags.ts';
import { ruleRows } from '../describe/cluster.ts';
import { asStruct } from '../../kube/go/order.ts';
import { formatOf, ObjectPrinter } from '../printers/output.ts';
import { alignTable } from '../printers/table.ts';
import type { Mapping } from '../resources/mapping.ts';
import { at, type Obj } from '../resources/object.ts';
import { reconcile } from './auth-reconcile.ts';

const canI: Command = {
  name: 'can-i', args: 'VERB [TYPE | TYPE/NAME | NONRESOURCEURL]', short: 'Check whether an action is allowed', completes: 'resource',
  flags: [allNamespacesFlag, bool('list'), bool('no-headers'), bool('quiet', 'q'), text('subresource')],
  run: (call) => (call.flags.bool('list') ? listRules(call) : ask(call)),
};

const knownVerbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'use', 'bind', 'impersonate', 'escalate', 'approve', 'sign', 'proxy', '*'];
const knownUrlVerbs = ['get', 'post', 'put', 'delete', 'patch', 'options', 'head', '*'];

function* ask(call: Call): Run<number> {
  const { flags, session } = call;
  const [verb, word, ...more] = call.args;
  if (verb === undefined || more.length > 1) throw new Failure('you must specify two arguments: verb resource or verb resource/resourceName.\nSee \'kubectl auth can-i -h\' for help and examples.');
  if (word === undefined) throw new Failure('you must specify two arguments: verb resource or verb resource/resourceName.\nSee \'kubectl auth can-i -h\' for help and examples.');
  const url = word.startsWith('/');
  const [type = '', named] = word.split('/');
  const mapping = url || word === '*' ? undefined : yield* find(call, type);
  const namespace = flags.bool('all-namespaces') ? '' : session.namespace;
  if (mapping && !mapping.namespaced && !flags.bool('all-namespaces')) session.warn(`resource '${mapping.resource}' is not namespace scoped${mapping.group ? ` in group '${mapping.group}'` : ''}\n`);
  if (!(url ? knownUrlVerbs : knownVerbs).includes(verb)) session.warn(`verb '${verb}' is not a known verb\n`);
  const spec = url
    ? { nonResourceAttributes: { path: word, verb } }
    : { resourceAttributes: { group: word === '*' ? '*' : (mapping?.group ?? type.split('.').slice(1).join('.')), name: named ?? more[0], namespace, resource: word === '*' ? '*' : (mapping?.resource ?? type.split('.')[0]), subresource: flags.text('subresource') || undefined, verb, version: mapping?.version } };
  const answer = yield* session.fetch<Obj>('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec } });
  const allowed = at(answer, 'status', 'allowed') === true;
  const reason = String((at(answer, 'status', 'reason') ?? '') as string);
  if (!flags.bool('quiet')) session.print(allowed ? 'yes' : `no${reason ? ` - ${reason}` : ''}`);
  if (!allowed) throw new Exit(1);
  return 0;
}

function* find(call: Call, type: string): Run<Mapping | undefined> {
  try {
    return yield* call.discovery.resource(type);
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    const [name = '', ...group] = type.split('.');
    call.session.warn(`the server doesn't have a resource type '${name}'${group.length === 0 ? '' : ` in group '${group.join('.')}'`}\n`);
    return undefined;
  }
}

function* listRules(call: Call): Run<void> {
  const { session, flags } = call;
  if (call.args.length > 0) throw new Failure('list option must be specified with no arguments');
  const answer = yield* session.fetch<Obj>('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', { body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace: session.namespace } } });
  const rules = (at(answer, 'status', 'resourceRules') ?? []) as readonly V1PolicyRule[];
  const urls = (at(answer, 'status', 'nonResourceRules') ?? []) as readonly V1PolicyRule[];
  const rows = ruleRows([...rules, ...urls]);
  const headers = flags.bool('no-headers') ? [] : ['Resources\tNon-Resource URLs\tResource Names\tVerbs'];
  session.output.stdout(alignTable([...headers, ...rows.map((row) => row.join('\t'))]));
}

const whoami: Command = {
  name: 'whoami', args: '', bareUsage: true, short: 'Experimental: Check self subject attributes', flags: [...printFlags],
  *run(call) {
    const answer = yield* call.session.fetch<Obj>('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' } });
    const format = formatOf(call.flags);
    if (format) return yield* new ObjectPrinter(call.session, format, call.flags, 'struct').print(asStruct(answer));
    const info = at(answer, 'status', 'userInfo') as { username?: string; uid?: string; groups?: readonly string[]; extra?: Readonly<Record<string, readonly string[]>> };
    const lines = ['ATTRIBUTE\tVALUE', ...(info.username ? [`Username\t${info.username}`] : []), ...(info.uid ? [`UID\t${info.uid}`] : []), ...(info.groups ? [`Groups\t[${info.groups.join(' ')}]`] : [])];
    for (const key of Object.keys(info.extra ?? {}).sort()) lines.push(`Extra: ${key}\t[${(info.extra?.[key] ?? []).join(' ')}]`);
    call.session.output.stdout(alignTable(lines));
  },
};

export const auth: Command = { name: 'auth', args: '', short: 'Inspect authorization', commands: [canI, reconcile, whoami] };
