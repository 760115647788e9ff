import { expect, it } from 'vitest';
import type { ApiRequest, ApiServer, WatchEvent } from '../../kube/api.ts';
import { RandomStreams } from '../sim/index.ts';
import { createFaultyApi } from './faulty-api.ts';
import { PlacedApi } from './placed-api.ts';

const request: ApiRequest = { method: 'GET', path: '/api/v1/pods?watch=true', user: { name: 'system:node:node-1', groups: [] }, cause: { clock: true } };
const added = (name: string): WatchEvent => ({ type: 'ADDED', object: { apiVersion: 'v1', kind: 'Pod', metadata: { name } } });

/** A place that can be cut off, and a server that tells what it is told to tell. */
function place() {
  const sinks = new Set<(event: WatchEvent) => void>();
  const server: ApiServer = {
    handle: () => ({ code: 200, body: {} }),
    watch: (_, sink) => {
      sinks.add(sink);
      return { stop: () => { sinks.delete(sink); } };
    },
  };
  const faulty = createFaultyApi(server, new RandomStreams(1).stream('faults'));
  const link = { isCut: false };
  const holding = new Set<PlacedApi>();
  const api = new PlacedApi({
    faulty, holding, isDivided: () => true, way: () => (link.isCut ? undefined : { node: 'cp-1', hasStorage: true, isWell: true }),
    handle: (_, asked) => faulty.handle(asked), watch: (_, asked, sink) => faulty.watch(asked, sink),
  });
  return { api, holding, link, tell: (name: string) => { for (const sink of sinks) sink(added(name)); } };
}

it('is remembered only while it has something to tell and cannot, and forgotten with its last watch', () => {
  const { api, holding, link, tell } = place();
  const told: string[] = [];
  const opened = api.watch(request, ({ object }) => { told.push(object.metadata?.name ?? ''); });
  tell('a');
  expect([told, holding.size]).toEqual([['a'], 0]);
  link.isCut = true;
  tell('b');
  expect([told, holding.size]).toEqual([['a'], 1]);
  link.isCut = false;
  api.reconsider();
  expect([told, holding.size]).toEqual([['a', 'b'], 0]);
  link.isCut = true;
  tell('c');
  if ('stop' in opened) opened.stop();
  expect([told, holding.size]).toEqual([['a', 'b'], 0]);
});
