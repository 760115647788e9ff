import type { PluginFactory } from '../framework/framework.ts';

/** Higher priority first; among equals whoever has waited longest. @see Kubernetes 1.36, scheduler plugin PrioritySort */
export const prioritySort: PluginFactory = {
  name: 'PrioritySort',
  create: () => ({
    name: 'PrioritySort',
    compare: (a, b) => b.info.priority - a.info.priority || a.queuedMs - b.queuedMs,
  }),
};
