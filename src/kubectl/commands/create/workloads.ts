import type { Call } from '../../command.ts';
import type { Run } from '../../effects.ts';
import { Failure } from '../../errors.ts';
import { int32, slice, text } from '../../flags.ts';
import { resolveTargets } from '../../resources/builder.ts';
import { pathOf } from '../../resources/mapping.ts';
import { at, type Obj } from '../../resources/object.ts';
import { commandOf, containerName, type Generator } from './generator.ts';

export const deployment: Generator = {
  name: 'deployment', aliases: ['deploy'], args: 'NAME --image=image -- [COMMAND] [args...]', short: 'Create a deployment with the specified name',
  failure: 'failed to create deployment: ',
  flags: [slice('image', '', { required: true }), int32('port', '', { default: '-1' }), int32('replicas', 'r', { default: '1' })],
  *build(call, name) {
    const images = call.flags.list('image');
    const command = commandOf(call);
    if (images.length > 1 && command.length > 0) throw new Failure('cannot specify multiple --image options and command');
    const port = call.flags.int('port');
    const seed = images.some((image) => /[_.]/.test(containerName(image))) ? yield* call.session.now() : 0;
    const containers = images.map((image, index) => ({
      ...(command.length > 0 ? { command } : {}), image, name: uniqueName(containerName(image), seed + index),
      ...(port >= 0 && index === 0 ? { ports: [{ containerPort: port }] } : {}), resources: {},
    }));
    const labels = { app: name };
    return {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { labels, name },
      spec: { replicas: call.flags.int('replicas'), selector: { matchLabels: labels }, strategy: {}, template: { metadata: { labels }, spec: { containers } } }, status: {},
    } as Obj;
  },
};

const safe = 'bcdfghjklmnpqrstvwxz2456789';

/** `my.image` cannot name a container: the dots go and five characters come. */
function uniqueName(name: string, seed: number): string {
  if (!/[_.]/.test(name)) return name;
  let rest = Math.imul(seed | 0, 0x9e3779b1) >>> 0;
  let suffix = '';
  for (let i = 0; i < 5; i++) {
    suffix += safe.charAt(rest % safe.length);
    rest = Math.floor(rest / safe.length) + 0x1f3d5b;
  }
  return `${name.replace(/[_.]/g, '-')}-${suffix}`;
}

const podTemplate = (name: string, image: string, command: readonly string[], restartPolicy: string): object => ({
  metadata: {}, spec: { containers: [{ ...(command.length > 0 ? { command } : {}), image, name, resources: {} }], restartPolicy },
});

export const job: Generator = {
  name: 'job', args: 'NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]', short: 'Create a job with the specified name',
  failure: 'failed to create job: ',
  flags: [text('image'), text('from')],
  *build(call, name) {
    const [image, from] = [call.flags.text('image'), call.flags.text('from')];
    if ((image === '') === (from === '')) throw new Failure('either --image or --from must be specified');
    if (from !== '' && commandOf(call).length > 0) throw new Failure('cannot specify --from and command');
    if (from !== '') return yield* jobFrom(call, name, from);
    return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: { template: podTemplate(name, image, commandOf(call), 'Never') }, status: {} } as Obj;
  },
};

function* jobFrom(call: Call, name: string, from: string): Run<Obj> {
  const [target] = yield* resolveTargets(call.session, call.discovery, [from], {});
  if (!target) throw new Failure('from must be an existing cronjob');
  const cron = yield* call.session.get<Obj>(pathOf(target.mapping, target.namespace, target.name));
  if (target.mapping.kind !== 'CronJob') throw new Failure(`unknown object type *${target.mapping.group === '' ? 'v1' : target.mapping.version}.${target.mapping.kind}`);
  const template = at(cron, 'spec', 'jobTemplate');
  return {
    apiVersion: 'batch/v1', kind: 'Job',
    metadata: {
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...(at(template, 'metadata', 'annotations') as object | undefined) },
      labels: at(template, 'metadata', 'labels'), name,
      ownerReferences: [{ apiVersion: 'batch/v1', controller: true, kind: 'CronJob', name: cron.metadata?.name, uid: cron.metadata?.uid }],
    },
    spec: at(template, 'spec'), status: {},
  } as Obj;
}

export const cronjob: Generator = {
  name: 'cronjob', aliases: ['cj'], args: "NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]", short: 'Create a cron job with the specified name',
  failure: 'failed to create cronjob: ',
  flags: [text('image', '', { required: true }), text('restart'), text('schedule', '', { required: true })],
  *build(call, name) {
    const template = podTemplate(name, call.flags.text('image'), commandOf(call), call.flags.text('restart') || 'OnFailure');
    return {
      apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name },
      spec: { jobTemplate: { metadata: { name }, spec: { template } }, schedule: call.flags.text('schedule') }, status: {},
    } as Obj;
  },
};
