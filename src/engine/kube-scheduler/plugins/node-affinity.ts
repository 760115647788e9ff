import type { V1Node, V1NodeSelectorTerm, V1Pod, V1PreferredSchedulingTerm } from '../../../kube/generated/types.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { PluginFactory } from '../framework/framework.ts';
import { isEmptyTerm, matchesAnyTerm, matchesTerm, RequiredNodeAffinity, type LabelledNode } from '../framework/node-selector.ts';
import type { NodeScorer, PreFilterAnswer } from '../framework/plugin.ts';
import { unresolvable } from '../framework/status.ts';
import { actions, type ClusterEvent } from '../queue/cluster-event.ts';
import { normalizeByLargest } from './normalize.ts';

const name = 'NodeAffinity';
const refusal = unresolvable(name, "node(s) didn't match Pod's node affinity/selector");
const refusedByProfile = unresolvable(name, "node(s) didn't match scheduler-enforced node affinity");
const conflict = unresolvable(name, 'pod affinity terms conflict');

const labelled = (node: V1Node): LabelledNode => ({ name: node.metadata?.name ?? '', labels: node.metadata?.labels ?? {} });

/** A node that came or was relabelled helps where it matches now and did not before. */
function helps(pod: V1Pod, { object, old }: ClusterEvent): boolean {
  const required = new RequiredNodeAffinity(pod);
  return required.matches(labelled(object as V1Node)) && (old === undefined || !required.matches(labelled(old as V1Node)));
}

/** The names that a term allows by `metadata.name`; undefined where it allows any. */
function namesOf({ matchFields }: V1NodeSelectorTerm): ReadonlySet<string> | undefined {
  let names: Set<string> | undefined;
  for (const { key, operator, values } of matchFields ?? []) {
    if (key !== 'metadata.name' || operator !== 'In') continue;
    const listed = values ?? [];
    const before = names;
    names = new Set(before ? listed.filter((value) => before.has(value)) : listed);
  }
  return names;
}

/** The names that any of the terms allows; undefined where one of them allows any. */
function allowedNames(pod: V1Pod): ReadonlySet<string> | undefined {
  const terms = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!terms?.length) return undefined;
  const names = terms.map(namesOf);
  return names.includes(undefined) ? undefined : new Set(names.flatMap((each) => [...(each ?? [])]));
}

/** Sum of the weights of the preferred terms that a node satisfies. */
class PreferenceScorer implements NodeScorer {
  readonly local = true;
  readonly #terms: readonly V1PreferredSchedulingTerm[];

  constructor(terms: readonly V1PreferredSchedulingTerm[]) {
    this.#terms = terms.filter(({ weight, preference }) => weight !== 0 && !isEmptyTerm(preference));
  }

  score(nodes: readonly NodeInfo[], scores: number[]): void {
    for (let index = 0; index < nodes.length; index++) {
      let sum = 0;
      for (const { weight, preference } of this.#terms) if (matchesTerm(preference, nodes[index] as NodeInfo)) sum += weight;
      scores[index] = sum;
    }
  }

  normalize(_nodes: readonly NodeInfo[], scores: number[]): void {
    normalizeByLargest(scores, false);
  }
}

/** `nodeSelector` and node affinity. @see Kubernetes 1.36, scheduler plugin NodeAffinity */
export const nodeAffinity: PluginFactory = {
  name,
  create(_, { NodeAffinity: args }) {
    const added = args?.addedAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
    const addedPreferences = args?.addedAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    return {
      name,
      events: [
        { resource: 'Node', action: actions.add | actions.updateNodeLabel, hint: ({ pod }, event) => helps(pod, event) },
      ],
      preFilter({ pod }): PreFilterAnswer {
        const required = new RequiredNodeAffinity(pod.pod);
        if (required.isEmpty && !added) return 'skip';
        const nodeNames = allowedNames(pod.pod);
        if (nodeNames?.size === 0) return { status: conflict };
        return {
          ...(nodeNames ? { nodeNames } : {}),
          filter: { local: true, filter: (node) => (added && !matchesAnyTerm(added, node) ? refusedByProfile : required.matches(node) ? undefined : refusal) },
        };
      },
      preScore({ pod }) {
        const terms = [...addedPreferences, ...(pod.pod.spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])];
        return terms.length === 0 ? 'skip' : new PreferenceScorer(terms);
      },
    };
  },
};
