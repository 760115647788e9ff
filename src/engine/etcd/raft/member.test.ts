import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../sim/random.ts';
import { Member } from './member.ts';
import type { Message } from './messages.ts';
import { Laws } from './testing/laws.ts';

const names = ['a', 'b', 'c', 'd', 'e'] as const;

/** What a hostile world does next. Numbers choose a member or a message on the wire. */
type Deed = readonly [what: 'deliver' | 'drop' | 'repeat' | 'time' | 'beat' | 'propose' | 'crash' | 'quorum' | 'compact', which: number];

/** Members on a wire that loses, repeats and reorders messages, whose clocks run as they like. */
function hostile(size: number, seed: number) {
  const laws = new Laws();
  const wire: Message<number>[] = [];
  const ids = names.slice(0, size);
  const random = new RandomStreams(seed).stream('raft');
  const members = ids.map((id) => new Member<number>({ id, members: ids, random, send: (message) => { wire.push(message); }, onCommit: (index, entry) => { laws.commit(index, entry); } }));
  let [nowMs, value] = [0, 0];
  const act = ([what, which]: Deed): void => {
    nowMs += which % 700;
    const member = members[which % size] as Member<number>;
    const at = wire.length > 0 ? which % wire.length : -1;
    const message = wire[at];
    if (what === 'deliver' && message) {
      wire.splice(at, 1);
      members.find(({ id }) => id === message.to)?.step(message, nowMs);
    }
    else if (what === 'drop') wire.splice(at, 1);
    else if (what === 'repeat' && message) members.find(({ id }) => id === message.to)?.step(message, nowMs);
    else if (what === 'time') member.timeUp(nowMs);
    else if (what === 'beat') for (const peer of member.peers) member.beat(peer);
    else if (what === 'propose') member.propose(++value);
    else if (what === 'crash') member.restart(nowMs);
    else if (what === 'quorum') member.checkQuorum(nowMs);
    else if (what === 'compact') member.log.compact(member.commit);
  };
  return { members, laws, wire, act };
}

const deed: fc.Arbitrary<Deed> = fc.tuple(
  fc.oneof({ weight: 40, arbitrary: fc.constant('deliver' as const) }, { weight: 3, arbitrary: fc.constant('propose' as const) }, { weight: 1, arbitrary: fc.constant('time' as const) }, { weight: 3, arbitrary: fc.constantFrom('drop' as const, 'repeat' as const, 'beat' as const, 'crash' as const, 'quorum' as const, 'compact' as const) }),
  fc.nat(10_000),
);

describe('members that speak Raft', () => {
  it('keep its laws, whatever is lost, repeated or late, whoever crashes and whose time is up', () => {
    let [led, committed] = [0, 0];
    fc.assert(fc.property(fc.constantFrom(3, 5), fc.nat(1000), fc.array(deed, { minLength: 200, maxLength: 500, size: 'max' }), (size, seed, deeds) => {
      const { act, laws, members } = hostile(size, seed);
      deeds.forEach((next, index) => {
        act(next);
        if (index % 7 === 0) laws.check(members);
      });
      led += Number(members.some(({ term }) => term > 1));
      committed += laws.committed.size;
    }), { numRuns: 40, seed: 7 });
    expect([led > 20, committed > 200], `${String(led)} runs with elections, ${String(committed)} entries`).toEqual([true, true]);
  });

  it('commit an entry of an older term only together with one of their own', () => {
    const wire: Message<number>[] = [];
    const ids = names.slice(0, 3);
    const random = new RandomStreams(1).stream('raft');
    const [a, b, c] = ids.map((id) => new Member<number>({ id, members: ids, random, send: (message) => { wire.push(message); } })) as [Member<number>, Member<number>, Member<number>];
    let nowMs = 0;
    /** Delivers what some say to one another until they are silent; what is said to others is lost. */
    const talk = (...those: readonly Member<number>[]): void => {
      for (let message = wire.shift(); message; message = wire.shift()) {
        const { from, to } = message;
        if (those.some(({ id }) => id === from)) those.find(({ id }) => id === to)?.step(message, nowMs);
      }
    };
    const elect = (one: Member<number>, ...voters: readonly Member<number>[]): void => {
      for (let tries = 0; one.role !== 'leader' && tries < 20; tries++) {
        const message = wire.shift();
        if (message) [one, ...voters].find(({ id }) => id === message.to)?.step(message, nowMs);
        else one.timeUp((nowMs += 5000));
      }
    };
    elect(a, b, c);
    talk(a, b, c);
    expect([a, b, c].map(({ commit }) => commit)).toEqual([1, 1, 1]);
    a.propose(7);
    wire.length = 0;
    elect(c, b);
    wire.length = 0;
    nowMs += 5000;
    for (const one of [a, b]) one.restart(nowMs);
    elect(a, b);
    wire.length = 0;
    expect([a.log.termAt(2), a.log.termAt(3), a.term]).toEqual([1, 3, 3]);
    a.step({ type: 'append-answer', from: 'b', to: 'a', term: 3, index: 2, refused: false, hint: 0 }, nowMs);
    expect(a.commit, 'a majority has entry 2, but it is of term 1').toBe(1);
    a.step({ type: 'append-answer', from: 'b', to: 'a', term: 3, index: 3, refused: false, hint: 0 }, nowMs);
    expect(a.commit).toBe(3);
  });
});
