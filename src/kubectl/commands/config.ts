import type { Call, Command } from '../command.ts';
import { Failure } from '../errors.ts';
import { bool, text } from '../flags.ts';
import { alignTable } from '../printers/table.ts';
import { goJsonIndented } from '../printers/go-value.ts';
import { toYaml } from '../resources/yaml-text.ts';

const noWrite = (call: Call, what: string): never => {
  throw new Failure(`${what} cannot be changed here: there is one context, ${call.session.settings.context}`);
};

function table(call: Call, headers: readonly string[], rows: readonly (readonly string[])[]): void {
  call.session.output.stdout(alignTable([...(call.flags.bool('no-headers') ? [] : [headers.join('\t')]), ...rows.map((row) => row.join('\t'))]));
}

const currentContext: Command = {
  name: 'current-context', short: 'Display the current-context', flags: [],
  *run({ session }) {
    session.print(session.settings.context);
    yield* [];
  },
};

const getContexts: Command = {
  name: 'get-contexts', args: '[(-o|--output=)name)]', short: 'Describe one or many contexts', flags: [bool('no-headers'), text('output', 'o')],
  *run(call) {
    const { settings, output } = call.session;
    const wanted = call.args.filter((name) => name !== settings.context);
    if (wanted[0] !== undefined) throw new Failure(`context ${wanted[0]} not found`);
    if (call.flags.text('output') === 'name') return output.stdout(`${settings.context}\n`);
    table(call, ['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE'], [['*', settings.context, settings.context, settings.user, settings.namespace === 'default' ? '' : settings.namespace]]);
    yield* [];
  },
};

const getClusters: Command = {
  name: 'get-clusters', short: 'Display clusters defined in the kubeconfig', flags: [],
  *run({ session }) {
    session.output.stdout(`NAME\n${session.settings.context}\n`);
    yield* [];
  },
};

const getUsers: Command = {
  name: 'get-users', short: 'Display users defined in the kubeconfig', flags: [],
  *run({ session }) {
    session.output.stdout(`NAME\n${session.settings.user}\n`);
    yield* [];
  },
};

const view: Command = {
  name: 'view', short: 'Display merged kubeconfig settings or a specified kubeconfig file', flags: [bool('minify'), bool('raw'), bool('flatten'), text('output', 'o', { default: 'yaml' })],
  *run(call) {
    const { context, namespace, server, user } = call.session.settings;
    const config = {
      apiVersion: 'v1', clusters: [{ cluster: { server }, name: context }],
      contexts: [{ context: { cluster: context, ...(namespace === 'default' ? {} : { namespace }), user }, name: context }], 'current-context': context, kind: 'Config', users: [{ name: user, user: {} }],
    };
    call.session.output.stdout(call.flags.text('output') === 'json' ? `${goJsonIndented(config)}\n` : toYaml(config));
    yield* [];
  },
};

const useContext: Command = {
  name: 'use-context', aliases: ['use'], args: 'CONTEXT_NAME', short: 'Set the current-context in a kubeconfig file', flags: [],
  *run(call) {
    const [name = ''] = call.args;
    if (name !== call.session.settings.context) throw new Failure(`no context exists with the name: "${name}"`);
    call.session.print(`Switched to context "${name}".`);
    yield* [];
  },
};

const setContext: Command = {
  name: 'set-context', args: '[NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]', short: 'Set a context entry in kubeconfig', flags: [bool('current'), text('cluster'), text('user'), text('namespace', '', { hint: 'namespace' })],
  *run(call) {
    const { settings, namespace } = call.session;
    const name = call.flags.bool('current') ? settings.context : (call.args[0] ?? '');
    if (name !== settings.context) noWrite(call, 'contexts');
    if (!call.session.output.settings) return noWrite(call, 'the namespace');
    call.session.output.settings({ ...settings, namespace });
    call.session.print(`Context "${name}" modified.`);
    yield* [];
  },
};

/** What would write a kubeconfig; there is none here. */
const writing = (name: string, args: string, short: string): Command => ({
  name, args, short, flags: [],
  *run(call) {
    yield* [];
    noWrite(call, 'the configuration');
  },
});

const writers: readonly Command[] = [
  writing('delete-cluster', 'NAME', 'Delete the specified cluster from the kubeconfig'), writing('delete-context', 'NAME', 'Delete the specified context from the kubeconfig'), writing('delete-user', 'NAME', 'Delete the specified user from the kubeconfig'),
  writing('rename-context', 'CONTEXT_NAME NEW_NAME', 'Rename a context from the kubeconfig file'), writing('set', 'PROPERTY_NAME PROPERTY_VALUE', 'Set an individual value in a kubeconfig file'),
  writing('set-cluster', 'NAME', 'Set a cluster entry in kubeconfig'), writing('set-credentials', 'NAME', 'Set a user entry in kubeconfig'), writing('unset', 'PROPERTY_NAME', 'Unset an individual value in a kubeconfig file'),
];

export const config: Command = {
  name: 'config', args: 'SUBCOMMAND', short: 'Modify kubeconfig files', 
  commands: [currentContext, getClusters, getContexts, getUsers, setContext, useContext, view, ...writers].sort((a, b) => (a.name < b.name ? -1 : 1)),
};
