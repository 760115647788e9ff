/** `printf`'s words: `%s`, `%d`, `%f`, `%x`, `%%`, with width, `-`, `0` and precision. */
export function formatText(format: string, values: readonly string[]): string {
  let at = 0;
  return format.replace(/%(-)?(0)?(\d+)?(?:\.(\d+))?([sdifxXocu%])/g, (_, left: string | undefined, zero: string | undefined, width: string | undefined, precision: string | undefined, kind: string) => {
    if (kind === '%') return '%';
    const text = formatted(values[at++] ?? '', kind, precision);
    const length = Number(width ?? 0);
    return left !== undefined ? text.padEnd(length) : text.padStart(length, zero !== undefined && kind !== 's' ? '0' : ' ');
  });
}

function formatted(value: string, kind: string, precision: string | undefined): string {
  const number = Number.isNaN(Number(value)) ? 0 : Number(value);
  switch (kind) {
    case 's': return precision === undefined ? value : value.slice(0, Number(precision));
    case 'c': return value.charAt(0);
    case 'f': return number.toFixed(Math.min(100, Number(precision ?? 6)));
    case 'x': return Math.trunc(number).toString(16);
    case 'X': return Math.trunc(number).toString(16).toUpperCase();
    case 'o': return Math.trunc(number).toString(8);
    default: return String(Math.trunc(number));
  }
}
