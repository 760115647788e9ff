import type { WatchEvent } from '../../../kube/api.ts';
import type { V1Scale } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { Call } from '../core.ts';
import type { ObjectList } from '../verbs/list.ts';
import { keyIn } from '../resource.ts';
import { ageOf } from './cells.ts';
import { columns } from './printer.ts';
import { tableOf, wantsTable, type Table } from './table.ts';

const wantsMetadata = (accept: string | undefined): boolean => accept !== undefined && /^[^,]*;as=PartialObjectMetadata(List)?;/.test(accept);

/** The answer to a read as the client asked for it: as it is, as a table, or metadata alone. */
export function presented(call: Call, answer: KubeObject | ObjectList): unknown {
  const { accept } = call.request;
  if (wantsTable(accept)) return answer.kind === 'Scale' ? scaleTable(call, answer as V1Scale) : table(call, answer);
  if (!wantsMetadata(accept)) return seesManagedFields(call) ? withManagedFields(call, answer) : answer;
  if (!('items' in answer)) return metadataOnly(answer);
  return { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata: answer.metadata, items: answer.items.map(metadataOnly) };
}

const metadataOnly = ({ metadata }: KubeObject): KubeObject => ({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: metadata ?? {} });

function table(call: Call, answer: KubeObject | ObjectList): Table {
  return tableOf(call.resource, answer, call.info.query.get('includeObject'), { nowMs: call.core.clock.epochMs });
}

/** Clients from outside say what they accept; kubectl is one wherever it runs. */
export const seesManagedFields = ({ request }: Call): boolean => request.accept !== undefined || request.userAgent === 'kubectl';

/**
 * Whoever says what it accepts comes from outside and sees `managedFields`; the cluster's own components do not, and
 * objects are not copied for them.
 */
export function withManagedFields<T extends KubeObject | ObjectList>(call: Call, answer: T): T {
  if (answer.kind === 'Scale' || answer.kind === 'Status') return answer;
  if ('items' in answer) return { ...answer, items: answer.items.map((item) => (call.resource.custom ? ofOne(call, item) : withoutType(ofOne(call, item)))) };
  return ofOne(call, answer) as T;
}

/** Items of a list of a built-in kind do not say their kind: the list does. */
function withoutType({ kind: _kind, apiVersion: _apiVersion, ...item }: KubeObject): KubeObject {
  return item;
}

function ofOne({ core, resource }: Call, object: KubeObject): KubeObject {
  const { namespace = '', name = '' } = object.metadata ?? {};
  const managedFields = core.fields.entries(keyIn(resource, namespace, name), resource);
  return managedFields.length === 0 ? object : { ...object, metadata: { ...object.metadata, managedFields } };
}

function scaleTable(call: Call, scale: V1Scale): Table {
  const row = [scale.metadata?.name ?? '', scale.spec?.replicas ?? 0, scale.status?.replicas ?? 0, ageOf(scale, call.core.clock.epochMs)];
  return {
    kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: { resourceVersion: scale.metadata?.resourceVersion ?? '' },
    columnDefinitions: columns('Name', 'Desired#', 'Available#', 'Age'), rows: [{ cells: row, object: metadataOnly(scale) }],
  };
}

/** A sink that is told of events as the client asked for them; of a watch of tables only the first event names the columns. */
export function presentedSink(call: Call, sink: (event: WatchEvent) => void): (event: WatchEvent) => void {
  const { accept } = call.request;
  if (wantsMetadata(accept)) return ({ type, object }) => { sink({ type, object: metadataOnly(object) }); };
  if (!wantsTable(accept)) return !seesManagedFields(call) ? sink : ({ type, object }) => { sink({ type, object: type === 'BOOKMARK' ? object : withManagedFields(call, object) }); };
  let isFirst = true;
  return ({ type, object }) => {
    if (type === 'BOOKMARK') {
      sink({ type, object });
      return;
    }
    const whole = table(call, object);
    sink({ type, object: (isFirst ? whole : { ...whole, columnDefinitions: null }) as unknown as KubeObject });
    isFirst = false;
  };
}
