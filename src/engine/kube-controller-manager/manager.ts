import { EventRecorder, runAsLeader, type Client } from '../client/index.ts';
import type { Clock, RandomStreams } from '../sim/index.ts';
import { defaultOptions, type ControllerDefinition, type ControllerManagerOptions, type Running } from './context.ts';
import { controllers } from './controllers.ts';

export interface ControllerManagerSettings {
  readonly clock: Clock;
  readonly random: RandomStreams;
  /** The manager's own client; controllers share its caches and write under their own accounts. */
  readonly client: Client;
  readonly options?: Partial<ControllerManagerOptions>;
  /** Told when the manager could not hold its Lease any longer and has stopped. */
  readonly onLost?: () => void;
}

/**
 * Starts every controller of the registry, each under its own service account (`--use-service-account-credentials`), so that
 * every write tells who made it. They start once the manager holds its Lease: at once in a new cluster, 15 s after the last
 * sign of life of an instance before it.
 */
export function startControllerManager(settings: ControllerManagerSettings): Running {
  const { clock, client, onLost } = settings;
  const random = settings.random.stream('kube-controller-manager');
  const host = settings.options?.host ?? defaultOptions.host;
  return runAsLeader({ clock, client, random }, { name: 'kube-controller-manager', host, ...(onLost ? { onLost } : {}) }, () => startControllers(controllers, settings));
}

/** Starts some controllers only; what {@link startControllerManager} does with all of them. */
export function startControllers(definitions: readonly ControllerDefinition[], settings: ControllerManagerSettings): Running {
  const options = { ...defaultOptions, ...settings.options };
  const running = definitions
    .filter(({ name }) => !options.without.includes(name))
    .map((definition) => startOne(definition, settings, options));
  return {
    stop: () => {
      for (const controller of running) controller.stop();
    },
  };
}

function startOne(definition: ControllerDefinition, settings: ControllerManagerSettings, options: ControllerManagerOptions): Running {
  const { clock } = settings;
  const { name, account, component = account ?? name } = definition;
  const random = settings.random.stream(`kube-controller-manager/${name}`);
  const client = account === undefined ? settings.client : asAccount(settings.client, account);
  const events = new EventRecorder({ clock, random, client }, { component });
  return definition.start({ clock, random, client, events, options });
}

function asAccount(client: Client, account: string): Client {
  const user = { name: `system:serviceaccount:kube-system:${account}`, groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'] };
  return client.as(user, account);
}
