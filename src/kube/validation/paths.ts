import { invalid, required, type FieldError } from '../field-errors.ts';
import { dns1123Subdomain, pathSegment } from './formats.ts';
import { complain } from './metadata.ts';

const pathCharacters = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

/** `example.com/name`: names of controllers. */
export function checkDomainPrefixedPath(errors: FieldError[], text: string, path: string): void {
  if (text === '') {
    errors.push(required(path));
    return;
  }
  const slash = text.indexOf('/');
  const domain = text.slice(0, slash);
  const rest = text.slice(slash + 1);
  if (slash <= 0 || rest === '') {
    errors.push(invalid(path, text, 'must be a domain-prefixed path (such as "acme.io/foo")'));
    return;
  }
  complain(errors, path, domain, dns1123Subdomain(domain));
  if (!/^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(rest)) errors.push(invalid(path, rest, `Invalid path (regex used for validation is '${pathCharacters}')`));
}

/** A reference to another object by kind and name. */
export function checkKindAndName(errors: FieldError[], reference: { readonly kind?: string | undefined; readonly name?: string | undefined } | undefined, path: string, words?: readonly [kind: string, name: string]): void {
  for (const [index, key] of (['kind', 'name'] as const).entries()) {
    const value = reference?.[key] ?? '';
    if (value === '') errors.push(required(`${path}.${key}`, words?.[index] ?? ''));
    else complain(errors, `${path}.${key}`, value, pathSegment(value));
  }
}
