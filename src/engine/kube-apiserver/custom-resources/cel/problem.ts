/** An expression that cannot be read or evaluated; caught where rules are applied. */
export class CelProblem extends Error {}
