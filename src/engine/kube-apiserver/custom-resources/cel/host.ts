import type { CelValue } from './evaluate.ts';
import { CelProblem } from './problem.ts';

/** A value that brings its own functions. */
export abstract class CelHost {
  /** Answers `value.name(args)`. */
  abstract call(name: string, args: readonly CelValue[]): CelValue;
}

/** A value that may not be there: of `a.?b`, `a[?0]` and `optional.of(a)`. */
export class OptionalValue extends CelHost {
  constructor(readonly value: CelValue) {
    super();
  }

  call(name: string, [other]: readonly CelValue[]): CelValue {
    const has = this.value !== undefined;
    switch (name) {
      case 'hasValue': return has;
      case 'orValue': return has ? this.value : other;
      case 'or': return has ? this : other;
      case 'value':
        if (!has) throw new CelProblem('optional.none() dereference');
        return this.value;
      default: throw new CelProblem('no such overload');
    }
  }
}

const isZero = (value: CelValue): boolean =>
  value === undefined || value === null || value === 0 || value === '' || value === false || (typeof value === 'object' && Object.keys(value).length === 0);

/** `optional.of(…)` and its kin. */
export const optionalFunctions: Readonly<Record<string, (value: CelValue) => CelValue>> = {
  of: (value) => new OptionalValue(value),
  none: () => new OptionalValue(undefined),
  ofNonZeroValue: (value) => new OptionalValue(isZero(value) ? undefined : value),
};
