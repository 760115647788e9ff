import { Fragment, type ReactNode } from 'react';
import type { KubeObject } from '../../kube/object.ts';
import type { Explanation, Relation } from '../../protocol/messages.ts';
import { kindNames, kindText, noPodsWords, whyNoPods } from '../design/index.ts';
import { explain, get } from '../session/link.ts';
import { useWords } from '../session/preferences.ts';
import { useSession, type Selection } from '../session/store.ts';
import { useShallow } from 'zustand/react/shallow';
import { Absent } from './Absent.tsx';
import { factsOf, labelsOf, objectFacts, pathOf, type Fact } from './select.ts';
import { useLive } from './use-live.ts';
import { inspectorWords } from './words.ts';

/** Why it is as it is, what there is to know at a glance, and what it is related to. */
export function Overview({ selection }: { readonly selection: Selection }) {
  const explanation = useLive(selection.uid, () => explain(selection.uid));
  const path = pathOf(selection);
  const object = useLive(`${path ?? ''} ${selection.uid}`, () => (path ? get(path) : Promise.resolve(undefined))) as KubeObject | undefined;
  const isThere = object?.metadata?.uid === selection.uid;
  return (
    <div className="space-y-4 px-4 py-3">
      {object && !isThere && <Absent selection={selection} />}
      {explanation && <Why why={explanation.why} />}
      <WhyNoPods uid={selection.uid} />
      <Facts uid={selection.uid} object={isThere ? object : undefined} />
      {isThere && <Labels labels={labelsOf(object)} />}
      {explanation && explanation.relations.length > 0 && <Relations relations={explanation.relations} />}
    </div>
  );
}

function Why({ why }: Pick<Explanation, 'why'>) {
  const words = useWords(inspectorWords);
  const text = useWords(why);
  if (text === '') return null;
  return (
    <section aria-label={words.why} className="rounded-lg border border-line bg-sunken px-3 py-2.5">
      <h3 className="text-xs font-medium text-muted">{words.why}</h3>
      <p className="mt-0.5 leading-5 [overflow-wrap:anywhere] select-text">{text}</p>
    </section>
  );
}

/** Why a service has nothing to send traffic to. */
function WhyNoPods({ uid }: { readonly uid: string }) {
  const words = useWords(noPodsWords);
  const service = useSession((state) => state.services.get(uid));
  const why = service ? whyNoPods(service, words) : '';
  return why === '' ? null : <p className="rounded-lg border border-line bg-sunken px-3 py-2.5 leading-5 [overflow-wrap:anywhere]">{why}</p>;
}

function Facts({ uid, object }: { readonly uid: string; readonly object: KubeObject | undefined }) {
  const words = useWords(inspectorWords);
  const picture = useSession(useShallow(({ nodes, pods, services, workloads }) => ({ nodes, pods, services, workloads })));
  const facts: readonly Fact[] = [...(factsOf(picture, uid, words) ?? []), ...(object ? objectFacts(object, words) : [])];
  if (facts.length === 0) return null;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5">
      {facts.map(({ label, value }) => (
        <div key={label} className="contents">
          <dt className="text-muted">{label}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere] whitespace-pre-line select-text">{breakable(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A long value may break where its parts end: `node.kubernetes.io/` `unreachable:` `NoExecute`. */
const breakable = (value: string): ReactNode => value.split(/(?<=[/:])(?=\S)/).map((part, index) => <Fragment key={index}>{index > 0 && <wbr />}{part}</Fragment>);

function Labels({ labels }: { readonly labels: readonly string[] }) {
  const words = useWords(inspectorWords);
  if (labels.length === 0) return null;
  return (
    <section aria-label={words.facts.labels}>
      <h3 className="mb-1.5 text-xs font-medium text-muted">{words.facts.labels}</h3>
      <ul lang="en" className="flex flex-wrap gap-1">
        {labels.map((label) => <li key={label} className="rounded bg-sunken px-1.5 py-0.5 font-mono text-[11px] leading-4 [overflow-wrap:anywhere] text-muted select-text">{label}</li>)}
      </ul>
    </section>
  );
}

const shownMax = 60;

function Relations({ relations }: { readonly relations: readonly Relation[] }) {
  const words = useWords(inspectorWords);
  const kinds = useWords(kindNames);
  const select = useSession((state) => state.select);
  return (
    <section aria-label={words.related}>
      <h3 className="mb-1 text-xs font-medium text-muted">{words.related}</h3>
      <ul>
        {relations.slice(0, shownMax).map((relation) => (
          <li key={`${relation.relation} ${relation.uid}`}>
            <button type="button" onClick={() => { select(relation); }} className="-mx-2 flex w-[calc(100%+16px)] items-baseline gap-2 rounded-md px-2 py-1 text-left hover:bg-sunken">
              <span className="w-24 shrink-0 text-xs text-muted">{words.relations[relation.relation]}</span>
              <span className="min-w-0 flex-1 truncate"><span className="text-muted">{kindText(relation.kind, kinds)}</span> {relation.name}</span>
            </button>
          </li>
        ))}
      </ul>
      {relations.length > shownMax && <p className="px-2 py-1 text-xs text-muted">+ {relations.length - shownMax}</p>}
    </section>
  );
}
