import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, deepEqual, goMapJson, readJson } from './json.ts';

describe('readJson', () => {
  it.each([
    { text: '{"a":1,"a":2}', path: 'a', value: { a: 2 } },
    { text: '{"data":{"a":"1","b":"2","a":"3"}}', path: 'data.a', value: { data: { a: '3', b: '2' } } },
    { text: '[{"n":{"x":1,"x":1}}]', path: '[0].n.x', value: [{ n: { x: 1 } }] },
  ])('names the key given twice in $text', ({ text, path, value }) => {
    const read = readJson(text);
    expect(read).toMatchObject({ ok: true, value, duplicates: [{ path }] });
  });

  it.each([
    { text: '', message: 'unexpected end of JSON input' },
    { text: '{"a"', message: 'unexpected end of JSON input' },
    { text: '{a:1}', message: "invalid character 'a' looking for beginning of object key string" },
    { text: '{"a" 1}', message: "invalid character '1' after object key" },
    { text: '{"a":1 "b"}', message: "invalid character '\"' after object key:value pair" },
    { text: '[1 2]', message: "invalid character '2' after array element" },
    { text: 'hello', message: "invalid character 'h' looking for beginning of value" },
    { text: '{} x', message: "invalid character 'x' after top-level value" },
    { text: '['.repeat(100_000), message: 'exceeded max depth' },
  ])('says $message', ({ text, message }) => {
    expect(readJson(text)).toMatchObject({ ok: false, message });
  });

  it('takes __proto__ for an ordinary key', () => {
    const read = readJson('{"__proto__":{"polluted":true},"constructor":1}');
    expect(read.ok && Object.keys(read.value as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('reads what JSON.stringify writes', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      const read = readJson(text);
      expect(read.ok && JSON.stringify(read.value)).toBe(text);
      expect(read.ok && read.duplicates).toEqual([]);
    }));
  });
});

describe('canonicalJson and deepEqual', () => {
  it('do not mind the order of keys, nor absent values', () => {
    expect(canonicalJson({ b: [1, { d: 1, c: undefined }], a: null })).toBe('{"a":null,"b":[1,{"d":1}]}');
    expect(deepEqual({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(deepEqual({ a: 1 }, { a: 1, b: 0 })).toBe(false);
    expect(deepEqual([1], { 0: 1 })).toBe(false);
    expect(deepEqual({}, { constructor: undefined })).toBe(true);
  });

  it('agree with each other', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(deepEqual(a, b)).toBe(canonicalJson(a) === canonicalJson(b));
      expect(deepEqual(a, JSON.parse(canonicalJson(a)))).toBe(true);
    }));
  });

  it('escape as Go does', () => {
    expect(goMapJson({ b: '<a & b>', a: 1 })).toBe(String.raw`{"a":1,"b":"\u003ca \u0026 b\u003e"}`);
  });
});
