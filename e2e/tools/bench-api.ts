import { performance } from 'node:perf_hooks';
import type { ApiRequest, Method } from '../../src/kube/api.ts';
import type { KubeObject } from '../../src/kube/object.ts';
import { freshServer, person, pod, pods } from '../../src/engine/kube-apiserver/testing/fresh-server.ts';

/** Requests that the API server answers in one second, each kind measured alone, on a server with 1,000 pods. */
const podsCount = 1000;
const watchersCount = 100;
const measureMs = 700;
const repeats = 5;
const merge = 'application/merge-patch+json';
const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';

type Figure = Readonly<Record<'request' | 'a second' | 'µs each', number | string>>;

type Server = ReturnType<typeof freshServer>;

function withPods(): Server {
  const cluster = freshServer();
  for (let index = 0; index < podsCount; index++) cluster.ask('POST', pods, pod(`pod-${String(index)}`, {}, { labels: { app: `app-${String(index % 10)}` } }));
  return cluster;
}

function send({ server }: Server, method: Method, path: string, body?: unknown, more: Partial<ApiRequest> = {}): KubeObject {
  const { code, body: answer } = server.handle({ method, path, body, user: person, cause: { clock: true }, ...more });
  if (code >= 300) throw new Error(`${method} ${path}: ${String(code)} ${JSON.stringify(answer)}`);
  return answer as KubeObject;
}

/** The median over several runs of how often `step` can be done in a second. */
function figure(request: string, step: (index: number) => void): Figure {
  let index = 0;
  const rates = Array.from({ length: repeats }, () => {
    const start = performance.now();
    let done = 0;
    let elapsed = 0;
    while (elapsed < measureMs) {
      step(index++);
      done++;
      elapsed = performance.now() - start;
    }
    return (done / elapsed) * 1000;
  }).sort((a, b) => a - b);
  const rate = rates[Math.floor(repeats / 2)] ?? 0;
  return { request, 'a second': rate, 'µs each': 1e6 / rate };
}

const name = (index: number): string => `${pods}/pod-${String(index % podsCount)}`;

/** Reads and writes of single objects and of a list, in process and as JSON text. */
function requests(): readonly Figure[] {
  const cluster = withPods();
  const writes = withPods();
  return [
    figure('get a pod', (index) => { send(cluster, 'GET', name(index)); }),
    figure('get a pod, as JSON', (index) => { JSON.stringify(send(cluster, 'GET', name(index))); }),
    figure('list 1,000 pods', () => { send(cluster, 'GET', pods); }),
    figure('list 1,000 pods, as JSON', () => { JSON.stringify(send(cluster, 'GET', pods)); }),
    figure('list 1,000 pods, as a table', () => { send(cluster, 'GET', pods, undefined, { accept: table }); }),
    figure('list 100 of 1,000 pods by label', () => { send(cluster, 'GET', `${pods}?labelSelector=app%3Dapp-1`); }),
    figure('create a pod', (index) => { send(writes, 'POST', pods, pod(`new-${String(index)}`)); }),
    figure('create a pod from JSON', (index) => { send(writes, 'POST', pods, JSON.stringify(pod(`text-${String(index)}`))); }),
    figure('merge patch of a label', (index) => { send(writes, 'PATCH', name(index), { metadata: { labels: { n: String(index) } } }, { contentType: merge }); }),
    figure('server-side apply of a label', (index) => {
      send(writes, 'PATCH', `${name(index)}?fieldManager=bench&force=true`, { apiVersion: 'v1', kind: 'Pod', metadata: { labels: { applied: String(index) } } }, { contentType: 'application/apply-patch+yaml' });
    }),
  ];
}

/** Writes that 100 watchers of all pods are told of. */
function fanOut(): Figure {
  const cluster = withPods();
  let told = 0;
  for (let index = 0; index < watchersCount; index++) {
    const opened = cluster.server.watch({ method: 'GET', path: '/api/v1/pods?watch=1&resourceVersion=' + String(cluster.store.revision), user: person, cause: { clock: true } }, () => { told++; });
    if (!('stop' in opened)) throw new Error(opened.message);
  }
  let writes = 0;
  const measured = figure(`merge patch, told to ${String(watchersCount)} watchers`, (index) => {
    send(cluster, 'PATCH', name(index), { metadata: { labels: { n: String(index) } } }, { contentType: merge });
    writes++;
  });
  if (told !== writes * watchersCount) throw new Error(`${String(told)} events of ${String(writes)} writes`);
  return measured;
}

/** `npm run bench -- api` */
export const apiRequests = (): readonly Figure[] => [...requests(), fanOut()];
