import type { V2HorizontalPodAutoscalerBehavior, V2HorizontalPodAutoscalerCondition, V2MetricSpec, V2MetricStatus } from '../../kube/generated/types.ts';

/** What autoscaling/v2 has and autoscaling/v1 has no fields for. */
export interface Beyond {
  readonly metrics?: readonly V2MetricSpec[] | undefined;
  readonly behavior?: V2HorizontalPodAutoscalerBehavior | undefined;
  readonly currentMetrics?: readonly V2MetricStatus[] | undefined;
  readonly conditions?: readonly V2HorizontalPodAutoscalerCondition[] | undefined;
}

type Annotations = Readonly<Record<string, string>>;
type Fields = Readonly<Record<string, unknown>>;

const prefix = 'autoscaling.alpha.kubernetes.io/';

/**
 * The annotations in which autoscaling/v1 shows what it has no fields for, with all others.
 *
 * @see Kubernetes 1.36, pkg/apis/autoscaling/v1/conversion.go
 */
export function withBeyond(annotations: Annotations | undefined, { metrics = [], behavior, currentMetrics, conditions }: Beyond): Annotations | undefined {
  const others = metrics.filter((metric) => !isCpuShare(metric)).map((metric) => flat(metric as unknown as Fields, 'target'));
  const added: Record<string, string> = {
    ...(others.length > 0 ? { [`${prefix}metrics`]: goJson(others) } : {}),
    ...(currentMetrics?.length ? { [`${prefix}current-metrics`]: goJson(currentMetrics.map((metric) => flat(metric as unknown as Fields, 'current'))) } : {}),
    ...(conditions?.length ? { [`${prefix}conditions`]: goJson(conditions.map(conditionOf)) } : {}),
    ...(behavior ? { [`${prefix}behavior`]: goJson(capitalised(behavior)) } : {}),
  };
  return Object.keys(added).length === 0 ? annotations : { ...annotations, ...added };
}

/** What those annotations tell, and the annotations without them. */
export function takeBeyond(annotations: Annotations | undefined): { readonly annotations: Annotations | undefined; readonly beyond: Beyond } {
  const read = (name: string): unknown => parsed(annotations?.[prefix + name]);
  const list = (name: string): readonly Fields[] | undefined => (Array.isArray(read(name)) ? read(name) as readonly Fields[] : undefined);
  const kept = annotations && Object.fromEntries(Object.entries(annotations).filter(([name]) => !['metrics', 'current-metrics', 'conditions', 'behavior'].includes(name.slice(prefix.length)) || !name.startsWith(prefix)));
  return {
    annotations: kept,
    beyond: {
      metrics: list('metrics')?.map((metric) => nested(metric, 'target') as unknown as V2MetricSpec), currentMetrics: list('current-metrics')?.map((metric) => nested(metric, 'current') as unknown as V2MetricStatus),
      conditions: list('conditions') as readonly V2HorizontalPodAutoscalerCondition[] | undefined, behavior: uncapitalised(read('behavior')) as V2HorizontalPodAutoscalerBehavior | undefined,
    },
  };
}

/** What v1 has a field for. */
const isCpuShare = ({ type, resource }: V2MetricSpec): boolean => type === 'Resource' && resource?.name === 'cpu' && resource.target.averageUtilization !== undefined;

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

const goJson = (value: unknown): string => JSON.stringify(value).replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);

const conditionOf = ({ type, status, lastTransitionTime, reason, message }: V2HorizontalPodAutoscalerCondition): Fields => ({ type, status, lastTransitionTime: lastTransitionTime ?? null, reason, message });

/** A metric of v2 as v1 writes it: what v2 nests below `target` or `current` has names of its own there. */
function flat(metric: Fields, side: 'target' | 'current'): Fields {
  const of = (kind: string): Fields | undefined => metric[kind] as Fields | undefined;
  const [object, pods, resource, container, external] = [of('object'), of('pods'), of('resource'), of('containerResource'), of('external')];
  const must = (value: unknown): unknown => value ?? '0';
  const may = side === 'target' ? (value: unknown): unknown => value : must;
  const values = (source: Fields): Fields => (source[side] ?? {}) as Fields;
  const ident = (source: Fields): Fields => (source['metric'] ?? {}) as Fields;
  const share = (source: Fields): Fields => ({ name: source['name'], [`${side}AverageUtilization`]: values(source)['averageUtilization'], [`${side}AverageValue`]: may(values(source)['averageValue']) });
  return {
    type: metric['type'],
    object: object && { target: referenceOf((object['describedObject'] ?? {}) as Fields), metricName: ident(object)['name'], [`${side}Value`]: must(values(object)['value']), selector: ident(object)['selector'], averageValue: values(object)['averageValue'] },
    pods: pods && { metricName: ident(pods)['name'], [`${side}AverageValue`]: must(values(pods)['averageValue']), selector: ident(pods)['selector'] },
    resource: resource && share(resource),
    containerResource: container && { ...share(container), container: container['container'] },
    external: external && { metricName: ident(external)['name'], metricSelector: ident(external)['selector'], [`${side}Value`]: may(values(external)['value']), [`${side}AverageValue`]: values(external)['averageValue'] },
  };
}

const referenceOf = ({ kind, name, apiVersion }: Fields): Fields => ({ kind, name, apiVersion });

/** The way back of {@link flat}. */
function nested(metric: Fields, side: 'target' | 'current'): Fields {
  const build = (kind: string): Fields | undefined => {
    const source = metric[kind] as Fields | undefined;
    if (source === undefined) return undefined;
    const averageUtilization = source[`${side}AverageUtilization`];
    const averageValue = kind === 'object' ? source['averageValue'] : source[`${side}AverageValue`];
    const value = kind === 'object' || kind === 'external' ? source[`${side}Value`] : undefined;
    const type = averageUtilization !== undefined ? 'Utilization' : averageValue !== undefined ? 'AverageValue' : 'Value';
    const name = source['metricName'] === undefined ? { name: source['name'], container: source['container'] } : { metric: clean({ name: source['metricName'], selector: source['selector'] ?? source['metricSelector'] }) };
    return clean({ ...name, describedObject: kind === 'object' ? source['target'] : undefined, [side]: clean({ type: side === 'target' ? type : undefined, value, averageValue, averageUtilization }) });
  };
  return clean({ type: metric['type'], object: build('object'), pods: build('pods'), resource: build('resource'), containerResource: build('containerResource'), external: build('external') });
}

const clean = (fields: Fields): Fields => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** As Go writes the structs behind it, whose fields have no other names: all of them, in their order. */
function capitalised({ scaleUp, scaleDown }: V2HorizontalPodAutoscalerBehavior): Fields {
  const rules = (given: V2HorizontalPodAutoscalerBehavior['scaleUp']): Fields | null => (given === undefined ? null : {
    StabilizationWindowSeconds: given.stabilizationWindowSeconds ?? null, SelectPolicy: given.selectPolicy ?? null,
    Policies: given.policies?.map(({ type, value, periodSeconds }) => ({ Type: type, Value: value, PeriodSeconds: periodSeconds })) ?? null, Tolerance: given.tolerance ?? null,
  });
  return { ScaleUp: rules(scaleUp), ScaleDown: rules(scaleDown) };
}

/** The way back of {@link capitalised}. */
function uncapitalised(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(uncapitalised);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null).map(([name, one]) => [name.charAt(0).toLowerCase() + name.slice(1), uncapitalised(one)]));
}
