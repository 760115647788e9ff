import type { DiscoveryCache } from '../kubectl/index.ts';

/**
 * What the person's kubectl remembers of the server. A look is not done again in a replay, so what it found may not decide what
 * an action does: actions know what actions found, looks what either found last.
 */
export class Discovered {
  #found: DiscoveryCache['found'];
  #seen: DiscoveryCache['found'];
  readonly byActions: DiscoveryCache;
  readonly byLooks: DiscoveryCache;

  constructor() {
    const see = (found: DiscoveryCache['found']): void => { this.#seen = found; };
    const find = (found: DiscoveryCache['found']): void => { this.#found = found; see(found); };
    const [found, seen] = [() => this.#found, () => this.#seen];
    this.byActions = { get found() { return found(); }, set found(next) { find(next); } };
    this.byLooks = { get found() { return seen(); }, set found(next) { see(next); } };
  }
}
