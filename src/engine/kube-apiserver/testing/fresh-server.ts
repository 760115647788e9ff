import type { ApiRequest, ApiResponse, Method, UserInfo, WatchEvent, WatchHandle } from '../../../kube/api.ts';
import type { V1Status } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { createStore } from '../../etcd/store.ts';
import { EventQueue } from '../../sim/clock.ts';
import { RandomStreams } from '../../sim/random.ts';
import { createApiServer } from '../create-api-server.ts';

export const person: UserInfo = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

type Extra = Partial<Pick<ApiRequest, 'contentType' | 'accept' | 'user' | 'token' | 'impersonate' | 'userAgent'>>;

/** A server that has just booted, with default service accounts, and short words to talk to it as the administrator. */
export function freshServer() {
  const clock = new EventQueue(1_767_225_600_000);
  const store = createStore({ clock });
  const server = createApiServer({ clock, store, random: new RandomStreams(1).stream('kube-apiserver') });
  server.bootstrap();
  const ask = (method: Method, path: string, body?: unknown, extra: Extra = {}): ApiResponse => server.handle({ method, path, body, user: person, cause: { action: 1 }, ...extra });
  ask('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  return {
    clock, store, server, ask,
    /** The message of a refusal, or `ok CODE`. */
    words: (method: Method, path: string, body?: unknown, extra: Extra = {}): string => {
      const { code, body: answer } = ask(method, path, body, extra);
      return code < 300 ? `ok ${String(code)}` : ((answer as V1Status).message ?? '');
    },
    get: <T extends KubeObject>(path: string): T => ask('GET', path).body as T,
    /** Opens a watch and collects what it tells. */
    watch: (path: string): { readonly events: WatchEvent[]; readonly handle: WatchHandle } => {
      const events: WatchEvent[] = [];
      const handle = server.watch({ method: 'GET', path, user: person, cause: { action: 1 } }, (event) => { events.push(event); });
      if (!('stop' in handle)) throw new Error(handle.message);
      return { events, handle };
    },
  };
}

export const pods = '/api/v1/namespaces/default/pods';

/** A pod with one container. */
export const pod = (name: string, spec: object = {}, metadata: object = {}): object => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name, ...metadata }, spec: { containers: [{ name: 'app', image: 'nginx:1.25' }], ...spec },
});
