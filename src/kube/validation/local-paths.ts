import { invalid, type FieldError } from '../field-errors.ts';

/** A path that does not climb. */
export function checkNoBacksteps(errors: FieldError[], target: string, path: string): void {
  if (target.split('/').includes('..')) errors.push(invalid(path, target, "must not contain '..'"));
}

/** A path below a directory. */
export function checkDescendingPath(errors: FieldError[], target: string, path: string): void {
  if (target.startsWith('/')) errors.push(invalid(path, target, 'must be a relative path'));
  checkNoBacksteps(errors, target, path);
}

/** A path below a directory whose first part does not begin with `..`. */
export function checkLocalPath(errors: FieldError[], target: string, path: string): void {
  checkDescendingPath(errors, target, path);
  if (target.startsWith('..') && !target.startsWith('../')) errors.push(invalid(path, target, "must not start with '..'"));
}
