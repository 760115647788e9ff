import type { V1ObjectMeta } from '../../../kube/generated/types.ts';
import { without } from '../../../kube/json.ts';
import type { Call } from '../core.ts';
import type { AnyObject } from '../strategies/strategy.ts';

/** `rest.WipeObjectMetaSystemFields`: a client cannot say when an object was made, which uid it has and that it goes. */
export function wipeSystemFields(object: AnyObject): AnyObject {
  const metadata = object.metadata ?? {};
  const wiped = without(metadata as Readonly<Record<string, unknown>>, 'creationTimestamp', 'uid', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink', 'managedFields') as V1ObjectMeta;
  return wiped === object.metadata ? object : { ...object, metadata: wiped };
}

const suffixLength = 5;
const generatedNameMax = 63;

/** The first `63 − 5` characters of a generated name's base, and five characters of chance. */
export function generatedName(base: string, suffix: string): string {
  return base.slice(0, generatedNameMax - suffixLength) + suffix;
}

/** `rest.FillObjectMetaSystemFields`: time, uid, a generated name, the first generation. */
export function fillSystemFields(call: Call, object: AnyObject, hasGeneration: boolean): AnyObject {
  const { core } = call;
  const metadata = object.metadata ?? {};
  const { name, generateName } = metadata;
  const named = name || !generateName ? {} : { name: generatedName(generateName, core.random.suffix(suffixLength)) };
  return {
    ...object,
    metadata: { ...metadata, ...named, creationTimestamp: core.timestamp() as never, uid: core.random.uuid(), ...(hasGeneration ? { generation: 1 } : {}) },
  };
}

const inherited = ['uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'namespace', 'name'] as const;

/** What an update that leaves it out keeps. The generation is the server's alone. */
export function inheritSystemFields(object: AnyObject, old: AnyObject): AnyObject {
  const metadata: Record<string, unknown> = { ...object.metadata };
  for (const field of inherited) {
    const value = old.metadata?.[field];
    if (metadata[field] === undefined && value !== undefined) metadata[field] = value;
  }
  delete metadata['managedFields'];
  if (old.metadata?.generation === undefined) delete metadata['generation'];
  else metadata['generation'] = old.metadata.generation;
  return { ...object, metadata };
}

/** The object with one more generation. */
export function nextGeneration<T extends AnyObject>(object: T): T {
  return { ...object, metadata: { ...object.metadata, generation: (object.metadata?.generation ?? 0) + 1 } };
}
