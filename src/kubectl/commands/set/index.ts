import type { V1Container } from '../../../kube/generated/types.ts';
import type { Call, Command } from '../../command.ts';
import type { Run } from '../../effects.ts';
import { Failure, throwCollected } from '../../errors.ts';
import { array, text } from '../../flags.ts';
import { resourceList } from '../create/policy.ts';
import { needResources, type Info } from '../../resources/builder.ts';
import { at, nameOf, withAt, type Obj } from '../../resources/object.ts';
import { mapContainers, mapPodSpec } from '../../resources/pod-spec.ts';
import { selectLive } from '../../resources/select.ts';
import { parseSelectorMap } from '../../resources/selector-words.ts';
import { env } from './env.ts';
import { checkLocal, plainSetFlags, setFlags, setSelectionOf, splitWords, updateEach, wholeSetFlags } from './update.ts';

function checkTarget(call: Call, args: readonly string[]): void {
  if (args.length === 0 && call.flags.list('filename').length === 0) throw new Failure(needResources);
}

/** Nothing is to change: what cannot be found is told first. */
function* refuseMissing(call: Call, args: readonly string[], words: string): Run<never> {
  if (call.flags.bool('local')) checkLocal(call);
  else throwCollected((yield* selectLive(call, args, setSelectionOf(call))).errors);
  throw new Failure(words);
}

const image: Command = {
  name: 'image', args: '(-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N', short: 'Update the image of a pod template', completes: 'resource-name', readsFirst: 'formats', flags: setFlags,
  *run(call) {
    const { args, changes } = splitWords(call, (word) => word.includes('=') && !word.startsWith('='), 'image');
    checkTarget(call, args);
    if (changes.length === 0) yield* refuseMissing(call, args, 'at least one image update is required');
    if (changes.length > 1 && changes.some((word) => word.startsWith('*='))) throw new Failure('all containers are already specified by *, but saw more than one container_name=container_image pairs');
    // A container that is not there is told at the end; what is there is changed all the same.
    const missing: Failure[] = [];
    const pairs = changes.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] as const);
    yield* updateEach(call, args, {
      words: 'image updated', failure: 'failed to patch image update to pod template: ',
      change: (object) => pairs.reduce((changed, [name, wanted]) => mapPodSpec(changed, (spec) => {
        const mapped = mapContainers(spec, name, (container) => ({ ...container, image: wanted }), true);
        if (mapped.found === 0) missing.push(new Failure(`error: unable to find container named "${name}"`));
        return mapped.spec;
      }), object),
    });
    throwCollected(missing);
  },
};

const resources: Command = {
  name: 'resources', args: '(-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]', short: 'Update resource requests/limits on objects with pod templates', completes: 'resource-name', readsFirst: 'formats',
  flags: [...setFlags, text('containers', 'c', { default: '*' }), text('limits'), text('requests')],
  *run(call) {
    const [limits, requests, containers] = [call.flags.text('limits'), call.flags.text('requests'), call.flags.text('containers')];
    checkTarget(call, call.args);
    if (limits === '' && requests === '') yield* refuseMissing(call, call.args, 'you must specify an update to requests or limits (in the form of --requests/--limits)');
    const change = (container: V1Container): V1Container => ({
      ...container,
      resources: {
        ...container.resources,
        ...(limits ? { limits: { ...container.resources?.limits, ...resourceList(limits) } } : {}),
        ...(requests ? { requests: { ...container.resources?.requests, ...resourceList(requests) } } : {}),
      },
    });
    yield* updateEach(call, call.args, {
      words: 'resource requirements updated', failure: 'failed to patch resources update to pod template ',
      change: (object) => mapPodSpec(object, (spec) => {
        const mapped = mapContainers(spec, containers, change);
        if (mapped.found === 0) throw new Failure(`error: unable to find container named ${containers}`);
        return mapped.spec;
      }),
    });
  },
};

/** `[{c In [d]}]`: the parts of a selector that are no plain pairs, as Go prints them. */
function expressionText(words: string): string {
  const found = [...words.matchAll(/([\w./-]+)\s+(in|notin)\s*\(([^)]*)\)/g)].map(([, key = '', operator, values = '']) => `{${key} ${operator === 'in' ? 'In' : 'NotIn'} [${values.split(',').map((value) => value.trim()).sort().join(' ')}]}`);
  return `[${found.join(' ')}]`;
}

const selector: Command = {
  name: 'selector', args: '(-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]', short: 'Set the selector on a resource', completes: 'resource-name', readsFirst: 'formats', flags: [...wholeSetFlags, text('resource-version')],
  *run(call) {
    const args = call.args.slice(0, -1);
    const words = call.args.at(-1);
    if (words === undefined) throw new Failure('one selector is required');
    checkTarget(call, args);
    if (/[!()<>]/.test(words)) throw new Failure(`match expression ${expressionText(words)} not supported on this object`);
    const { matchLabels } = parseSelectorMap(words);
    yield* updateEach(call, args, {
      words: 'selector updated', failure: '', always: true,
      change: (object) => {
        if (object.kind !== 'Service') throw new Failure('setting a selector is only supported for Services');
        return withAt(object, ['spec', 'selector'], matchLabels);
      },
    });
  },
};

const serviceaccount: Command = {
  name: 'serviceaccount', aliases: ['sa'], args: '(-f FILENAME | TYPE NAME) SERVICE_ACCOUNT', short: 'Update the service account of a resource', completes: 'resource-name', readsFirst: 'formats', flags: plainSetFlags,
  *run(call) {
    const account = call.args.at(-1);
    if (account === undefined) throw new Failure('serviceaccount is required');
    yield* updateEach(call, call.args.slice(0, -1), {
      words: 'serviceaccount updated', failure: 'failed to patch ServiceAccountName ', always: true,
      change: (object) => mapPodSpec(object, (spec) => ({ ...spec, serviceAccountName: account })),
    });
  },
};

const subject: Command = {
  name: 'subject', args: '(-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]', short: 'Update the user, group, or service account in a role binding or cluster role binding', completes: 'resource-name', readsFirst: 'formats',
  flags: [...setFlags, array('user'), array('group'), array('serviceaccount')],
  *run(call) {
    const { flags } = call;
    checkTarget(call, call.args);
    const apiGroup = 'rbac.authorization.k8s.io';
    const added = [
      ...flags.list('user').map((name) => ({ apiGroup, kind: 'User', name })), ...flags.list('group').map((name) => ({ apiGroup, kind: 'Group', name })),
      ...flags.list('serviceaccount').map((word) => ({ kind: 'ServiceAccount', name: word.split(':')[1] ?? '', namespace: word.split(':')[0] ?? '' })),
    ];
    if (added.length === 0) yield* refuseMissing(call, call.args, 'you must specify at least one value of user, group or serviceaccount');
    yield* updateEach(call, call.args, { words: 'subjects updated', failure: 'failed to patch subjects to rolebinding: ', change: (object, info) => withSubjects(object, added, info) });
  },
};

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

function withSubjects(object: Obj, added: readonly Subject[], { mapping }: Info): Obj {
  if (mapping.kind !== 'RoleBinding' && mapping.kind !== 'ClusterRoleBinding') throw new Failure(`${mapping.resource}/${nameOf(object)} setting subjects is only supported for RoleBinding/ClusterRoleBinding`);
  const present = (at(object, 'subjects') ?? []) as readonly Subject[];
  const isSame = (a: Subject, b: Subject): boolean => a.kind === b.kind && a.name === b.name && (a.namespace ?? '') === (b.namespace ?? '');
  return withAt(object, ['subjects'], [...present, ...added.filter((item) => !present.some((other) => isSame(item, other)))]);
}

export const set: Command = {
  name: 'set', args: 'SUBCOMMAND', short: 'Set specific features on objects', commands: [env, image, resources, selector, serviceaccount, subject],
};

