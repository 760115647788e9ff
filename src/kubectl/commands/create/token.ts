import { oneName, type Call, type Command } from '../../command.ts';
import type { Run } from '../../effects.ts';
import { Failure, KubectlError } from '../../errors.ts';
import { array, duration, text, type FlagValues } from '../../flags.ts';
import { printFlags } from '../../global-flags.ts';
import { formatOf, printStruct } from '../../printers/output.ts';
import { checkSegment } from '../../resources/mapping.ts';
import { at, type Obj } from '../../resources/object.ts';

const bindable: readonly string[] = ['Node', 'Pod', 'Secret'];

export const token: Command = {
  name: 'token', args: 'SERVICE_ACCOUNT_NAME', short: 'Request a service account token',
  flags: [array('audience'), duration('duration'), ...printFlags, text('bound-object-kind'), text('bound-object-name'), text('bound-object-uid')],
  *run(call) {
    const name = oneName(call);
    if (name === '') throw new Failure('service account name is required');
    const { flags, session } = call;
    const format = formatOf(flags);
    const problem = problemOf(flags);
    if (problem !== undefined) throw new Failure(problem);
    const answer = yield* requested(call, name);
    if (format) yield* printStruct(session, flags, answer, 'created');
    else session.print(String(at(answer, 'status', 'token') as string));
  },
};

/** What kubectl refuses before it asks. */
function problemOf(flags: FlagValues): string | undefined {
  const nanos = Math.round(flags.duration('duration') * 1e6);
  if (nanos < 0) return '--duration must be greater than or equal to 0';
  if (nanos % 1e9 !== 0) return '--duration cannot be expressed in units less than seconds';
  if (flags.list('audience').includes('')) return '--audience must not be an empty string';
  const kind = flags.text('bound-object-kind');
  if (kind !== '') {
    if (!bindable.includes(kind)) return `supported --bound-object-kind values are ${bindable.join(', ')}`;
    return flags.text('bound-object-name') === '' ? '--bound-object-name is required if --bound-object-kind is provided' : undefined;
  }
  const alone = ['bound-object-name', 'bound-object-uid'].find((flag) => flags.text(flag) !== '');
  return alone === undefined ? undefined : `--${alone} can only be set if --bound-object-kind is provided`;
}

function* requested({ flags, session }: Call, name: string): Run<Obj> {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: specOf(flags) };
  try {
    checkSegment(name);
    return yield* session.fetch<Obj>('POST', `/api/v1/namespaces/${session.namespace}/serviceaccounts/${name}/token`, { body });
  } catch (error) {
    throw error instanceof KubectlError ? new Failure(`failed to create token: ${error.message}`) : error;
  }
}

function specOf(flags: FlagValues): object {
  const audiences = flags.list('audience');
  const seconds = Math.round(flags.duration('duration') / 1000);
  const [kind, name, uid] = [flags.text('bound-object-kind'), flags.text('bound-object-name'), flags.text('bound-object-uid')];
  return {
    ...(audiences.length > 0 ? { audiences } : {}), ...(seconds > 0 ? { expirationSeconds: seconds } : {}),
    ...(kind === '' ? {} : { boundObjectRef: { kind, apiVersion: 'v1', name, ...(uid === '' ? {} : { uid }) } }),
  };
}
