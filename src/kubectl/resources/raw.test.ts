import { describe, expect, it } from 'vitest';
import { rawPath, rawText } from './raw.ts';

describe('--raw', () => {
  it.each([['/api/v1', '/api/v1'], ['http://10.0.0.1:6443/version?a=b#c', '/version?a=b'], ['https://10.0.0.1', '/']])('%s asks for %s', (word, path) => { expect(rawPath(word)).toBe(path); });

  it.each([['/%zz', '%zz'], ['/api/%', '%'], ['/%e0%4/pods?a=%zz', '%4/'], ['http://host/%a', '%a']])('refuses %s, which has no escape', (word, escape) => {
    expect(() => rawPath(word)).toThrow(`--raw must be a valid URL path: parse "${word}": invalid URL escape "${escape}"`);
  });
  it('leaves a query as it is', () => { expect(rawPath('/api?a=%zz')).toBe('/api?a=%zz'); });
  it('refuses what is no path', () => { expect(() => rawPath('api')).toThrow('--raw must be a valid URL path: parse "api": invalid URI for request'); });

  it.each([
    ['/version', { major: '1' }, '{\n  "major": "1"\n}'], ['/', { paths: [] }, '{\n  "paths": []\n}'], ['/api', { a: '<' }, '{"a":"\\u003c"}\n'],
    ['/api/v1/x?pretty=true', { a: 1 }, '{\n  "a": 1\n}\n'], ['/api/v1/x?pretty=0', { a: 1 }, '{"a":1}\n'], ['/healthz', 'ok', 'ok'],
  ])('%s is written as a real server writes it', (path, body, text) => { expect(rawText(path, body)).toBe(text); });
});
