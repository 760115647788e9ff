import { textProgram } from './filter.ts';
import { readOptions, UsageProblem } from './options.ts';

/** `base64`, and back with `-d`: what the values of a Secret are read with. */
export const base64 = textProgram('base64', async (args, read) => {
  const options = readOptions(args, { alone: 'dDi', valued: 'w', long: { decode: 'd', wrap: 'w' } });
  const text = await read(options.operands);
  const width = Number(options.value('w') ?? 76);
  if (!options.has('d') && !options.has('D')) {
    const code = btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
    return width > 0 ? code.replace(new RegExp(`.{1,${String(width)}}`, 'g'), '$&\n') : code;
  }
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text.replace(/\s/g, '')), (c) => c.charCodeAt(0)));
  } catch {
    throw new UsageProblem('invalid input');
  }
});

/** `column -t`: cells stand below one another. */
export const column = textProgram('column', async (args, read) => {
  const options = readOptions(args, { alone: 't', valued: 'so', long: { table: 't', separator: 's', 'output-separator': 'o' } });
  const separator = options.value('s');
  const rows = (await read(options.operands)).split('\n').filter((line) => line.trim() !== '').map((line) => (separator === undefined ? line.trim().split(/\s+/) : line.split(separator)));
  const widths: number[] = [];
  for (const row of rows) for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  return rows.map((row) => `${row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0))).join(options.value('o') ?? '  ')}\n`).join('');
});
