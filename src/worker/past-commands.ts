import { administrator } from '../engine/index.ts';
import type { Command, KubectlContext, PastRefusal } from '../protocol/messages.ts';
import { reviewAccess } from './access.ts';
import { chainOf } from './chain.ts';
import { decisionAnswer } from './decisions.ts';
import { explain, presenceOf } from './explain.ts';
import type { LookBack } from './look-back.ts';
import type { Outside } from './outside.ts';
import type { Session } from './session.ts';
import { pageAgent, writeAt, writesOf } from './traces.ts';

/** A command that cannot be done now; the page is told, the session goes on. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
}

interface Past {
  readonly session: Session;
  readonly lookBack: LookBack;
  readonly outside: Outside;
}

const refusals: Readonly<Record<PastRefusal, string>> = {
  act: 'go on from here, or go back to now, to act',
  logs: 'the logs of then are not recorded; go back to now to read those of now',
  now: 'this can only be asked of now; go back to now for it',
};

/** Nothing acts on the past, and not everything of it is known. */
export class PastError extends CommandError {
  constructor(atMs: number, readonly refusal: PastRefusal = 'act') {
    super(`you look at a moment that has passed (${(atMs / 1000).toFixed(1)} s): ${refusals[refusal]}`);
  }
}

/** Answers a command as of the moment that is looked at; undefined for one that means the same at any moment. Whatever would act is refused. */
export function answerInPast({ session, lookBack, outside }: Past, command: Command): { readonly value: unknown } | undefined {
  switch (command.type) {
    case 'step': lookBack.step(); return { value: undefined };
    case 'next-change': return { value: lookBack.nextChange() };
    case 'get': return { value: lookBack.api.handle({ method: 'GET', path: command.path, user: administrator, userAgent: pageAgent, cause: { clock: true } }).body };
    case 'access': return { value: reviewAccess(lookBack.api, command.question) };
    case 'kubectl-context': {
      const { context, namespace } = session.settingsAt(lookBack.atMs ?? Infinity);
      return { value: { context, namespace } satisfies KubectlContext };
    }
    case 'decision': return { value: decisionAnswer(session.cluster, command.uid, lookBack.atMs) };
    case 'scheduler-configuration': return { value: outside.get('setting', '')?.scheduler };
    case 'explain': return { value: explain(lookBack.records, command.uid, (node) => outside.get('power', node)?.powered ?? true) };
    case 'presence': {
      const { records } = lookBack;
      return { value: presenceOf(records, command.uid, (uid) => records.comesLater(uid)) };
    }
    case 'writes': return { value: writesOf(lookBack.records, command.uid) };
    case 'chain': {
      const { records } = lookBack;
      return { value: { chain: chainOf(records, command.revision, (number) => session.action(number)), write: writeAt(records, command.revision) } };
    }
    case 'scenario': return command.isWhole ? undefined : { value: lookBack.scenario };
    case 'typed':
    case 'edited':
    case 'advance':
    case 'suggestions':
    case 'what-if':
      throw new PastError(lookBack.atMs ?? 0);
    default: return undefined;
  }
}
