import { describe, expect, it } from 'vitest';
import { recall, searchBack, searchOn } from './history.ts';
import { edits } from './line-editing.ts';

const history = ['kubectl get pods', 'kubectl describe node node-1', 'kubectl get nodes', 'kubectl get nodes'];

describe('the history', () => {
  it.each([
    { line: '!!', text: 'kubectl get nodes' },
    { line: '!! | grep x', text: 'kubectl get nodes | grep x' },
    { line: '!2', text: 'kubectl describe node node-1' },
    { line: '!-4', text: 'kubectl get pods' },
    { line: '!kubectl', text: 'kubectl get nodes' },
    { line: "kubectl get pods -l 'app!=web' -l app!=web ! x '!!'", text: "kubectl get pods -l 'app!=web' -l app!=web ! x '!!'" },
    { line: 'echo hi', text: 'echo hi' },
  ])('puts $line back', ({ line, text }) => {
    expect(recall(line, history)).toEqual({ text, isChanged: text !== line });
  });

  it('tells what it does not have', () => {
    expect(recall('!99', history).problem).toBe('bash: !99: event not found');
    expect(recall('!nothing', history).problem).toBe('bash: !nothing: event not found');
  });

  it('is searched backwards and on again, past what reads the same', () => {
    const first = searchBack(history, 'get', { below: history.length });
    expect(first).toBe(3);
    expect(searchBack(history, 'get', { below: first, not: 'kubectl get nodes' })).toBe(0);
    expect(searchBack(history, 'get', { below: 0 })).toBe(-1);
    expect(searchOn(history, 'get', { above: 0 })).toBe(2);
    expect(searchBack(history, '', { below: 4 })).toBe(-1);
  });
});

describe('Ctrl with a letter', () => {
  it.each([
    { key: 'a', before: 'get po|ds', after: '|get pods' },
    { key: 'e', before: 'get po|ds', after: 'get pods|' },
    { key: 'u', before: 'get po|ds', after: '|ds', killed: 'get po' },
    { key: 'k', before: 'get po|ds', after: 'get po|', killed: 'ds' },
    { key: 'w', before: 'get pods  web|', after: 'get pods  |', killed: 'web' },
    { key: 'w', before: 'get pods |web', after: 'get |web', killed: 'pods ' },
    { key: 'y', before: 'get |', after: 'get pods|', held: 'pods', killed: 'pods' },
    { key: 'a', before: 'one\ntw|o', after: 'one\n|two' },
    { key: 'k', before: 'one|\ntwo', after: 'one|two', killed: '\n' },
    { key: 'k', before: 'one|', after: 'one|' },
  ])('$key turns $before into $after', ({ key, before, after, held = '', killed = '' }) => {
    const done = edits[key]?.({ text: before.replace('|', ''), cursor: before.indexOf('|'), killed: held });
    expect(`${done?.text.slice(0, done.cursor) ?? ''}|${done?.text.slice(done.cursor) ?? ''}`).toBe(after);
    expect(done?.killed).toBe(killed);
  });
});
