import { isJsonObject } from '../../../kube/json.ts';
import { managedFieldsOf, recordOf, type FieldRecord } from '../../../kube/managed-fields/index.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { Call } from '../core.ts';
import { keyIn, ownershipSchema } from '../resource.ts';

/** Whether a patch says something of `managedFields`: only then has the object to have them. */
export function namesManagedFields(body: unknown): boolean {
  if (typeof body === 'string') return body.includes('managedFields');
  if (Array.isArray(body)) return body.some((operation) => isJsonObject(operation) && String(operation['path']).includes('managedFields'));
  return isJsonObject(body) && isJsonObject(body['metadata']) && Object.hasOwn(body['metadata'], 'managedFields');
}

/** The object as a client reads it. */
export function withManagedFields(call: Call, object: KubeObject): KubeObject {
  const managedFields = call.core.fields.entries(storedKey(call), call.resource);
  return managedFields.length === 0 ? object : { ...object, metadata: { ...object.metadata, managedFields } };
}

/**
 * Takes up who owns what as the client wrote it: one empty entry forgets everybody, nothing readable leaves it as it was.
 *
 * @see Kubernetes 1.36, apimachinery, util/managedfields/internal, decodeLiveOrNew
 */
export function takeSentFields(call: Call, object: KubeObject): void {
  const entries = object.metadata?.managedFields ?? [];
  const [first] = entries;
  if (!first || call.address.subresource !== '') return;
  const record = recordOf(entries);
  if (record.owners.length === 0 && Object.keys(first).length > 0) return;
  const words = (of: FieldRecord | undefined): string => JSON.stringify(managedFieldsOf(of, ownershipSchema(call.resource)));
  if (words(record) !== words(call.core.fields.of(storedKey(call)))) call.sentFields = record;
}

const storedKey = ({ resource, address }: Call): string => keyIn(resource, address.namespace, address.name);
