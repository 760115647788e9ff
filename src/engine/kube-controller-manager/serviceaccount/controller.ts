import type { V1Namespace } from '../../../kube/generated/types.ts';
import { namespaces, serviceAccounts } from '../../../kube/kinds.ts';
import { Controller, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { isAlreadyExists, isNamespaceTerminating, isNotFound } from '../objects/statuses.ts';

/** Gives each namespace its service account `default`, again where it is deleted. */
export function startServiceAccountController(context: ControllerContext): Running {
  const { client } = context;
  const accounts = client.informer(serviceAccounts);
  const known = client.informer(namespaces);
  const queue = new Controller({ context, workers: 1, reconcile: sync });

  function sync(namespace: string): Outcome {
    const there = known.get('', namespace);
    if (there?.status?.phase !== 'Active' || accounts.get(namespace, 'default')) return undefined;
    const made = client.create(serviceAccounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } });
    if (made.ok || isAlreadyExists(made.status) || isNotFound(made.status) || isNamespaceTerminating(made.status)) return undefined;
    return { retry: made.status };
  }

  const enqueue = (namespace: V1Namespace): void => { queue.add(namespace.metadata?.name ?? ''); };
  known.subscribe({ added: enqueue, updated: enqueue });
  accounts.subscribe({ deleted: (account) => { if (account.metadata?.name === 'default') queue.add(account.metadata.namespace ?? ''); } });
  return { stop: () => { queue.stop(); } };
}
