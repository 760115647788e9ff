import { noAnswer, type ApiRequest, type ApiResponse, type ApiServer, type WatchEvent, type WatchHandle } from '../../kube/api.ts';
import type { V1Status } from '../../kube/generated/types.ts';
import type { Random } from '../sim/index.ts';

export interface FaultyApi extends ApiServer {
  /** Of a hundred requests, how many fail. */
  refusalPercent: number;
  /** False: nobody listens at the API server's address. */
  listening: boolean;
  /** False: the API server cannot reach etcd. */
  hasStorage: boolean;
  /** Answers as nobody's address would, or as an API server without etcd. */
  fail(request: ApiRequest, how: 'silent' | 'no storage'): ApiResponse;
  /** Told of what fails here; undefined while nobody looks. */
  onFailure: ((request: ApiRequest, code: number, status: V1Status) => void) | undefined;
}

/** Stands between the clients and the API server and lets requests fail on purpose. */
export function createFaultyApi(api: ApiServer, random: Random): FaultyApi {
  const faulty: FaultyApi = {
    refusalPercent: 0,
    listening: true,
    hasStorage: true,
    onFailure: undefined,
    fail: (request, how) => (how === 'silent' ? { code: noAnswer, body: failed(request, noAnswer, connectionRefused) } : { code: 500, body: failed(request, 500, noStorage) }),
    handle(request: ApiRequest): ApiResponse {
      if (!faulty.listening) return faulty.fail(request, 'silent');
      if (!faulty.hasStorage) return faulty.fail(request, 'no storage');
      if (isRefused(request)) return { code: 500, body: failed(request, 500, refusal) };
      return api.handle(request);
    },
    watch(request: ApiRequest, sink: (event: WatchEvent) => void): WatchHandle | V1Status {
      if (!faulty.listening) return failed(request, noAnswer, connectionRefused);
      if (!faulty.hasStorage) return failed(request, 500, noStorage);
      return isRefused(request) ? failed(request, 500, refusal) : api.watch(request, sink);
    },
  };

  /** People are spared: a class should see the cluster suffer, not its own prompt. */
  function isRefused({ user }: ApiRequest): boolean {
    return faulty.refusalPercent > 0 && user.name.startsWith('system:') && random.next() * 100 < faulty.refusalPercent;
  }

  function failed(request: ApiRequest, code: number, status: V1Status): V1Status {
    faulty.onFailure?.(request, code, status);
    return status;
  }

  return faulty;
}

const refusal: V1Status = {
  kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: 500, reason: 'InternalError', message: 'Internal error occurred: refused on purpose',
};

const noStorage: V1Status = {
  kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: 500,
  message: 'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"',
};

const connectionRefused: V1Status = {
  kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: noAnswer, message: 'connection refused',
};
