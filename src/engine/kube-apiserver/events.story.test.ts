import { describe, expect, it } from 'vitest';
import { freshServer } from './testing/fresh-server.ts';

const path = '/apis/events.k8s.io/v1/namespaces/default/events';
const event = (more: object = {}): object => ({
  metadata: { name: 'e' }, eventTime: '2026-01-01T00:00:00.000000Z', reportingController: 'lab.example.com/watcher', reportingInstance: 'watcher-1', action: 'Look', reason: 'Seen', type: 'Normal', note: 'there it is',
  regarding: { kind: 'Pod', namespace: 'default', name: 'web' }, ...more,
});
const invalid = (words: string): string => `Event.events.k8s.io "e" is invalid: ${words}`;

describe('events.k8s.io/v1', () => {
  it.each([
    { why: 'whole', more: {}, words: 'ok 201' },
    { why: 'without a time', more: { eventTime: undefined }, words: invalid('eventTime: Required value') },
    { why: 'of another type', more: { type: 'Odd' }, words: invalid('type: Invalid value: "": has invalid value: Odd') },
    { why: 'with what the old form had', more: { deprecatedCount: 2, deprecatedSource: { component: 'x' } }, words: invalid('[count: Invalid value: "": needs to be unset, source: Invalid value: "": needs to be unset]') },
    { why: 'of nobody', more: { reportingController: '' }, words: /reportingController: Required value/ },
    { why: 'of a series of one', more: { series: { count: 1, lastObservedTime: '2026-01-01T00:00:00.000000Z' } }, words: invalid('series.count: Invalid value: "": should be at least 2') },
  ])('takes one $why: $words', ({ more, words }) => {
    const said = freshServer().words('POST', path, event(more));
    if (typeof words === 'string') expect(said).toBe(words);
    else expect(said).toMatch(words);
  });

  it('lets the series go on, and nothing else', () => {
    const { ask, words } = freshServer();
    ask('POST', path, event());
    const merge = { contentType: 'application/merge-patch+json' } as const;
    expect(words('PATCH', `${path}/e`, { series: { count: 2, lastObservedTime: '2026-01-01T00:00:05.000000Z' } }, merge)).toBe('ok 200');
    expect(words('PATCH', `${path}/e`, { note: 'gone' }, merge)).toBe(invalid('message: Invalid value: "gone": field is immutable'));
    expect(words('PATCH', '/api/v1/namespaces/default/events/e', { message: 'gone' }, merge)).toBe('ok 200');
  });
});
