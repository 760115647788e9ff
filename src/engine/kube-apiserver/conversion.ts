import type { CoreV1Event, EventsV1Event, V1HorizontalPodAutoscaler, V2HorizontalPodAutoscaler } from '../../kube/generated/types.ts';
import type { KubeObject } from '../../kube/object.ts';
import { takeBeyond, withBeyond } from './autoscaler-annotations.ts';
import type { Resource } from './resource.ts';

type Convert = (object: KubeObject) => KubeObject;

/** `undefined` values are left out. */
function clean<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

function eventToStorage(object: KubeObject): KubeObject {
  const event = object as EventsV1Event;
  const { regarding, note, deprecatedCount, deprecatedFirstTimestamp, deprecatedLastTimestamp, deprecatedSource, reportingController, ...rest } = event;
  return clean({
    ...rest, apiVersion: 'v1', involvedObject: regarding ?? {}, message: note, count: deprecatedCount, firstTimestamp: deprecatedFirstTimestamp,
    lastTimestamp: deprecatedLastTimestamp, source: deprecatedSource ?? {}, reportingComponent: reportingController,
  }) as KubeObject;
}

function eventToServed(object: KubeObject): KubeObject {
  const event = object as CoreV1Event;
  const { involvedObject, message, count, firstTimestamp, lastTimestamp, source, reportingComponent, ...rest } = event;
  return clean({
    ...rest, apiVersion: 'events.k8s.io/v1', regarding: involvedObject, note: message, deprecatedCount: count, deprecatedFirstTimestamp: firstTimestamp,
    deprecatedLastTimestamp: lastTimestamp, deprecatedSource: source, reportingController: reportingComponent ?? source?.component,
  }) as KubeObject;
}

function autoscalerToStorage(object: KubeObject): KubeObject {
  const { spec, status, metadata, ...rest } = object as V1HorizontalPodAutoscaler;
  const { annotations, beyond } = takeBeyond(metadata?.annotations);
  const { targetCPUUtilizationPercentage: percent, ...others } = spec ?? { maxReplicas: 0, scaleTargetRef: { kind: '', name: '' } };
  const share = percent === undefined ? [] : [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percent } } }];
  const metrics = percent === undefined && beyond.metrics === undefined ? undefined : [...(beyond.metrics ?? []), ...share];
  const current = status?.currentCPUUtilizationPercentage;
  return clean({
    ...rest, metadata: metadata && clean({ ...metadata, annotations }), apiVersion: 'autoscaling/v2', spec: clean({ ...others, metrics, behavior: beyond.behavior }),
    status: status && clean({
      observedGeneration: status.observedGeneration, lastScaleTime: status.lastScaleTime, currentReplicas: status.currentReplicas, desiredReplicas: status.desiredReplicas,
      conditions: beyond.conditions, currentMetrics: beyond.currentMetrics ?? (current === undefined ? null : [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: current } } }]),
    }),
  }) as KubeObject;
}

function autoscalerToServed(object: KubeObject): KubeObject {
  const { spec, status, metadata, ...rest } = object as V2HorizontalPodAutoscaler;
  const { metrics, behavior, ...others } = spec ?? { maxReplicas: 0, scaleTargetRef: { kind: '', name: '' } };
  const percent = metrics?.find(({ type, resource }) => type === 'Resource' && resource?.name === 'cpu')?.resource?.target.averageUtilization;
  const current = status?.currentMetrics?.find(({ resource }) => resource?.name === 'cpu')?.resource?.current.averageUtilization;
  return clean({
    ...rest, metadata: clean({ ...metadata, annotations: withBeyond(metadata?.annotations, { metrics, behavior, currentMetrics: status?.currentMetrics, conditions: status?.conditions }) }),
    apiVersion: 'autoscaling/v1', spec: clean({ ...others, targetCPUUtilizationPercentage: percent }),
    status: clean({
      observedGeneration: status?.observedGeneration, lastScaleTime: status?.lastScaleTime, currentReplicas: status?.currentReplicas ?? 0,
      desiredReplicas: status?.desiredReplicas ?? 0, currentCPUUtilizationPercentage: current,
    }),
  }) as KubeObject;
}

/** How a kind that is kept as another one is turned into it (`toStorage`) and back. */
const conversions: Readonly<Record<string, { readonly toStorage: Convert; readonly toServed: Convert }>> = {
  'events.k8s.io/v1 Event': { toStorage: eventToStorage, toServed: eventToServed },
  'autoscaling/v1 HorizontalPodAutoscaler': { toStorage: autoscalerToStorage, toServed: autoscalerToServed },
};

const conversionOf = ({ apiVersion, kind }: Resource) => conversions[`${apiVersion} ${kind.kind}`];

/** The object as it is kept. */
export function toStorage(resource: Resource, object: KubeObject): KubeObject {
  if (resource.custom) {
    const storage = resource.custom.definition.spec.versions.find((version) => version.storage)?.name ?? resource.kind.version;
    return storage === resource.kind.version ? object : { ...object, apiVersion: `${resource.kind.group}/${storage}` };
  }
  return resource.storage === resource.kind ? object : (conversionOf(resource)?.toStorage(object) ?? object);
}

/** The object as this resource's version shows it; the very same where nothing differs. */
export function toServed(resource: Resource, object: KubeObject): KubeObject {
  if (resource.custom) return object.apiVersion === resource.apiVersion ? object : { ...object, apiVersion: resource.apiVersion };
  return resource.storage === resource.kind ? object : (conversionOf(resource)?.toServed(object) ?? object);
}
