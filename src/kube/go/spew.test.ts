import { describe, expect, it } from 'vitest';
import { schemas } from '../generated/schemas.ts';
import { fieldsOf, type GoField } from './fields.ts';
import { goQuantity } from './quantity.ts';
import { spew } from './spew.ts';
import { structs } from './structs.ts';

describe("spew's deep print", () => {
  it.each([
    { why: 'an absent pointer keeps its type', type: 'EmptyDirVolumeSource', value: { medium: 'Memory' }, text: '(v1.EmptyDirVolumeSource){Medium:(v1.StorageMedium)Memory SizeLimit:(*resource.Quantity)<nil>}' },
    { why: 'a pointer is shown as what it points to', type: 'SeccompProfile', value: { type: 'Localhost', localhostProfile: 'a b' }, text: '(v1.SeccompProfile){Type:(v1.SeccompProfileType)Localhost LocalhostProfile:(*string)a b}' },
    { why: 'items of a list have no type', type: 'Capabilities', value: { drop: ['ALL', 'X'] }, text: '(v1.Capabilities){Add:([]v1.Capability)<nil> Drop:([]v1.Capability)[ALL X]}' },
    { why: 'an empty list is an absent one, as it comes out of storage', type: 'Capabilities', value: { add: [] }, text: '(v1.Capabilities){Add:([]v1.Capability)<nil> Drop:([]v1.Capability)<nil>}' },
    { why: 'a map has its keys in order', type: 'LabelSelector', value: { matchLabels: { b: '1', a: '2' } }, text: '(v1.LabelSelector){MatchLabels:(map[string]string)map[a:2 b:1] MatchExpressions:([]v1.LabelSelectorRequirement)<nil>}' },
    { why: 'an embedded struct takes its keys from the outer one', type: 'SecretEnvSource', value: { name: 's' }, text: '(v1.SecretEnvSource){LocalObjectReference:(v1.LocalObjectReference){Name:(string)s} Optional:(*bool)<nil>}' },
    { why: 'a port is a number or a name', type: 'TCPSocketAction', value: { port: 80 }, text: '(v1.TCPSocketAction){Port:(intstr.IntOrString){Type:(intstr.Type)0 IntVal:(int32)80 StrVal:(string)} Host:(string)}' },
    { why: 'a port is a number or a name', type: 'TCPSocketAction', value: { port: 'web' }, text: '(v1.TCPSocketAction){Port:(intstr.IntOrString){Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)web} Host:(string)}' },
  ])('$type: $why', ({ type, value, text }) => {
    expect(spew(type, value)).toBe(text);
  });
});

/** What Go 1.19 printed of `resource.MustParse`, by go-spew. */
describe('a quantity inside', () => {
  const small = (value: string, scale: number, text: string, format = 'DecimalSI'): string =>
    `{i:(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${String(scale)}} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)${text} Format:(resource.Format)${format}}`;
  const big = (negative: boolean, words: string, scale: number, format: string): string =>
    `{i:(resource.int64Amount){value:(int64)0 scale:(resource.Scale)0} d:(resource.infDecAmount){Dec:(*inf.Dec){unscaled:(big.Int){neg:(bool)${String(negative)} abs:(big.nat)[${words}]} scale:(inf.Scale)${String(scale)}}} s:(string) Format:(resource.Format)${format}}`;

  it.each([
    { text: '0', inside: small('0', 0, '0') },
    { text: '2', inside: small('2', 0, '2') },
    { text: '100m', inside: small('100', -3, '100m') },
    { text: '1k', inside: small('1', 3, '1k') },
    { text: '1e3', inside: small('1', 3, '1e3', 'DecimalExponent') },
    { text: '100Mi', inside: small('104857600', 0, '100Mi', 'BinarySI') },
    { text: '128Mi', inside: small('134217728', 0, '', 'BinarySI') },
    { text: '-1', inside: small('-1', 0, '-1') },
    { text: '100Ti', inside: big(false, '8568098291072368640 5960', 9, 'BinarySI') },
    { text: '1234567890123456789', inside: big(false, '7888470988684038656 66926059', 9, 'DecimalSI') },
  ])('$text', ({ text, inside }) => {
    expect(goQuantity(text)).toBe(inside);
  });

  it('is a zero where there is none: storage writes it so', () => {
    expect(goQuantity(undefined)).toBe(goQuantity('0'));
  });
});

describe('the table of structs', () => {
  const keysOf = (fields: readonly GoField[]): readonly string[] => fields.flatMap(({ key, type }) => (key === undefined ? keysOf(fieldsOf(type) ?? []) : [key]));
  const schemaOf = (name: string): string => [`V1${name}`, `CoreV1${name}`].find((schema) => Object.hasOwn(schemas, schema)) ?? name;

  it.each(Object.keys(structs).filter((name) => Object.hasOwn(schemas, schemaOf(name))))('%s has the fields of the 1.36 schema, no more and no less', (name) => {
    expect([...keysOf(fieldsOf(name) ?? [])].sort()).toEqual(Object.keys(schemas[schemaOf(name)]?.fields ?? {}).sort());
  });

  it('knows every type that a template leads to', () => {
    const leaves = /^(?:string|bool|int32|int64|map|Time|ResourceList|ManagedFieldsEntry|resource\.Quantity|intstr\.IntOrString|types\.UID)$/;
    const strings = new Set<string>();
    for (const name of Object.keys(structs)) {
      for (const { type } of fieldsOf(name) ?? []) {
        const bare = type.replace(/^(?:\[\]|\*)+/, '');
        if (!leaves.test(bare) && !fieldsOf(bare)) strings.add(bare);
      }
    }
    for (const name of strings) expect(Object.hasOwn(schemas, schemaOf(name)), name).toBe(false);
  });

  it('takes empty lists and maps for absent ones, as storage gives them back', () => {
    expect(spew('LabelSelector', { matchLabels: {}, matchExpressions: [] })).toBe('(v1.LabelSelector){MatchLabels:(map[string]string)<nil> MatchExpressions:([]v1.LabelSelectorRequirement)<nil>}');
    expect(spew('VolumeResourceRequirements', { limits: {} })).toBe('(v1.VolumeResourceRequirements){Limits:(v1.ResourceList)<nil> Requests:(v1.ResourceList)<nil>}');
  });
});
