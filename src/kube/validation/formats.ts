/**
 * The formats of names and words. Each check gives the complaints about a text, in Kubernetes' words; none where it is fine.
 *
 * @see Kubernetes 1.36, apimachinery, util/validation and api/validate/content
 */
export type Complaints = readonly string[];
/** `prefix`: the text is a `generateName`, so a trailing dash is fine. */
export type NameCheck = (name: string, prefix: boolean) => Complaints;

const none: Complaints = [];
const label1123 = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain1123 = `${label1123}(\\.${label1123})*`;
const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const underscored = '[a-z0-9_]([-_a-z0-9]*[a-z0-9_])?';
const qualified = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelText = `(${qualified})?`;

const whole = (pattern: string): RegExp => new RegExp(`^${pattern}$`);
const label1123Pattern = whole(label1123);
const subdomain1123Pattern = whole(subdomain1123);
const label1035Pattern = whole(label1035);
const underscoredPattern = whole(`${underscored}(\\.${underscored})*`);
const qualifiedPattern = whole(qualified);
const labelTextPattern = whole(labelText);
const wildcard = `\\*\\.${subdomain1123}`;
const wildcardPattern = whole(wildcard);

const tooManyCharacters = (max: number): string => `must be no more than ${String(max)} characters`;
const tooManyBytes = (max: number): string => `must be no more than ${String(max)} bytes`;
export const outsideRange = (low: number, high: number): string => `must be between ${String(low)} and ${String(high)}, inclusive`;

/** `message (e.g. 'a',  or 'b', regex used for validation is 'x')`, the blanks included. */
function regexComplaint(message: string, pattern: string, ...examples: readonly string[]): string {
  return `${message} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${pattern}')`;
}

const notLabel1123 = regexComplaint("a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character", label1123, 'my-name', '123-abc');
const notSubdomain1123 = regexComplaint("a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character", subdomain1123, 'example.com');
const notUnderscored = regexComplaint("a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", `${underscored}(\\.${underscored})*`, 'example.com');
const notLabel1035 = regexComplaint("a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character", label1035, 'my-name', 'abc-123');
const notWildcard = regexComplaint("a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character", wildcard, '*.example.com');
const alphanumeric = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const notQualifiedPart = `name part ${regexComplaint(alphanumeric, qualified, 'MyName', 'my.name', '123-abc')}`;
const notQualified = `a valid label key ${regexComplaint(alphanumeric, qualified, 'MyName', 'my.name', '123-abc')} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`;
const notLabelText = regexComplaint("a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", labelText, 'MyValue', 'my_value', '12345');

export function dns1123Label(text: string): Complaints {
  if (text.length <= 63 && label1123Pattern.test(text)) return none;
  const complaints = text.length > 63 ? [tooManyCharacters(63)] : [];
  if (!label1123Pattern.test(text)) complaints.push(subdomain1123Pattern.test(text) ? 'must not contain dots' : notLabel1123);
  return complaints;
}

export function dns1123Subdomain(text: string): Complaints {
  if (text.length <= 253 && subdomain1123Pattern.test(text)) return none;
  const complaints = text.length > 253 ? [tooManyCharacters(253)] : [];
  if (!subdomain1123Pattern.test(text)) complaints.push(notSubdomain1123);
  return complaints;
}

export function dns1123SubdomainWithUnderscore(text: string): Complaints {
  const complaints = text.length > 253 ? [tooManyCharacters(253)] : [];
  if (!underscoredPattern.test(text)) complaints.push(notUnderscored);
  return complaints;
}

export function dns1035Label(text: string): Complaints {
  const complaints = text.length > 63 ? [tooManyCharacters(63)] : [];
  if (!label1035Pattern.test(text)) complaints.push(notLabel1035);
  return complaints;
}

export function wildcardDns1123Subdomain(text: string): Complaints {
  const complaints = text.length > 253 ? [tooManyCharacters(253)] : [];
  if (!wildcardPattern.test(text)) complaints.push(notWildcard);
  return complaints;
}

export function fullyQualifiedDomainName(text: string): Complaints {
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  const complaints = dns1123Subdomain(name);
  if (complaints.length > 0) return complaints;
  if (!name.includes('.')) return ['should be a domain with at least two segments separated by dots'];
  return name.split('.').flatMap(dns1123Label);
}

const qualifiedCache = new Map<string, Complaints>();
const labelTextCache = new Map<string, Complaints>();

function cached(cache: Map<string, Complaints>, text: string, check: (text: string) => Complaints): Complaints {
  const known = cache.get(text);
  if (known) return known;
  const complaints = check(text);
  if (cache.size < 20_000) cache.set(text, complaints);
  return complaints;
}

/** Keys of labels, annotations and resources: `name` or `example.com/name`. */
export function qualifiedName(text: string): Complaints {
  return cached(qualifiedCache, text, checkQualifiedName);
}

function checkQualifiedName(text: string): Complaints {
  const parts = text.split('/');
  if (parts.length > 2) return [notQualified];
  const complaints: string[] = [];
  if (parts.length === 2) {
    const prefix = parts[0] ?? '';
    if (prefix === '') complaints.push('prefix part must be non-empty');
    else complaints.push(...dns1123Subdomain(prefix).map((complaint) => `prefix part ${complaint}`));
  }
  const name = parts.at(-1) ?? '';
  if (name === '') complaints.push('name part must be non-empty');
  else if (name.length > 63) complaints.push(`name part ${tooManyBytes(63)}`);
  if (!qualifiedPattern.test(name)) complaints.push(notQualifiedPart);
  return complaints;
}

export function labelValue(text: string): Complaints {
  return cached(labelTextCache, text, (value) => {
    const complaints = value.length > 63 ? [tooManyBytes(63)] : [];
    if (!labelTextPattern.test(value)) complaints.push(notLabelText);
    return complaints;
  });
}

/** Keys of ConfigMaps and Secrets: they become file names. */
export function configMapKey(text: string): Complaints {
  const complaints = text.length > 253 ? [tooManyCharacters(253)] : [];
  if (!/^[-._a-zA-Z0-9]+$/.test(text)) {
    complaints.push(regexComplaint("a valid config key must consist of alphanumeric characters, '-', '_' or '.'", '[-._a-zA-Z0-9]+', 'key.name', 'KEY_NAME', 'key-name'));
  }
  return [...complaints, ...parentPrefix(text)];
}

function parentPrefix(text: string): Complaints {
  if (text === '.' || text === '..') return [`must not be '${text}'`];
  return text.startsWith('..') ? ["must not start with '..'"] : none;
}

/** Names of environment variables: printable ASCII without `=`. */
export function environmentName(text: string): Complaints {
  if (text === '') return ['environment variable name must be non-empty'];
  return /^[\x20-\x3c\x3e-\x7e]+$/.test(text) ? none : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

export function portNumber(port: number): Complaints {
  return port >= 1 && port <= 65_535 ? none : [outsideRange(1, 65_535)];
}

export function portName(text: string): Complaints {
  const complaints: string[] = [];
  if (text.length > 15) complaints.push(tooManyCharacters(15));
  if (!/^[-a-z0-9]+$/.test(text)) complaints.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(text)) complaints.push('must contain at least one letter (a-z)');
  if (text.includes('--')) complaints.push('must not contain consecutive hyphens');
  if (text.startsWith('-') || text.endsWith('-')) complaints.push('must not begin or end with a hyphen');
  return complaints;
}

export function percent(text: string): Complaints {
  return /^[0-9]+%$/.test(text) ? none : [regexComplaint("a valid percent string must be a numeric string followed by an ending '%'", '[0-9]+%', '1%', '93%')];
}

/** User and group ids. */
export function unixId(id: number): Complaints {
  return id >= 0 && id <= 2_147_483_647 ? none : [outsideRange(0, 2_147_483_647)];
}

export function httpHeaderName(text: string): Complaints {
  return /^[-A-Za-z0-9]+$/.test(text) ? none : [regexComplaint("a valid HTTP header must consist of alphanumeric characters or '-'", '[-A-Za-z0-9]+', 'X-Header-Name')];
}

/** What can stand in a URL as one segment: names of RBAC objects, kinds, metrics. */
export function pathSegment(text: string): Complaints {
  if (text === '.' || text === '..') return [`may not be '${text}'`];
  return ['/', '%'].filter((illegal) => text.includes(illegal)).map((illegal) => `may not contain '${illegal}'`);
}

/** Without the dash that a `generateName` may end with. */
const masked = (name: string, prefix: boolean): string => (prefix && name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name);

export const nameIsSubdomain: NameCheck = (name, prefix) => dns1123Subdomain(masked(name, prefix));
export const nameIsLabel: NameCheck = (name, prefix) => dns1123Label(masked(name, prefix));
export const nameIsPathSegment: NameCheck = (name) => pathSegment(name);
