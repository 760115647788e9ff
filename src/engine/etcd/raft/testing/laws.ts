import { expect } from 'vitest';
import type { Member } from '../member.ts';
import type { Entry } from '../messages.ts';

/** What must hold of members at every moment, and over all moments. `seen` is told of what was committed. */
export class Laws {
  readonly #leaders = new Map<number, string>();
  readonly #committed = new Map<number, Entry<number>>();

  /** Nobody ever commits another entry at an index: state machine safety. */
  commit(index: number, entry: Entry<number>): void {
    const before = this.#committed.get(index);
    if (before) expect(entry).toEqual(before);
    else this.#committed.set(index, entry);
  }

  get committed(): ReadonlyMap<number, Entry<number>> {
    return this.#committed;
  }

  check(members: readonly Member<number>[]): void {
    for (const member of members) if (member.role === 'leader') this.#checkLeader(member);
    members.forEach((a, index) => { for (const b of members.slice(index + 1)) matching(a, b); });
  }

  /** Election safety: one leader a term. Leader completeness: it has everything that was committed in a term before its own. */
  #checkLeader(member: Member<number>): void {
    const { term, id, log } = member;
    expect(this.#leaders.get(term) ?? id, `leaders of term ${String(term)}`).toBe(id);
    this.#leaders.set(term, id);
    for (const [index, entry] of this.#committed) {
      if (entry.term < term && index > log.baseIndex) expect(log.at(index), `entry ${String(index)} at the leader of term ${String(term)}`).toEqual(entry);
    }
  }
}

/** Log matching: where two logs have an entry of one term at one index, they are the same up to there. */
function matching(a: Member<number>, b: Member<number>): void {
  const first = Math.max(a.log.baseIndex, b.log.baseIndex) + 1;
  let agrees = false;
  for (let index = Math.min(a.log.lastIndex, b.log.lastIndex); index >= first; index--) {
    agrees ||= a.log.termAt(index) === b.log.termAt(index);
    if (agrees) expect(a.log.at(index)).toEqual(b.log.at(index));
  }
}
