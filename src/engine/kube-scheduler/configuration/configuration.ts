import { duplicate, fieldErrorsText, invalid, required, type FieldError } from '../../../kube/field-errors.ts';
import type { V1NodeAffinity, V1PreferredSchedulingTerm } from '../../../kube/generated/types.ts';
import { readYaml } from '../../../kube/yaml/index.ts';
import type { PluginArgs, ResourceSpec, SchedulerConfig, SchedulerProfile, ScoringStrategy, ShapePoint } from '../config.ts';
import { pluginsProblem } from '../framework/enabled-plugins.ts';
import { checkShape, decodingText, withoutNulls, type DecodingProblems, type Shape } from './decode.ts';
import { argsShapes, configurationShape } from './shapes.ts';
import { argsErrors } from './validate-args.ts';

const version = 'kubescheduler.config.k8s.io/v1';
const kind = 'KubeSchedulerConfiguration';

interface Plugin {
  readonly name?: string;
  readonly args?: unknown;
}

/** As somebody writes it. */
interface Written extends Omit<SchedulerConfig, 'profiles'> {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly parallelism?: number;
  readonly profiles?: readonly (Omit<SchedulerProfile, 'pluginArgs'> & { readonly pluginConfig?: readonly Plugin[] })[];
}

/** A configuration, or what is wrong with it in kube-scheduler's words. */
export type ConfigurationReading = { readonly config: SchedulerConfig } | { readonly problem: string };

/** What the default scheduler runs with, as a document to begin with. */
export const defaultConfiguration = `apiVersion: ${version}
kind: ${kind}
profiles:
- schedulerName: default-scheduler
`;

/**
 * Reads, completes and checks a KubeSchedulerConfiguration in YAML.
 *
 * @see Kubernetes documentation, kube-scheduler configuration (v1)
 */
export function readConfiguration(yaml: string): ConfigurationReading {
  const { documents, problems } = readYaml(yaml);
  const syntax = problems.find(({ severity }) => severity === 'error');
  if (syntax) return { problem: `error converting YAML to JSON: ${syntax.message}` };
  const document = documents[0]?.value;
  if (document === undefined || documents.length > 1) return { problem: `couldn't decode as ${kind}: one document is needed, not ${String(documents.length)}` };
  const undecodable = kindProblem(document) ?? shapeProblem(document, configurationShape, kind);
  if (undecodable !== undefined) return { problem: undecodable };
  const decoded = withoutNulls(document, configurationShape) as Written;
  const undecodableArgs = argsProblem(decoded);
  if (undecodableArgs !== undefined) return { problem: undecodableArgs };
  const written = withArgs(decoded);
  const config = completed(written);
  const errors = configurationErrors(written, config);
  if (errors.length > 0) return { problem: fieldErrorsText(errors) };
  for (const profile of config.profiles ?? []) {
    const problem = pluginsProblem(profile);
    if (problem !== undefined) return { problem: `initializing profiles: creating profile for scheduler name ${profile.schedulerName ?? ''}: ${problem}` };
  }
  return { config };
}

function kindProblem(written: unknown): string | undefined {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return `couldn't get version/kind; json parse error: json: cannot unmarshal ${Array.isArray(written) ? 'array' : typeof written} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
  const { apiVersion = '', kind: found = '' } = written as Written;
  if (found === '') return `Object 'Kind' is missing in '${JSON.stringify(written)}'`;
  if (apiVersion === '') return `Object 'apiVersion' is missing in '${JSON.stringify(written)}'`;
  if (apiVersion !== version || found !== kind) return `no kind "${found}" is registered for version "${apiVersion}" in scheme "pkg/scheduler/apis/config/scheme/scheme.go:30"`;
  return undefined;
}

function shapeProblem(value: unknown, shape: Shape, struct: string): string | undefined {
  const problems: DecodingProblems = { unknown: [], mismatch: undefined };
  checkShape(value, shape, struct, problems);
  return decodingText(problems);
}

/** A plugin may have any name, `constructor` too. */
const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined => (Object.hasOwn(table, name) ? table[name] : undefined);

function argsProblem({ profiles = [] }: Written): string | undefined {
  for (const { name = '', args } of profiles.flatMap(({ pluginConfig = [] }) => pluginConfig)) {
    const shape = own(argsShapes, name);
    const wrong = shape && shapeProblem(args, shape, `${name}Args`);
    if (wrong !== undefined) return `decoding args for plugin ${name}: ${wrong}`;
  }
  return undefined;
}

/** With the arguments of each plugin that is known as Go would hold them. */
function withArgs(written: Written): Written {
  const decoded = ({ name = '', args }: Plugin): Plugin => ({ name, args: withoutNulls(args, own(argsShapes, name) ?? 'any') });
  if (!written.profiles) return written;
  return { ...written, profiles: written.profiles.map((profile) => (profile.pluginConfig ? { ...profile, pluginConfig: profile.pluginConfig.map(decoded) } : profile)) };
}

const withWeights = (resources: readonly ResourceSpec[] | undefined): readonly ResourceSpec[] | undefined =>
  resources?.map(({ name, weight }) => ({ name: (name as string | undefined) ?? '', weight: (weight as number | undefined) || 1 }));

/** What defaulting adds to a strategy; what a point of its shape does not say is 0. */
function completedStrategy(strategy: ScoringStrategy): ScoringStrategy {
  const resources = withWeights(strategy.resources);
  const ratio = strategy.requestedToCapacityRatio as { readonly shape?: readonly Partial<ShapePoint>[] } | undefined;
  return {
    ...strategy,
    ...(resources?.length ? { resources } : {}),
    ...(ratio ? { requestedToCapacityRatio: { shape: (ratio.shape ?? []).map(({ utilization = 0, score = 0 }) => ({ utilization, score })) } } : {}),
  };
}

/** A preference that is not said prefers nothing. */
function completedAffinity(affinity: V1NodeAffinity): V1NodeAffinity {
  const preferred = affinity.preferredDuringSchedulingIgnoredDuringExecution as readonly Partial<V1PreferredSchedulingTerm>[] | undefined;
  return { ...affinity, ...(preferred ? { preferredDuringSchedulingIgnoredDuringExecution: preferred.map(({ weight = 0, preference = {} }) => ({ weight, preference })) } : {}) };
}

/** What defaulting adds to the arguments that somebody gave. */
function completedArgs(given: PluginArgs): PluginArgs {
  const { NodeResourcesFit: fit, NodeResourcesBalancedAllocation: balanced, NodeAffinity: affinity } = given;
  const resources = withWeights(balanced?.resources);
  return {
    ...given,
    ...(fit?.scoringStrategy ? { NodeResourcesFit: { ...fit, scoringStrategy: completedStrategy(fit.scoringStrategy) } } : {}),
    ...(resources?.length ? { NodeResourcesBalancedAllocation: { ...balanced, resources } } : {}),
    ...(affinity?.addedAffinity ? { NodeAffinity: { addedAffinity: completedAffinity(affinity.addedAffinity) } } : {}),
  };
}

const percentage = (value: number | undefined): Pick<SchedulerConfig, 'percentageOfNodesToScore'> => (value === undefined ? {} : { percentageOfNodesToScore: value });

function completed(written: Written): SchedulerConfig {
  const profiles = written.profiles?.length ? written.profiles : [{}];
  const isOnly = profiles.length === 1;
  return {
    ...percentage(written.percentageOfNodesToScore),
    podInitialBackoffSeconds: written.podInitialBackoffSeconds ?? 1,
    podMaxBackoffSeconds: written.podMaxBackoffSeconds ?? 10,
    profiles: profiles.map(({ schedulerName, pluginConfig = [], percentageOfNodesToScore, plugins }) => ({
      schedulerName: schedulerName ?? (isOnly ? 'default-scheduler' : ''),
      ...percentage(percentageOfNodesToScore),
      ...(plugins ? { plugins: Object.fromEntries(Object.entries(plugins).map(([point, set]) => [point, { ...(set.enabled ? { enabled: set.enabled } : {}), ...(set.disabled ? { disabled: set.disabled } : {}) }])) } : {}),
      pluginArgs: completedArgs(Object.fromEntries(pluginConfig.map(({ name = '', args }) => [name, args ?? {}]))),
    })),
  };
}

const percentageErrors = (percentage: number | undefined, path: string): readonly FieldError[] =>
  percentage !== undefined && (percentage < 0 || percentage > 100) ? [invalid(path, percentage, 'not in valid range [0-100]')] : [];

/** @see Kubernetes 1.36, scheduler configuration, ValidateKubeSchedulerConfiguration */
function configurationErrors(written: Written, config: SchedulerConfig): readonly FieldError[] {
  const { profiles = [], percentageOfNodesToScore, podInitialBackoffSeconds = 1, podMaxBackoffSeconds = 10 } = config;
  const names = profiles.map(({ schedulerName }) => schedulerName);
  const { parallelism = 16 } = written;
  return [
    ...(parallelism <= 0 ? [invalid('parallelism', parallelism, 'should be an integer value greater than zero')] : []),
    ...profiles.flatMap((profile, index) => {
      const path = `profiles[${String(index)}]`;
      const first = names.indexOf(profile.schedulerName);
      return [
        ...(profile.schedulerName === '' ? [required(`${path}.schedulerName`)] : []),
        ...percentageErrors(profile.percentageOfNodesToScore, `${path}.percentageOfNodesToScore`),
        ...pluginConfigErrors(written.profiles?.[index]?.pluginConfig ?? [], profile.pluginArgs ?? {}, path),
        ...(first < index ? [duplicate(`${path}.schedulerName`, `profiles[${String(first)}].schedulerName`)] : []),
      ];
    }),
    ...queueSortErrors(profiles),
    ...percentageErrors(percentageOfNodesToScore, 'percentageOfNodesToScore'),
    ...(podInitialBackoffSeconds <= 0 ? [invalid('podInitialBackoffSeconds', podInitialBackoffSeconds, 'must be greater than 0')] : []),
    ...(podMaxBackoffSeconds < podInitialBackoffSeconds ? [invalid('podMaxBackoffSeconds', podMaxBackoffSeconds, 'must be greater than or equal to PodInitialBackoffSeconds')] : []),
  ];
}

function pluginConfigErrors(pluginConfig: readonly Plugin[], args: PluginArgs, path: string): readonly FieldError[] {
  return pluginConfig.flatMap(({ name = '' }, index) => {
    const place = `${path}.pluginConfig[${String(index)}]`;
    const isAgain = pluginConfig.findIndex((other) => other.name === name) < index;
    const check = own(argsErrors as Readonly<Record<string, (given: never, at: string) => readonly FieldError[]>>, name);
    return [...(isAgain ? [duplicate(place, name)] : []), ...(check?.(args[name as keyof PluginArgs] as never, `${place}.args`) ?? [])];
  });
}

/** One queue, so one order for all profiles. */
function queueSortErrors(profiles: readonly SchedulerProfile[]): readonly FieldError[] {
  const [canon] = profiles.map(({ plugins }) => JSON.stringify(plugins?.queueSort ?? {}));
  return profiles.flatMap(({ plugins }, index) =>
    (JSON.stringify(plugins?.queueSort ?? {}) === canon ? [] : [invalid(`profiles[${String(index)}].plugins.queueSort`, plugins?.queueSort ?? {}, 'must be the same for all profiles')]));
}
