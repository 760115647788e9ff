import { defaultPlugins, extensionPoints, type ExtensionPoint, type PluginSet, type SchedulerProfile, type WeightedPlugin } from '../config.ts';

const filtering: readonly ExtensionPoint[] = ['preFilter', 'filter'];
const scoring: readonly ExtensionPoint[] = ['preScore', 'score'];

/** Where each plugin has something to say. @see Kubernetes documentation, kube-scheduler configuration, scheduling plugins */
const pointsOf: Readonly<Record<string, readonly ExtensionPoint[]>> = {
  SchedulingGates: ['preEnqueue'],
  PrioritySort: ['queueSort'],
  NodeUnschedulable: ['filter'],
  NodeName: ['filter'],
  TaintToleration: ['filter', ...scoring],
  NodeAffinity: [...filtering, ...scoring],
  NodePorts: filtering,
  NodeResourcesFit: [...filtering, ...scoring],
  VolumeRestrictions: filtering,
  NodeVolumeLimits: filtering,
  VolumeBinding: [...filtering, 'reserve', 'preBind', ...scoring],
  VolumeZone: filtering,
  PodTopologySpread: [...filtering, ...scoring],
  InterPodAffinity: [...filtering, ...scoring],
  DynamicResources: ['preEnqueue', ...filtering, 'postFilter', ...scoring, 'reserve', 'preBind'],
  DefaultPreemption: ['preEnqueue', 'postFilter'],
  NodeResourcesBalancedAllocation: scoring,
  ImageLocality: ['score'],
  DefaultBinder: ['bind'],
};

/** The plugins of a profile by extension point, in the order in which they are asked there. */
export type EnabledPlugins = Readonly<Record<ExtensionPoint, readonly WeightedPlugin[]>>;

/** The defaults with a profile's changes: an enabled plugin that is there already keeps its place, others come last. */
function merged(defaults: readonly WeightedPlugin[], { enabled = [], disabled = [] }: PluginSet): readonly WeightedPlugin[] {
  const off = new Set(disabled.map(({ name }) => name));
  const own = new Map(enabled.map(({ name, weight = 0 }) => [name, { name, weight }]));
  const kept = off.has('*') ? [] : defaults.filter(({ name }) => !off.has(name)).map((plugin) => own.get(plugin.name) ?? plugin);
  const known = new Set(kept.map(({ name }) => name));
  return [...kept, ...[...own.values()].filter(({ name }) => !known.has(name))];
}

function at(point: ExtensionPoint, everywhere: readonly WeightedPlugin[], { enabled = [], disabled = [] }: PluginSet): readonly WeightedPlugin[] {
  const off = new Set(disabled.map(({ name }) => name));
  const spread = everywhere.filter(({ name }) => pointsOf[name]?.includes(point));
  const spreadNames = new Set(spread.map(({ name }) => name));
  const own = enabled.map(({ name, weight = 0 }) => ({ name, weight }));
  const ownNames = new Set(own.map(({ name }) => name));
  return [
    ...own.filter(({ name }) => spreadNames.has(name)),
    ...(off.has('*') ? [] : spread.filter(({ name }) => !off.has(name) && !ownNames.has(name))),
    ...own.filter(({ name }) => !spreadNames.has(name)),
  ];
}

/**
 * What a profile runs. Plugins that an extension point names go first there, then those of `multiPoint` that it does not
 * disable.
 *
 * @see Kubernetes 1.36, scheduler framework, expandMultiPointPlugins
 */
export function enabledPlugins({ plugins = {} }: SchedulerProfile): EnabledPlugins {
  const everywhere = merged(defaultPlugins, plugins.multiPoint ?? {});
  return Object.fromEntries(extensionPoints.map((point) => [point, at(point, everywhere, plugins[point] ?? {})])) as EnabledPlugins;
}

const typeName = (point: ExtensionPoint): string => `${point.charAt(0).toUpperCase()}${point.slice(1)}Plugin`;

/** What keeps a framework from being built of these plugins, in Kubernetes' words; undefined where nothing does. */
export function pluginsProblem(profile: SchedulerProfile): string | undefined {
  const { plugins = {} } = profile;
  const unknown = plugins.multiPoint?.enabled?.find(({ name }) => !Object.hasOwn(pointsOf, name));
  if (unknown) return `PreFilterPlugin "${unknown.name}" does not exist`;
  for (const point of extensionPoints) {
    const names = new Set<string>();
    for (const { name = '' } of plugins[point]?.enabled ?? []) {
      if (!Object.hasOwn(pointsOf, name)) return `${typeName(point)} "${name}" does not exist`;
      if (!pointsOf[name]?.includes(point)) return `plugin "${name}" does not extend ${typeName(point)} plugin`;
      if (names.has(name)) return `plugin "${name}" already registered as "${typeName(point)}"`;
      names.add(name);
    }
  }
  const { queueSort, bind } = enabledPlugins(profile);
  if (queueSort.length === 0) return 'no queue sort plugin is enabled';
  return bind.length === 0 ? 'at least one bind plugin is needed' : undefined;
}
