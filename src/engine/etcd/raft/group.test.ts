import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventQueue } from '../../sim/clock.ts';
import { RandomStreams } from '../../sim/random.ts';
import { Group } from './group.ts';
import type { Member } from './member.ts';
import { Laws } from './testing/laws.ts';

const names = ['cp-1', 'cp-2', 'cp-3', 'cp-4', 'cp-5'] as const;

function story(size = 3, { seed = 1, ticks = false, begins = true } = {}) {
  const clock = new EventQueue(0);
  const laws = new Laws();
  const ids = names.slice(0, size);
  let told = 0;
  const group = new Group<number>({ clock, random: new RandomStreams(seed).stream('etcd'), members: ids, ticks, onCommit: (index, entry) => { laws.commit(index, entry); }, onChange: () => { told++; }, ...(begins ? { begin: { term: 2, index: 10 } } : {}) });
  const members = ids.map((id) => group.member(id) as Member<number>);
  return {
    clock, group, laws, members, told: () => told,
    run: (ms: number): void => { clock.runUntil(clock.nowMs + ms); },
    roles: () => members.map(({ id, role, term }) => `${id} ${group.isUp(id) ? role : 'down'} ${String(term)}`),
    logs: () => members.map(({ log, commit }) => `${String(log.lastIndex)}/${String(commit)}`),
  };
}

type Deed = readonly [what: 'down' | 'up' | 'apart' | 'heal' | 'write' | 'offer', which: number, afterMs: number];

const deed: fc.Arbitrary<Deed> = fc.tuple(fc.constantFrom('down' as const, 'up' as const, 'up' as const, 'apart' as const, 'heal' as const, 'write' as const, 'write' as const, 'offer' as const), fc.nat(30), fc.integer({ min: 1, max: 4000 }));

function act({ group, members }: ReturnType<typeof story>, [what, which]: Deed, value: number): void {
  const { id } = members[which % members.length] as Member<number>;
  if (what === 'down' || what === 'up') group.setUp(id, what === 'up');
  else if (what === 'apart') group.setApart(new Set(members.filter((_, index) => ((which >> index) & 1) === 1).map((member) => member.id)));
  else if (what === 'heal') group.setApart(new Set());
  else if (what === 'write') group.agree(value);
  else group.offer(id, value);
}

describe('three members', () => {
  it('agree on a write at one instant where a majority is connected; the third has it a message later', () => {
    const { group, run, logs, laws } = story();
    expect(group.agree(1)).toBe(true);
    expect(logs().filter((log) => log.startsWith('11/'))).toHaveLength(2);
    run(50);
    expect(logs()).toEqual(['11/11', '11/11', '11/11']);
    expect([...laws.committed]).toEqual([[11, { term: 2, data: 1 }]]);
  });

  it('elect another one between one and two seconds (and a vote) after the leader is gone', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { group, run, roles } = story(3, { seed });
      run(12_345);
      group.setUp('cp-1', false);
      run(890);
      expect(group.leader, 'no sooner than the lease of the old leader').toBeUndefined();
      run(3200);
      expect(roles().filter((line) => line.includes('leader'))).toHaveLength(1);
    }
  });

  it('without a majority agree on nothing, and the leader steps down', () => {
    const { group, run, roles } = story();
    group.setUp('cp-2', false);
    group.setUp('cp-3', false);
    expect(group.agree(1)).toBe(false);
    run(2100);
    expect(roles()[0]).not.toContain('leader');
    group.setUp('cp-2', true);
    run(5000);
    expect(group.leader).toBeDefined();
    expect(group.agree(2)).toBe(true);
  });

  it('cut the leader off: it refuses, the others go on, and what it was offered meanwhile is dropped when all is mended', () => {
    const { group, run, roles, members, logs } = story();
    group.setApart(new Set(['cp-1']));
    expect(group.offer('cp-1', 99)).toBe(true);
    expect(members[0]?.log.lastIndex).toBe(11);
    run(5000);
    expect(roles().filter((line) => line.includes('leader'))).toHaveLength(1);
    expect(roles()[0]).not.toContain('leader');
    expect(members[0]?.term, 'a pre-vote raises no term').toBe(2);
    for (let value = 1; value <= 5; value++) expect(group.agree(value)).toBe(true);
    group.setApart(new Set());
    run(500);
    expect(new Set(logs()).size).toBe(1);
    expect(members[0]?.log.at(11)?.data).not.toBe(99);
    expect(roles()[0]).toMatch(/^cp-1 follower [3-9]/);
  });

  it('a member that was away so long that the log begins later gets a snapshot', () => {
    const { group, run, members } = story();
    const sent: string[] = [];
    group.setUp('cp-3', false);
    for (let value = 0; value < 25_000; value++) {
      group.agree(value);
      if (value % 100 === 0) run(1);
    }
    run(100);
    group.onMessage = ({ type, to }) => { if (to === 'cp-3') sent.push(type); };
    group.setUp('cp-3', true);
    run(1000);
    expect(sent).toContain('snapshot');
    expect(members[2]?.commit).toBe(members[0]?.commit);
    expect(members[2]?.log.baseIndex).toBeGreaterThan(20_000);
  });

  it('tell of a change when there is one, not with every message that is sent while something is lost', () => {
    const { group, run, members, told } = story();
    group.setApart(new Set(['cp-3']));
    run(5000);
    const before = told();
    for (let value = 0; value < 50; value++) {
      group.agree(value);
      run(20);
    }
    expect(members[1]?.commit).toBeGreaterThan(50);
    expect(told() - before).toBe(0);
    group.setApart(new Set());
    expect(told() - before).toBe(1);
  });

  it('that begin with nothing elect one', () => {
    const { group, run } = story(5, { begins: false });
    run(4000);
    expect(group.leader?.term).toBe(1);
  });
});

describe('quiet members', () => {
  it('cost nothing: not one event in an hour, with one of them down or not', () => {
    const { clock, group, run } = story();
    run(1000);
    const before = clock.executed;
    run(3_600_000);
    expect(clock.executed - before).toBe(0);
    group.setUp('cp-2', false);
    run(3_600_000);
    expect(clock.executed - before).toBe(0);
    expect(group.agree(1)).toBe(true);
  });

  it('hear what is committed, also where the message that said so was lost and the log lacks nothing', () => {
    const { group, run, members } = story(5, { seed: 0 });
    const apart = (which: number): void => { group.setApart(new Set(names.filter((_, index) => ((which >> index) & 1) === 1))); };
    run(1);
    apart(17);
    run(1529);
    apart(29);
    run(20_000);
    const leader = members.find(({ role, term }) => role === 'leader' && term > 2);
    const followers = members.filter((member) => member.leader === leader?.id);
    expect(followers.length).toBeGreaterThan(2);
    expect(new Set(followers.map(({ commit }) => commit))).toEqual(new Set([leader?.commit]));
  });

  it('do what they would do if every heartbeat were sent, whatever fails and whenever', () => {
    let elections = 0;
    fc.assert(fc.property(fc.constantFrom(3, 5), fc.nat(1000), fc.array(deed, { maxLength: 25 }), (size, seed, deeds) => {
      const [quiet, loud] = [story(size, { seed }), story(size, { seed, ticks: true })];
      deeds.forEach((next, index) => {
        for (const one of [quiet, loud]) {
          one.run(next[2]);
          act(one, next, index);
        }
        expect(quiet.roles()).toEqual(loud.roles());
      });
      for (const one of [quiet, loud]) one.run(20_000);
      expect([quiet.roles(), quiet.logs()]).toEqual([loud.roles(), loud.logs()]);
      elections += Number(Math.max(...quiet.members.map(({ term }) => term)) > 2);
    }), { numRuns: 100, seed: 3 });
    expect(elections).toBeGreaterThan(20);
  });
});

it('keep the laws over random failures, and go on once a majority is connected', () => {
  fc.assert(fc.property(fc.constantFrom(3, 5), fc.nat(1000), fc.array(deed, { maxLength: 40 }), (size, seed, deeds) => {
    const one = story(size, { seed });
    deeds.forEach((next, index) => {
      act(one, next, index);
      for (let ms = 0; ms < next[2]; ms += 397) {
        one.run(397);
        one.laws.check(one.members);
      }
    });
    one.group.setApart(new Set());
    for (const { id } of one.members) one.group.setUp(id, true);
    one.run(15_000);
    expect(one.group.agree(-1)).toBe(true);
    one.run(1000);
    expect(new Set(one.logs()).size, one.logs().join(' ')).toBe(1);
    one.laws.check(one.members);
  }), { numRuns: 30, seed: 5 });
});
