import type { V1Secret, V1ServiceAccount } from '../../../kube/generated/types.ts';
import { namespaces, secrets, serviceAccounts } from '../../../kube/kinds.ts';
import { keyOf } from '../../../kube/object.ts';
import { Controller, type Outcome } from '../../client/index.ts';
import type { ControllerContext, Running } from '../context.ts';
import { same } from '../objects/same.ts';
import { isNotFound } from '../objects/statuses.ts';
import { accountOf, isTokenSecret, withToken } from './plan.ts';

/**
 * Fills Secrets of type kubernetes.io/service-account-token with the token of the account that they name, and deletes those whose account is gone.
 *
 * @see Kubernetes 1.36, pkg/controller/serviceaccount, TokensController
 */
export function startServiceAccountTokenController(context: ControllerContext): Running {
  const { client, options } = context;
  const known = client.informer(secrets);
  const accounts = client.informer(serviceAccounts);
  const queue = new Controller({ context, workers: 1, reconcile: sync });

  function sync(key: string): Outcome {
    const [namespace = '', name = ''] = key.split('/');
    const secret = known.get(namespace, name);
    if (!secret || !isTokenSecret(secret) || secret.metadata?.deletionTimestamp !== undefined) return undefined;
    const { name: accountName, uid } = accountOf(secret);
    const account = client.get(serviceAccounts, namespace, accountName);
    if (!account.ok && !isNotFound(account.status)) return { retry: account.status };
    return account.ok && (uid === '' || uid === account.value.metadata?.uid) ? fill(secret, account.value) : remove(secret);
  }

  /** The key is the cluster's own: what the API server judges tokens by. */
  function fill(secret: V1Secret, account: V1ServiceAccount): Outcome {
    const system = client.get(namespaces, '', 'kube-system');
    if (!system.ok) return { retry: system.status };
    const next = withToken(secret, account, { key: system.value.metadata?.uid ?? '', certificate: options.rootCaCertificate });
    if (same(next, secret)) return undefined;
    const answer = client.update(secrets, next);
    return answer.ok || isNotFound(answer.status) ? undefined : { retry: answer.status };
  }

  function remove({ metadata }: V1Secret): Outcome {
    const answer = client.delete(secrets, metadata?.namespace ?? '', metadata?.name ?? '', { preconditions: metadata?.uid === undefined ? {} : { uid: metadata.uid } });
    return answer.ok || isNotFound(answer.status) ? undefined : { retry: answer.status };
  }

  const enqueue = (secret: V1Secret): void => { if (isTokenSecret(secret)) queue.add(keyOf(secret)); };
  const ofAccount = ({ metadata }: V1ServiceAccount): void => {
    for (const secret of known.list(metadata?.namespace)) if (isTokenSecret(secret) && accountOf(secret).name === metadata?.name) enqueue(secret);
  };
  known.subscribe({ added: enqueue, updated: enqueue });
  accounts.subscribe({ deleted: ofAccount });
  return { stop: () => { queue.stop(); } };
}
