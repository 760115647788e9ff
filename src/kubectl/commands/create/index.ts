import { usageFailure, type Call, type Command } from '../../command.ts';
import type { Run } from '../../effects.ts';
import { Failure, KubectlError, throwCollected, withSource } from '../../errors.ts';
import { bool, text } from '../../flags.ts';
import { dryRunFlag, fileFlags, managerFlag, printFlags, saveConfigFlag, selectorFlag, validateFlag } from '../../global-flags.ts';
import { dryRunOf, formatOf, printResult, type DryRun } from '../../printers/output.ts';
import type { Info } from '../../resources/builder.ts';
import { withLastApplied } from '../../resources/last-applied.ts';
import { readManifests } from '../../resources/manifests.ts';
import { pathOf } from '../../resources/mapping.ts';
import type { Obj } from '../../resources/object.ts';
import { reportRefusal } from '../../resources/problems.ts';
import { unvalidated, validationOf } from '../../resources/validation.ts';
import { selectedBy } from '../../resources/select.ts';
import { queryOf } from '../../session.ts';
import { rawPath, rawText } from '../../resources/raw.ts';
import { clusterrole, clusterrolebinding, role, rolebinding } from './access.ts';
import { configmap, secretDocker, secretGeneric, secretTls } from './config.ts';
import { generatorCommand } from './generator.ts';
import { ingress, serviceGenerators } from './network.ts';
import { namespace, pdb, priorityclass, quota, serviceaccount } from './policy.ts';
import { token } from './token.ts';
import { cronjob, deployment, job } from './workloads.ts';

const generators = [clusterrole, clusterrolebinding, configmap, cronjob, deployment, ingress, job, namespace, pdb, priorityclass, quota, role, rolebinding];

export const create: Command = {
  name: 'create',
  args: '-f FILENAME',
  short: 'Create a resource from a file or from stdin',
  flags: [...fileFlags, ...printFlags, dryRunFlag, selectorFlag, validateFlag, saveConfigFlag, managerFlag('kubectl-create'), text('raw'), bool('edit'), bool('windows-line-endings')],
  commands: [
    ...generators.map(generatorCommand),
    { name: 'secret', args: '(docker-registry | generic | tls)', short: 'Create a secret using a specified subcommand', commands: [secretDocker, secretGeneric, secretTls].map(generatorCommand) },
    { name: 'service', aliases: ['svc'], args: '', short: 'Create a service using a specified subcommand', commands: serviceGenerators.map(generatorCommand) },
    generatorCommand(serviceaccount), token,
  ],
  run: runCreate,
};

function* runCreate(call: Call): Run<void> {
  const files = call.flags.list('filename');
  if (call.args.length > 0) throw usageFailure(call, `Unexpected args: [${call.args.join(' ')}]`);
  formatOf(call.flags);
  if (files.length === 0) throw new Failure('must specify one of -f and -k');
  if (call.flags.text('raw') !== '') return yield* createRaw(call, files);
  const dryRun = dryRunOf(call.flags);
  const validation = validationOf(call.flags);
  const { infos: read, errors } = yield* readManifests(call.session, call.discovery, files, { validate: validation !== 'Ignore' });
  const infos = selectedBy(call.flags.text('selector'), read);
  const problems: KubectlError[] = [...errors];
  for (const info of infos) {
    try {
      yield* createOne(call, info, dryRun);
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      reportRefusal(call.session, info, error);
      problems.push(unvalidated(call, info.source, error));
    }
  }
  throwCollected(problems);
  if (infos.length === 0) throw new Failure('no objects passed to create');
}

function* createOne(call: Call, info: Info, dryRun: DryRun): Run<void> {
  const object = call.flags.bool('save-config') ? withLastApplied(info.object) : info.object;
  if (dryRun === 'client') return yield* printResult(call.session, call.flags, object, 'created', dryRun);
  const query = queryOf({ dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: call.flags.text('field-manager'), fieldValidation: validationOf(call.flags) });
  try {
    const created = yield* call.session.fetch<Obj>('POST', pathOf(info.mapping, info.namespace) + query, { body: object });
    yield* printResult(call.session, call.flags, created, 'created', dryRun);
  } catch (error) {
    throw error instanceof KubectlError ? withSource('creating', info.source, error) : error;
  }
}

function* createRaw(call: Call, files: readonly string[]): Run<void> {
  const [file = '', ...more] = files;
  if (more.length > 0) throw new Failure('--raw can only use a single local file or stdin');
  const path = rawPath(call.flags.text('raw'));
  const body = yield* call.session.read(file);
  call.session.output.stdout(rawText(path, yield* call.session.fetchRaw('POST', path, { body, contentType: 'application/json' })));
}
