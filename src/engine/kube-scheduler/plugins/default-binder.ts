import type { PluginFactory } from '../framework/framework.ts';
import { failed } from '../framework/status.ts';

const name = 'DefaultBinder';

/** Writes the binding. @see Kubernetes 1.36, scheduler plugin DefaultBinder */
export const defaultBinder: PluginFactory = {
  name,
  create: () => ({
    name,
    bind({ pod }, node, binder) {
      const refusal = binder.bindPod(pod, node.name);
      return refusal === undefined ? undefined : failed(name, refusal);
    },
  }),
};
