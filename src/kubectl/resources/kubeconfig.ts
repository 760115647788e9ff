import type { Settings } from '../effects.ts';

/** What a kubeconfig file says. */
export interface KubeConfig {
  readonly clusters: Readonly<Record<string, { readonly server: string }>>;
  readonly users: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly contexts: Readonly<Record<string, ContextEntry>>;
  /** '' where none is set. */
  readonly current: string;
}

export interface ContextEntry {
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
}

/** Where kubectl would keep it. */
export const kubeconfigFile = '/home/drydock/.kube/config';

/** The kubeconfig that settings stand for: what was written, or the one context that was there from the beginning. */
export function kubeconfigOf({ config, context, namespace, server, user }: Settings): KubeConfig {
  return config ?? {
    clusters: { [context]: { server } }, users: { [user]: {} }, current: context,
    contexts: { [context]: { cluster: context, user, ...(namespace === 'default' ? {} : { namespace }) } },
  };
}

/** The settings of later commands, as its current context says. Whoever reaches this cluster stays who they are: credentials are kept, not used. */
export function settingsOf(settings: Settings, config: KubeConfig): Settings {
  return { ...settings, ...placeOf(config, config.current), config };
}

/** Where a context leads; without one, nowhere in particular. */
export function placeOf(config: KubeConfig, context: string): Pick<Settings, 'context' | 'namespace' | 'user' | 'server'> {
  const { cluster = '', user = '', namespace = 'default' } = config.contexts[context] ?? {};
  return { context, namespace, user, server: config.clusters[cluster]?.server ?? 'http://localhost:8080' };
}

/** The entries by name, without one of them. */
export function without<T>(entries: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(entries).filter(([other]) => other !== name));
}

const sorted = <T>(entries: Readonly<Record<string, T>>): readonly (readonly [string, T])[] => Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1));
const secret = new Set(['token', 'password']);

/** As `kubectl config view` shows it; an empty list is null there. */
export function shownConfig({ clusters, users, contexts, current }: KubeConfig, isRaw: boolean): Readonly<Record<string, unknown>> {
  const list = (items: readonly unknown[]): readonly unknown[] | null => (items.length > 0 ? items : null);
  const hidden = (user: Readonly<Record<string, string>>): object => Object.fromEntries(Object.entries(user).map(([field, value]) => [field, !isRaw && secret.has(field) ? 'REDACTED' : value]));
  return {
    kind: 'Config', apiVersion: 'v1',
    clusters: list(sorted(clusters).map(([name, cluster]) => ({ name, cluster }))), users: list(sorted(users).map(([name, user]) => ({ name, user: hidden(user) }))),
    contexts: list(sorted(contexts).map(([name, { cluster = '', user = '', namespace }]) => ({ name, context: { cluster, user, ...(namespace === undefined ? {} : { namespace }) } }))),
    'current-context': current,
  };
}

/** Only what a context needs. */
export function minified(config: KubeConfig, context: string): KubeConfig {
  const entry = config.contexts[context] ?? {};
  const only = <T>(entries: Readonly<Record<string, T>>, name = ''): Readonly<Record<string, T>> => (Object.hasOwn(entries, name) ? { [name]: entries[name] as T } : {});
  return { current: context, contexts: { [context]: entry }, clusters: only(config.clusters, entry.cluster), users: only(config.users, entry.user) };
}

/** `contexts.NAME.namespace` as `kubectl config set` takes it, changed; why it cannot be, in words. A value of undefined takes it away. */
export function withProperty(config: KubeConfig, path: string, value: string | undefined): KubeConfig | string {
  const [part = '', ...rest] = path.split('.');
  if (part === 'current-context' && rest.length === 0) return { ...config, current: value ?? '' };
  if (part !== 'clusters' && part !== 'users' && part !== 'contexts') return `unable to parse ${path} after [] at api.Config`;
  if (rest.length === 0) return value === undefined ? { ...config, [part]: {} } : `unable to parse ${path} after [${part}] at map`;
  const fields = { clusters: ['server', 'certificate-authority', 'insecure-skip-tls-verify'], users: ['token', 'username', 'password', 'client-certificate', 'client-key'], contexts: ['cluster', 'user', 'namespace'] }[part];
  const field = fields.find((known) => rest.length > 1 && rest.at(-1) === known);
  const name = (field === undefined ? rest : rest.slice(0, -1)).join('.');
  const entries = config[part] as Readonly<Record<string, Readonly<Record<string, string>>>>;
  if (field === undefined) return value === undefined ? { ...config, [part]: without(entries, name) } : `unable to parse ${path} after [${part} ${name}] at api.Config`;
  const entry = entries[name] ?? {};
  return { ...config, [part]: { ...entries, [name]: value === undefined ? without(entry, field) : { ...entry, [field]: value } } };
}
