import { expect, it } from 'vitest';
import { closedFirst, type Closable, type Closables } from './attention.ts';

const rows: readonly { readonly why: string; readonly open: Closables; readonly last: Closable; readonly closes: Closable | undefined }[] = [
  { why: 'somebody was at the drawer last', open: { inspector: true, drawer: true }, last: 'drawer', closes: 'drawer' },
  { why: 'somebody was at the inspector last', open: { inspector: true, drawer: true }, last: 'inspector', closes: 'inspector' },
  { why: 'the drawer is closed already', open: { inspector: true, drawer: false }, last: 'drawer', closes: 'inspector' },
  { why: 'nothing is selected', open: { inspector: false, drawer: true }, last: 'inspector', closes: 'drawer' },
  { why: 'nothing is open', open: { inspector: false, drawer: false }, last: 'drawer', closes: undefined },
];

it.each(rows)('Escape closes $closes: $why', ({ open, last, closes }) => {
  expect(closedFirst(open, last)).toBe(closes);
});
