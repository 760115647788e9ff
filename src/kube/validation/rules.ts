import type { FieldError } from '../field-errors.ts';
import type { Kind, Subresource } from '../kinds.ts';
import type { KubeObject } from '../object.ts';
import type { NameCheck } from './formats.ts';

/** How the objects of one kind are checked. */
export interface Rules<T extends KubeObject = KubeObject> {
  readonly kind: Kind<T>;
  /** What names look like; metadata is then checked before everything else. Absent: `create` sees to metadata itself. */
  readonly name?: NameCheck;
  /** Everything but metadata, at creation. */
  readonly create?: (errors: FieldError[], object: T) => void;
  /** Everything but changes of metadata, at an update. Absent: the same as `create`. */
  readonly update?: (errors: FieldError[], object: T, before: T) => void;
  /** Checks at an update of the status. */
  readonly status?: (errors: FieldError[], object: T, before: T) => void;
  /** Checks of other subresources. */
  readonly subresources?: Readonly<Partial<Record<Subresource, (errors: FieldError[], object: T, before: T) => void>>>;
}

/** The rules of one kind, for the registry of all. */
export function rules<T extends KubeObject>(of: Rules<T>): Rules {
  return of as unknown as Rules;
}
