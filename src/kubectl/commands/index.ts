import type { Command } from '../command.ts';
import type { HelpGroup } from '../help.ts';
import { apply } from './apply.ts';
import { auth } from './auth.ts';
import { autoscale } from './autoscale.ts';
import { certificate } from './certificate.ts';
import { config } from './config.ts';
import { cordon, uncordon } from './cordon.ts';
import { create } from './create/index.ts';
import { debug } from './debug.ts';
import { remove } from './delete.ts';
import { describe } from './describe.ts';
import { diff } from './diff.ts';
import { clusterInfo } from './cluster-info.ts';
import { apiResources, apiVersions, version } from './discovery.ts';
import { drain } from './drain.ts';
import { edit } from './edit.ts';
import { events } from './events.ts';
import { attach, exec } from './exec.ts';
import { explain } from './explain/index.ts';
import { expose } from './expose.ts';
import { cp, proxy } from './files.ts';
import { portForward } from './port-forward.ts';
import { get } from './get.ts';
import { logs } from './logs.ts';
import { annotate, label } from './metadata.ts';
import { completion, kustomize, options, plugin } from './own.ts';
import { patch } from './patch.ts';
import { replace } from './replace.ts';
import { rollout } from './rollout/index.ts';
import { run } from './run.ts';
import { scale } from './scale.ts';
import { set } from './set/index.ts';
import { taint } from './taint.ts';
import { top } from './top.ts';
import { wait } from './wait.ts';

/** The headings of the first page of help. */
export const groups: readonly HelpGroup[] = [
  { title: 'Basic Commands (Beginner)', names: ['create', 'expose', 'run', 'set'] },
  { title: 'Basic Commands (Intermediate)', names: ['explain', 'get', 'edit', 'delete'] },
  { title: 'Deploy Commands', names: ['rollout', 'scale', 'autoscale'] },
  { title: 'Cluster Management Commands', names: ['certificate', 'cluster-info', 'top', 'cordon', 'uncordon', 'drain', 'taint'] },
  { title: 'Troubleshooting and Debugging Commands', names: ['describe', 'logs', 'attach', 'exec', 'port-forward', 'proxy', 'cp', 'auth', 'debug', 'events'] },
  { title: 'Advanced Commands', names: ['diff', 'apply', 'patch', 'replace', 'wait', 'kustomize'] },
  { title: 'Settings Commands', names: ['label', 'annotate', 'completion'] },
  { title: 'Subcommands provided by plugins', names: [] },
  { title: 'Other Commands', names: ['api-resources', 'api-versions', 'config', 'plugin', 'version'] },
];

/** Every verb, in the order in which help shows them. */
export const root: Command = {
  name: 'kubectl',
  short: 'kubectl controls the Kubernetes cluster manager',
  commands: [
    create, expose, run, set,
    explain, get, edit, remove,
    rollout, scale, autoscale,
    certificate, clusterInfo, top, cordon, uncordon, drain, taint,
    describe, logs, attach, exec, portForward, proxy, cp, auth, debug, events,
    diff, apply, patch, replace, wait, kustomize,
    label, annotate, completion,
    apiResources, apiVersions, config, plugin, version, options,
  ],
};
