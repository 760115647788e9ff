import { parseLabelSelector } from '../../kube/selector-text.ts';
import { matches } from '../../kube/selectors.ts';
import type { Call } from '../command.ts';
import type { Run } from '../effects.ts';
import { Failure, KubectlError, throwCollected } from '../errors.ts';
import { collect, fetchNamed, needResources, resolveTargets, type Collected, type Info, type Selection } from './builder.ts';
import { readManifests } from './manifests.ts';
import { pathOf } from './mapping.ts';
import type { Obj } from './object.ts';

/** The selectors among a call's flags. */
export function selectionOf(call: Call): Selection {
  const { flags } = call;
  return {
    labelSelector: flags.text('selector'),
    fieldSelector: flags.text('field-selector'),
    all: flags.bool('all'),
    allNamespaces: flags.bool('all-namespaces'),
  };
}

/** What was read from files and has the labels that `-l` asks for. */
export function selectedBy(selector: string, infos: readonly Info[]): readonly Info[] {
  if (selector === '') return infos;
  const parsed = parseLabelSelector(selector);
  if (!parsed.ok) throw new Failure(parsed.message);
  return infos.filter(({ object }) => matches(parsed.value, (object.metadata?.labels ?? {}) as Readonly<Record<string, string>>));
}

/** Files named by `-f`. */
export const filesOf = (call: Call): readonly string[] => call.flags.list('filename');

/**
 * The live objects that a call means, by file or by arguments; what could not be fetched is told beside them. With `--local`
 * they are those of the files, as they are written.
 * @param args the arguments that name objects; a verb with words of its own leaves those out.
 */
export function* selectLive(call: Call, args: readonly string[] = call.args, selection: Selection = selectionOf(call)): Run<Collected> {
  const files = filesOf(call);
  if (files.length === 0) {
    if (args.length === 0) throw new Failure(needResources);
    return yield* collect(call.session, yield* resolveTargets(call.session, call.discovery, args, selection), selection);
  }
  const local = call.flags.bool('local');
  const { infos, errors } = yield* readManifests(call.session, call.discovery, files, { validate: false, local });
  if (local) return { infos, errors, single: false };
  if (args.length > 0) throw new Failure('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
  const live: Info[] = [];
  const problems: KubectlError[] = [...errors];
  for (const info of infos) {
    try {
      live.push({ ...info, object: yield* fetchNamed(call.session, info, pathOf(info.mapping, info.namespace, info.name)) });
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      problems.push(error);
    }
  }
  return { infos: live, errors: problems, single: false };
}

/** Does something with each object that a call means; goes on after a refusal and throws everything at the end. */
export function* forEachLive(call: Call, work: (info: Info) => Run<void>, args: readonly string[] = call.args, selection: Selection = selectionOf(call)): Run<readonly Info[]> {
  const { infos, errors } = yield* selectLive(call, args, selection);
  const problems = [...errors];
  for (const info of infos) {
    try {
      yield* work(info);
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      problems.push(error);
    }
  }
  throwCollected(problems);
  return infos;
}

/** Sends a patch of an object; the answer is the object as it is now. */
export function* patchInfo(call: Call, info: Info, patch: unknown, query: string, contentType: 'application/merge-patch+json' | 'application/strategic-merge-patch+json' = 'application/merge-patch+json'): Run<Obj> {
  return yield* call.session.fetch<Obj>('PATCH', pathOf(info.mapping, info.namespace, info.name) + query, { body: patch, contentType });
}
