/** A regular expression that RE2 refuses, or one too costly, in Go's own words: the message is what a Go program prints. */
export class RegexProblem extends Error {
  constructor(code: string, part: string) {
    super(`error parsing regexp: ${code}: \`${part}\``);
  }
}

/** A search that took more steps than are allowed at one instant. */
export class RegexTooCostly extends Error {}
