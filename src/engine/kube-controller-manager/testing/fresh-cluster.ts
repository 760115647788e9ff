import type { ApiServer } from '../../../kube/api.ts';
import { createStore } from '../../etcd/index.ts';
import { createApiServer } from '../../kube-apiserver/index.ts';
import { EventQueue, RandomStreams } from '../../sim/index.ts';
import { StoryCluster, type StorySettings } from './story-cluster.ts';

/** A cluster that starts on 1 January 2026 at nine, with the real API server, one second old. */
export function story(settings: Partial<StorySettings> = {}, front: (server: ApiServer) => ApiServer = (server) => server): StoryCluster {
  const clock = new EventQueue(Date.UTC(2026, 0, 1, 9));
  const server = createApiServer({ clock, store: createStore({ clock }), random: new RandomStreams(7).stream('apiserver') });
  server.bootstrap();
  const cluster = new StoryCluster({ clock, server: front(server), ...settings });
  cluster.run(1);
  return cluster;
}
