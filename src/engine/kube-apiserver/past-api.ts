import type { ApiRequest, ApiServer } from '../../kube/api.ts';
import type { KubeObject } from '../../kube/object.ts';
import * as refusal from '../../kube/status.ts';
import { createStore } from '../etcd/index.ts';
import { RandomStreams, type Clock } from '../sim/index.ts';
import { createApiServer } from './create-api-server.ts';

/** What etcd held at a moment. */
export interface PastMoment {
  readonly nowMs: number;
  readonly epochMs: number;
  readonly revision: number;
  readonly values: Iterable<readonly [key: string, value: KubeObject]>;
}

/** Whether it only asks: who may do what is a question, too, though it is sent as a POST. */
const reads = ({ method, path }: ApiRequest): boolean => method === 'GET' || (method === 'POST' && path.startsWith('/apis/authorization.k8s.io/'));

/**
 * An API server as of a moment that has passed: it answers whoever reads as the one of then would have, and refuses whoever would
 * write, since what has happened has happened. Who owned which field (`managedFields`) it does not know.
 */
export function pastApi({ nowMs, epochMs, revision, values }: PastMoment): ApiServer {
  const clock: Clock = { nowMs, epochMs, after: () => ({ cancel: () => undefined }) };
  const store = createStore({ clock, restored: { revision, values } });
  const server = createApiServer({ clock, store, random: new RandomStreams(0).stream('past') });
  const refused = refusal.methodNotAllowed();
  return {
    handle: (request) => (reads(request) ? server.handle(request) : { code: refused.code ?? 405, body: refused }),
    watch: (request, sink) => server.watch(request, sink),
  };
}
