import { checkRequired, oneName, type Call, type Command } from '../../command.ts';
import type { Run } from '../../effects.ts';
import { Failure, KubectlError } from '../../errors.ts';
import type { FlagSpec } from '../../flags.ts';
import { dryRunFlag, managerFlag, printFlags, saveConfigFlag, validateFlag } from '../../global-flags.ts';
import { dryRunOf, printStruct } from '../../printers/output.ts';
import { structWithLastApplied } from '../../resources/last-applied.ts';
import { pathOf } from '../../resources/mapping.ts';
import { withAt, type Obj } from '../../resources/object.ts';
import { validationOf } from '../../resources/validation.ts';
import { queryOf } from '../../session.ts';

/** A `kubectl create KIND`: what it builds of its flags. */
export interface Generator {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly args?: string;
  readonly short: string;
  readonly flags: readonly FlagSpec[];
  /** Put before what the server refuses; without it the refusal stands alone. */
  readonly failure?: string;
  readonly build: (call: Call, name: string) => Run<Obj>;
}

const commonFlags: readonly FlagSpec[] = [...printFlags, dryRunFlag, validateFlag, saveConfigFlag, managerFlag('kubectl-create')];

/** Those of which kubectl itself refuses an empty name; of the others the server does. */
const checkNames: ReadonlySet<string> = new Set(['clusterrole', 'configmap', 'namespace', 'poddisruptionbudget', 'quota', 'role', 'rolebinding', 'docker-registry', 'generic', 'serviceaccount']);

export function generatorCommand(generator: Generator): Command {
  const { name, aliases, short, args } = generator;
  const command: Command = {
    name, short, args: args ?? 'NAME', flags: [...generator.flags, ...commonFlags], ...(aliases ? { aliases } : {}),
    *run(call) {
      checkRequired(command, call.flags);
      const given = oneName(call);
      dryRunOf(call.flags);
      if (given === '' && checkNames.has(name)) throw new Failure('name must be specified');
      const object = yield* generator.build(call, given);
      yield* createObject(call, object, generator.failure);
    },
  };
  return command;
}

/** Sends an object that kubectl built, and says so. */
export function* createObject(call: Call, object: Obj, failure?: string): Run<Obj> {
  const { session, flags } = call;
  const dryRun = dryRunOf(flags);
  const mapping = yield* call.discovery.kind(object.apiVersion ?? '', object.kind ?? '');
  if (!mapping) throw new Failure(`no matches for kind "${object.kind ?? ''}" in version "${object.apiVersion ?? ''}"`);
  const scoped = mapping.namespaced && (session.namespaceGiven || dryRun === 'server') ? withAt(object, ['metadata', 'namespace'], session.namespace) : object;
  let result = flags.bool('save-config') ? structWithLastApplied(scoped) : scoped;
  if (dryRun !== 'client') {
    const query = queryOf({ dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: flags.text('field-manager') || 'kubectl-create', fieldValidation: flags.has('validate') ? validationOf(flags) : undefined });
    const body = mapping.namespaced ? withAt(result, ['metadata', 'namespace'], session.namespace) : result;
    try {
      result = yield* session.fetch<Obj>('POST', pathOf(mapping, mapping.namespaced ? session.namespace : '') + query, { body });
    } catch (error) {
      throw error instanceof KubectlError && failure !== undefined ? new Failure(failure + error.message) : error;
    }
  }
  yield* printStruct(session, flags, result, 'created', dryRun);
  return result;
}

/** The name a container gets from its image: the last part of it without tag and digest. */
export function containerName(image: string): string {
  const last = image.split('/').at(-1) ?? '';
  return (last.split(':')[0] ?? '').split('@')[0] ?? '';
}

/** Words after `--`. */
export const commandOf = (call: Call): readonly string[] => (call.dash < 0 ? call.args.slice(1) : call.args.slice(call.dash));
