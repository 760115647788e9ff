/** An expression that cannot be read or evaluated; caught where rules are applied. */
export class CelProblem extends Error {
  /** @param at where in the expression, from 0. */
  constructor(message: string, readonly at: number = 0) {
    super(message);
  }
}
