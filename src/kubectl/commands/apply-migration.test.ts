import { expect, it } from 'vitest';
import { handedOver } from './apply-migration.ts';

const entry = (manager: string, operation: 'Apply' | 'Update', data: readonly string[], apiVersion = 'v1') => ({
  manager, operation, apiVersion, time: '2026-01-01T00:00:00Z', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': Object.fromEntries(data.map((key) => [`f:${key}`, {}])) },
});

it.each([
  { why: 'nobody applied in the server: the entry changes its name', before: [entry('old', 'Update', ['a'])], after: [entry('new', 'Apply', ['a'])] },
  { why: 'somebody did: the fields are joined', before: [entry('new', 'Apply', ['a']), entry('old', 'Update', ['a', 'b'])], after: [entry('new', 'Apply', ['a', 'b'])] },
  { why: 'an entry of another version is dropped', before: [entry('new', 'Apply', ['a']), entry('old', 'Update', ['b'], 'v2')], after: [entry('new', 'Apply', ['a'])] },
  { why: 'others keep what is theirs', before: [entry('new', 'Apply', ['a']), entry('other', 'Update', ['b'])], after: [entry('new', 'Apply', ['a']), entry('other', 'Update', ['b'])] },
])('hands fields over from one manager to another: $why', ({ before, after }) => {
  expect(handedOver(before, 'old', 'new')).toEqual(after);
});
