import type { V1CertificateSigningRequest } from '../../kube/generated/types.ts';
import { rfc3339 } from '../../kube/time.ts';
import type { Call, Command } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure } from '../errors.ts';
import { bool } from '../flags.ts';
import { fileFlags, printFlags } from '../global-flags.ts';
import { printResult } from '../printers/output.ts';
import { pathOf } from '../resources/mapping.ts';
import { withAt, type Obj } from '../resources/object.ts';
import { forEachLive } from '../resources/select.ts';

function deciding(name: string, type: string, words: string): Command {
  return {
    name, args: '(-f FILENAME | NAME)', readsFirst: 'formats', short: `${name === 'approve' ? 'Approve' : 'Deny'} a certificate signing request`, flags: [...fileFlags, ...printFlags, bool('force')],
    run: (call) => decide(call, type, words),
  };
}

function* decide(call: Call, type: string, words: string): Run<void> {
  if (call.args.length === 0 && call.flags.list('filename').length === 0) throw new Failure('one or more CSRs must be specified as <name> or -f <filename>');
  yield* forEachLive(call, function* (info): Run<void> {
    const conditions = (info.object as unknown as V1CertificateSigningRequest).status?.conditions ?? [];
    let result = info.object;
    if (!conditions.some((condition) => condition.type === type) || call.flags.bool('force')) {
      const now = rfc3339(yield* call.session.now());
      const condition = { lastTransitionTime: now, lastUpdateTime: now, message: `This CSR was ${words} by kubectl certificate ${call.command.name}.`, reason: `Kubectl${type === 'Approved' ? 'Approve' : 'Deny'}`, status: 'True', type };
      const body = withAt(info.object, ['status', 'conditions'], [...conditions.filter((old) => old.type !== type), condition]);
      result = yield* call.session.fetch<Obj>('PUT', pathOf(info.mapping, '', info.name, 'approval'), { body });
    }
    yield* printResult(call.session, call.flags, result, words);
  }, call.args.some((name) => name.includes('/')) || call.args.length === 0 ? call.args : ['certificatesigningrequests', ...call.args]);
}

export const certificate: Command = {
  name: 'certificate', args: 'SUBCOMMAND', group: 'help', short: 'Modify certificate resources', commands: [deciding('approve', 'Approved', 'approved'), deciding('deny', 'Denied', 'denied')],
};
