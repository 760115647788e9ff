import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../../kube/field-errors.ts';
import type { PluginArgs, ResourceSpec, ShapePoint } from '../config.ts';

type Args<Name extends keyof PluginArgs> = NonNullable<PluginArgs[Name]>;
type Checks = { readonly [Name in keyof PluginArgs]-?: (args: Args<Name>, path: string) => readonly FieldError[] };

const within = (value: number, min: number, max: number, path: string): readonly FieldError[] =>
  value < min || value > max ? [invalid(path, value, `not in valid range [${String(min)}, ${String(max)}]`)] : [];

function preemption({ minCandidateNodesPercentage: percentage = 10, minCandidateNodesAbsolute: absolute = 100 }: Args<'DefaultPreemption'>, path: string): readonly FieldError[] {
  const [percentagePath, absolutePath] = [`${path}.minCandidateNodesPercentage`, `${path}.minCandidateNodesAbsolute`];
  const isNone = percentage === 0 && absolute === 0;
  return [
    ...within(percentage, 0, 100, percentagePath),
    ...(absolute < 0 ? [invalid(absolutePath, absolute, 'not in valid range [0, inf)')] : []),
    ...(isNone ? [invalid(percentagePath, 0, 'cannot be zero at the same time as minCandidateNodesAbsolute'), invalid(absolutePath, 0, 'cannot be zero at the same time as minCandidateNodesPercentage')] : []),
  ];
}

function shapeErrors(shape: readonly ShapePoint[], path: string): readonly FieldError[] {
  if (shape.length === 0) return [required(path, 'at least one point must be specified')];
  const unsorted = shape.findIndex(({ utilization }, index) => index > 0 && (shape[index - 1]?.utilization ?? 0) >= utilization);
  return [
    ...(unsorted > 0 ? [invalid(`${path}[${String(unsorted)}].utilization`, shape[unsorted]?.utilization, 'values must be sorted in increasing order')] : []),
    ...shape.flatMap(({ utilization, score }, index) => [...within(utilization, 0, 100, `${path}[${String(index)}].utilization`), ...within(score, 0, 10, `${path}[${String(index)}].score`)]),
  ];
}

function weightErrors(resources: readonly ResourceSpec[], path: string): readonly FieldError[] {
  return resources.flatMap(({ name, weight }, index) =>
    (weight <= 0 || weight > 100 ? [invalid(`${path}[${String(index)}].weight`, weight, `resource weight of ${name} not in valid range (0, 100]`)] : []));
}

const strategies = ['LeastAllocated', 'MostAllocated', 'RequestedToCapacityRatio'];

function fit({ ignoredResourceGroups = [], scoringStrategy }: Args<'NodeResourcesFit'>, path: string): readonly FieldError[] {
  const groups = ignoredResourceGroups.flatMap((group, index) => (group.includes('/') ? [invalid(`${path}.ignoredResourceGroups[${String(index)}]`, group, "resource group name can't contain '/'")] : []));
  if (!scoringStrategy) return groups;
  const { type, resources = [], requestedToCapacityRatio: ratio } = scoringStrategy;
  const place = `${path}.scoringStrategy`;
  const wantsShape = type === 'RequestedToCapacityRatio';
  return [
    ...groups,
    ...(strategies.includes(type) ? [] : [notSupported(`${place}.type`, type, strategies)]),
    ...weightErrors(resources, `${place}.resources`),
    ...(wantsShape && !ratio ? [required(`${place}.requestedToCapacityRatio`, 'must be specified when type is RequestedToCapacityRatio')] : []),
    ...(wantsShape && ratio ? shapeErrors(ratio.shape, `${place}.requestedToCapacityRatio.shape`) : []),
    ...(!wantsShape && ratio ? [forbidden(`${place}.requestedToCapacityRatio`, 'must be nil when type is not RequestedToCapacityRatio')] : []),
  ];
}

function balanced({ resources = [] }: Args<'NodeResourcesBalancedAllocation'>, path: string): readonly FieldError[] {
  return resources.flatMap(({ name, weight }, index) => {
    const place = `${path}.resources[${String(index)}]`;
    const isAgain = resources.findIndex((other) => other.name === name) < index;
    return [...(isAgain ? [duplicate(`${place}.name`, name)] : []), ...(weight === 1 ? [] : [invalid(`${place}.weight`, weight, 'must be 1')])];
  });
}

const actions = ['DoNotSchedule', 'ScheduleAnyway'];

function spread({ defaultingType = 'System', defaultConstraints = [] }: Args<'PodTopologySpread'>, path: string): readonly FieldError[] {
  const typePath = `${path}.defaultingType`;
  const typeErrors = !['System', 'List'].includes(defaultingType) ? [notSupported(typePath, defaultingType, ['System', 'List'])]
    : defaultingType === 'System' && defaultConstraints.length > 0 ? [invalid(typePath, defaultingType, 'when .defaultConstraints are not empty')] : [];
  return [...typeErrors, ...defaultConstraints.flatMap((constraint, index) => {
    const place = `${path}.defaultConstraints[${String(index)}]`;
    const { maxSkew = 0, topologyKey = '', whenUnsatisfiable = '' } = constraint as Partial<typeof constraint>;
    const isAgain = defaultConstraints.slice(0, index).some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable);
    return [
      ...(maxSkew <= 0 ? [invalid(`${place}.maxSkew`, maxSkew, 'not in valid range (0, inf)')] : []),
      ...(topologyKey === '' ? [required(`${place}.topologyKey`, 'can not be empty')] : []),
      ...(whenUnsatisfiable === '' ? [required(`${place}.whenUnsatisfiable`, 'can not be empty')] : []),
      ...(whenUnsatisfiable === '' || actions.includes(whenUnsatisfiable) ? [] : [notSupported(`${place}.whenUnsatisfiable`, whenUnsatisfiable, actions)]),
      ...('labelSelector' in constraint ? [forbidden(`${place}.labelSelector`, 'constraint must not define a selector, as they deduced for each pod')] : []),
      ...(isAgain ? [duplicate(place, `{${topologyKey}, ${whenUnsatisfiable}}`)] : []),
    ];
  })];
}

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'];

function addedAffinity({ addedAffinity: added }: Args<'NodeAffinity'>, path: string): readonly FieldError[] {
  const place = `${path}.addedAffinity`;
  const required = (added?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []).map((term, index) => ({ term, at: `${place}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[${String(index)}]` }));
  const preferred = (added?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ preference: term }, index) => ({ term, at: `${place}.preferredDuringSchedulingIgnoredDuringExecution[${String(index)}]` }));
  return [...required, ...preferred].flatMap(({ term, at }) => (term.matchExpressions ?? []).flatMap(({ operator }, index) =>
    (operators.includes(operator) ? [] : [notSupported(`${at}.matchExpressions[${String(index)}].operator`, operator, operators)])));
}

/** What is wrong with the arguments of each plugin. @see Kubernetes 1.36, scheduler configuration, validation of plugin arguments */
export const argsErrors: Checks = {
  DefaultPreemption: preemption,
  InterPodAffinity: ({ hardPodAffinityWeight = 1 }, path) => within(hardPodAffinityWeight, 0, 100, `${path}.hardPodAffinityWeight`),
  NodeAffinity: addedAffinity,
  NodeResourcesBalancedAllocation: balanced,
  NodeResourcesFit: fit,
  PodTopologySpread: spread,
};
