import { usageFailure, type Call, type Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure, throwCollected } from '../errors.ts';
import { array, bool, text, type FlagSpec } from '../flags.ts';
import { helpText } from '../help.ts';
import { formatOf, ObjectPrinter } from '../printers/output.ts';
import { alignTable } from '../printers/table.ts';
import { kubeconfigFile, kubeconfigOf, minified, settingsOf, shownConfig, without, withProperty, type KubeConfig } from '../resources/kubeconfig.ts';
import type { Obj } from '../resources/object.ts';

const configOf = ({ session }: Call): KubeConfig => kubeconfigOf(session.settings);

/** Keeps a changed kubeconfig for the commands after, and says what became of it. */
function keep(call: Call, config: KubeConfig, words: string): void {
  const { output, settings } = call.session;
  if (!output.settings) throw new Failure(`no kubeconfig is read or written here: there is one context, ${settings.context}`);
  output.settings(settingsOf(settings, config));
  call.session.print(words);
}

/** As many words as are wanted, or the help and a complaint. */
function* wordsOf(call: Call, count: number): Run<readonly string[]> {
  yield* [];
  if (call.args.length !== count) refuseWords(call);
  return call.args;
}

function refuseWords(call: Call): never {
  call.session.output.stdout(helpText(call.command, call.path));
  throw new Failure(`Unexpected args: [${call.args.join(' ')}]`);
}

const command = (name: string, args: string, short: string, flags: readonly FlagSpec[], run: (call: Call) => Run<void>): Command => ({ name, short, flags, run, ...(args === '' ? {} : { args }) });

const currentContext = command('current-context', '', 'Display the current-context', [], function* (call) {
  yield* [];
  const { current } = configOf(call);
  if (current === '') throw new Failure('current-context is not set');
  call.session.print(current);
});

const byName = (a: string, b: string): number => (a < b ? -1 : 1);

const getContexts = command('get-contexts', '[(-o|--output=)name)]', 'Describe one or many contexts', [bool('no-headers'), text('output', 'o')], function* (call) {
  yield* [];
  const format = call.flags.text('output');
  if (format !== '' && format !== 'name') throw new Failure(`--output ${format} is not available in kubectl config get-contexts; resetting to default output format`);
  const { contexts, current } = configOf(call);
  const missing = call.args.filter((name) => !Object.hasOwn(contexts, name));
  const names = (call.args.length > 0 ? call.args.filter((name) => !missing.includes(name)) : Object.keys(contexts)).toSorted(byName);
  if (format === 'name') call.session.output.stdout(names.map((name) => `${name}\n`).join(''));
  else {
    const rows = names.map((name) => [name === current ? '*' : '', name, contexts[name]?.cluster ?? '', contexts[name]?.user ?? '', contexts[name]?.namespace ?? ''].join('\t'));
    call.session.output.stdout(alignTable([...(call.flags.bool('no-headers') ? [] : ['CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE']), ...rows]));
  }
  throwCollected(missing.map((name) => new Failure(`context ${name} not found`)));
});

const listing = (name: string, what: 'clusters' | 'users', short: string): Command => command(name, '', short, [], function* (call) {
  yield* [];
  call.session.output.stdout(['NAME', ...Object.keys(configOf(call)[what]).sort(byName)].map((line) => `${line}\n`).join(''));
});

const view: Command = {
  name: 'view', short: 'Display merged kubeconfig settings or a specified kubeconfig file',
  flags: [bool('minify'), bool('merge', '', { default: 'true' }), bool('raw'), bool('flatten'), text('output', 'o', { default: 'yaml' }), text('template', '', { help: 'The template, or the file of it, of -o go-template and -o jsonpath.' }), bool('allow-missing-template-keys', '', { default: 'true', help: 'Whether fields that a template names and that are not there are passed over.' }), bool('show-managed-fields')],
  *run(call) {
    if (call.args.length > 0) throw usageFailure(call, `unexpected arguments: [${call.args.join(' ')}]`);
    const config = configOf(call);
    if (call.flags.bool('minify') && !Object.hasOwn(config.contexts, config.current)) throw new Failure(config.current === '' ? 'current-context must exist in order to minify' : `cannot locate context ${config.current}`);
    const shown = shownConfig(call.flags.bool('minify') ? minified(config, config.current) : config, call.flags.bool('raw'));
    const format = formatOf(call.flags);
    if (format?.name === 'json') call.session.output.stdout(`${JSON.stringify(shown, undefined, 4)}\n`);
    else if (format) yield* new ObjectPrinter(call.session, format, call.flags).print(shown as unknown as Obj);
  },
};

const useContext: Command = {
  ...command('use-context', 'CONTEXT_NAME', 'Set the current-context in a kubeconfig file', [], function* (call) {
    const [name = ''] = yield* wordsOf(call, 1);
    if (name === '') throw new Failure('empty context names are not allowed');
    const config = configOf(call);
    if (!Object.hasOwn(config.contexts, name)) throw new Failure(`no context exists with the name: "${name}"`);
    keep(call, { ...config, current: name }, `Switched to context "${name}".`);
  }),
  aliases: ['use'],
};

const given = (call: Call, names: readonly string[]): Readonly<Record<string, string>> => Object.fromEntries(names.filter((name) => call.flags.changed(name)).map((name) => [name, call.flags.text(name)]));

const setContext = command('set-context', '[NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]', 'Set a context entry in kubeconfig', [bool('current'), text('cluster', '', { help: 'Name of the cluster of this context.' }), text('user', '', { help: 'Name of the user of this context.' }), text('namespace', '', { hint: 'namespace' })], function* (call) {
  yield* [];
  const config = configOf(call);
  const isCurrent = call.flags.bool('current');
  if (call.args.length > 1) refuseWords(call);
  if (isCurrent && call.args.length > 0) throw new Failure('you cannot specify both a context name and --current');
  if (isCurrent && config.current === '') throw new Failure('no current context is set');
  const name = isCurrent ? config.current : (call.args[0] ?? '');
  if (name === '') throw new Failure('you must specify a non-empty context name or --current');
  const entry = { ...config.contexts[name], ...given(call, ['cluster', 'user', 'namespace']) };
  keep(call, { ...config, contexts: { ...config.contexts, [name]: entry } }, `Context "${name}" ${Object.hasOwn(config.contexts, name) ? 'modified' : 'created'}.`);
});

const setCluster = command('set-cluster', 'NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]', 'Set a cluster entry in kubeconfig', [text('server', '', { help: 'Address of the API server of that cluster.' }), text('certificate-authority', '', { help: 'File with the certificate that the cluster is known by.' }), bool('insecure-skip-tls-verify', '', { help: 'Whether the certificate of the cluster is not looked at.' }), bool('embed-certs', '', { help: "Whether the certificates themselves are written, not their files' names." }), text('tls-server-name', '', { help: 'Name that the certificate of the cluster has to be for.' }), text('proxy-url', '', { help: 'Address of a proxy that leads to the cluster.' })], function* (call) {
  const [name = ''] = yield* wordsOf(call, 1);
  if (name === '') throw new Failure('you must specify a non-empty cluster name');
  const config = configOf(call);
  const entry = { server: config.clusters[name]?.server ?? '', ...given(call, ['server', 'certificate-authority', 'tls-server-name', 'proxy-url']) };
  keep(call, { ...config, clusters: { ...config.clusters, [name]: entry } }, `Cluster "${name}" set.`);
});

/** What tells of a program that gives credentials. There is none to run here. */
const pluginFlags: readonly FlagSpec[] = [
  text('auth-provider'), array('auth-provider-arg'), text('exec-api-version'), array('exec-arg'), text('exec-command'), array('exec-env'), text('exec-interactive-mode'), bool('exec-provide-cluster-info'),
];

function refusePlugins({ flags }: Call): void {
  const asked = pluginFlags.find(({ name }) => flags.changed(name));
  if (asked) throw new Failure(`--${asked.name} is not supported here: no program can be asked for credentials; --token gives them`);
}

const setCredentials = command('set-credentials', 'NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--auth-provider=provider_name] [--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value]', 'Set a user entry in kubeconfig', [text('token', '', { help: 'Token that this user shows.' }), text('username', '', { help: 'Name of this user, with --password.' }), text('password', '', { help: 'Password of this user.' }), text('client-certificate', '', { help: 'File with the certificate that this user shows.' }), text('client-key', '', { help: 'File with the key to that certificate.' }), bool('embed-certs', '', { help: "Whether the certificates themselves are written, not their files' names." }), ...pluginFlags], function* (call) {
  const [name = ''] = yield* wordsOf(call, 1);
  if (name === '') throw new Failure('you must specify a non-empty user name');
  const config = configOf(call);
  refusePlugins(call);
  keep(call, { ...config, users: { ...config.users, [name]: { ...config.users[name], ...given(call, ['token', 'username', 'password', 'client-certificate', 'client-key']) } } }, `User "${name}" set.`);
});

const renameContext = command('rename-context', 'CONTEXT_NAME NEW_NAME', 'Rename a context from the kubeconfig file', [], function* (call) {
  const [from = '', to = ''] = yield* wordsOf(call, 2);
  const config = configOf(call);
  const entry = config.contexts[from];
  if (!entry) throw new Failure(`cannot rename the context "${from}", it's not in ${kubeconfigFile}`);
  if (Object.hasOwn(config.contexts, to)) throw new Failure(`cannot rename the context "${from}", the context "${to}" already exists in ${kubeconfigFile}`);
  keep(call, { ...config, contexts: { ...without(config.contexts, from), [to]: entry }, current: config.current === from ? to : config.current }, `Context "${from}" renamed to "${to}".`);
});

/** `delete-context NAME` and its like. */
const deleting = (what: 'cluster' | 'context' | 'user', short: string): Command => command(`delete-${what}`, 'NAME', short, [], function* (call) {
  yield* [];
  const [name = '', ...more] = call.args;
  if (call.args.length !== 1 && what === 'user') throw usageFailure(call, 'user to delete is required');
  if (call.args.length === 0 || more.length > 0) return call.session.output.stdout(helpText(call.command, call.path));
  const config = configOf(call);
  const entries = config[`${what}s`];
  if (!Object.hasOwn(entries, name)) throw new Failure(`cannot delete ${what} ${name}, not in ${kubeconfigFile}`);
  if (what === 'context' && config.current === name) call.session.printError('warning: this removed your active context, use "kubectl config use-context" to select a different one');
  keep(call, { ...config, [`${what}s`]: without<unknown>(entries, name) }, `deleted ${what} ${name} from ${kubeconfigFile}`);
});

const property = (name: 'set' | 'unset', args: string, short: string): Command => command(name, args, short, name === 'set' ? [bool('set-raw-bytes')] : [], function* (call) {
  const [path = '', value] = yield* wordsOf(call, name === 'set' ? 2 : 1);
  if (path === '' || path === '.') throw new Failure('you must specify a property');
  const changed = withProperty(configOf(call), path, value);
  if (typeof changed === 'string') throw new Failure(changed);
  keep(call, changed, `Property "${path}" ${name}.`);
});

export const config: Command = {
  name: 'config', args: 'SUBCOMMAND', short: 'Modify kubeconfig files',
  commands: [
    currentContext, deleting('cluster', 'Delete the specified cluster from the kubeconfig'), deleting('context', 'Delete the specified context from the kubeconfig'), deleting('user', 'Delete the specified user from the kubeconfig'),
    listing('get-clusters', 'clusters', 'Display clusters defined in the kubeconfig'), getContexts, listing('get-users', 'users', 'Display users defined in the kubeconfig'), renameContext,
    property('set', 'PROPERTY_NAME PROPERTY_VALUE', 'Set an individual value in a kubeconfig file'), setCluster, setContext, setCredentials, property('unset', 'PROPERTY_NAME', 'Unset an individual value in a kubeconfig file'), useContext, view,
  ],
};
