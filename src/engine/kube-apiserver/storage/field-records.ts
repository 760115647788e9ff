import type { V1ManagedFieldsEntry } from '../../../kube/generated/types.ts';
import { managedFieldsOf, trackWrite, type FieldManager, type FieldRecord } from '../../../kube/managed-fields/index.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { Store } from '../../etcd/store.ts';
import { ownershipSchema, type Resource } from '../resource.ts';

/** One write, as field ownership sees it. */
export interface TrackedWrite {
  readonly resource: Resource;
  readonly key: string;
  /** `fieldManager` of the query, or the user agent up to its `/`. */
  readonly manager: string;
  readonly subresource: string;
  /** RFC 3339. */
  readonly time: string;
  readonly before: KubeObject | undefined;
  readonly after: KubeObject;
}

/**
 * Who owns which field of the objects that are there now. A write costs a note; what it means is worked out when somebody
 * wants to see `managedFields`, or applies.
 */
export class FieldRecords {
  readonly #records = new Map<string, FieldRecord>();
  /** One object for each manager, version and subresource: there are few of them, and many writes. */
  readonly #managers = new Map<string, FieldManager>();

  constructor(store: Store) {
    store.watch('/registry/', store.revision, ({ key, type }) => {
      if (type === 'DELETED') this.#records.delete(key);
    });
  }

  of(key: string): FieldRecord | undefined {
    return this.#records.get(key);
  }

  /** Notes a create, update or patch. */
  note({ resource, key, manager, subresource, time, before, after }: TrackedWrite): void {
    const by = this.#manager(manager, resource.apiVersion, subresource);
    this.#records.set(key, trackWrite(this.#records.get(key), { by, time, before, after }, ownershipSchema(resource)));
  }

  #manager(manager: string, apiVersion: string, subresource: string): FieldManager {
    const key = `${manager}\n${apiVersion}\n${subresource}`;
    let known = this.#managers.get(key);
    if (!known) this.#managers.set(key, (known = { manager, operation: 'Update', apiVersion, ...(subresource === '' ? {} : { subresource }) }));
    return known;
  }

  /** Sets what a server-side apply made of it. */
  set(key: string, record: FieldRecord): void {
    this.#records.set(key, record);
  }

  /** `metadata.managedFields` of an object. */
  entries(key: string, resource: Resource): readonly V1ManagedFieldsEntry[] {
    const record = this.#records.get(key);
    return record ? managedFieldsOf(record, ownershipSchema(resource)) : [];
  }
}
