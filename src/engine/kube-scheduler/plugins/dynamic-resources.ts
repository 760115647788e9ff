import type { NodeInfo } from '../cache/node-info.ts';
import type { PluginFactory } from '../framework/framework.ts';
import { failed, unschedulable } from '../framework/status.ts';

const name = 'DynamicResources';
const nothingToFree = unschedulable(name, 'no new claims to deallocate');
/** What the plugin answers where its own pre-filter has not run: it misses what that would have remembered. */
const noState = failed(name, 'not found');

/**
 * Resource claims. None can exist here (their API group is not served), so the plugin gives every node 0 and has
 * no claim to take back; what it says about that is part of every message of an unschedulable pod.
 *
 * @see Kubernetes 1.36, scheduler plugin DynamicResources
 */
export const dynamicResources: PluginFactory = {
  name,
  create: () => ({
    name,
    events: [],
    preFilter: () => 'skip',
    postFilter: (_, { preFiltered }) => ({ status: preFiltered.has(name) ? nothingToFree : noState, nominatedNode: undefined }),
    preScore: () => ({ local: true, score: (nodes: readonly NodeInfo[], scores: number[]) => { for (let index = 0; index < nodes.length; index++) scores[index] = 0; } }),
  }),
};
