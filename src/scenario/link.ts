import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import { checkScenario, ScenarioError } from './check.ts';
import type { Scenario } from './document.ts';

/** Version of the packing, in front of everything: a link from a newer Drydock is told apart from a broken one. */
const packing = 2;
/** A link that unpacks to more than this is refused before it fills the tab. */
const unpackedMaxBytes = 20_000_000;

/** Why a link cannot be opened. `newer`: made by a later Drydock; `damaged`: cut short or changed; `invalid`: whole, but no scenario. */
export interface LinkProblem {
  readonly problem: 'newer' | 'damaged' | 'invalid';
  readonly detail: string;
}

/** What most scenarios contain, so that it costs next to nothing in a link. Changing it needs a new `packing`; links of older ones are read with theirs. */
const dictionaries: Readonly<Record<number, Uint8Array>> = { 1: dictionaryWith(''), 2: dictionaryWith('"kubeadm":true,') };
const dictionary = dictionaries[packing] as Uint8Array;

function dictionaryWith(setting: string): Uint8Array {
  return strToU8([
    '"},"actions":[{"atMs":,"action":{"type":"fault","fault":{"type":"power-on","node":"node-',
    '{"type":"load","load":{"type":"kubectl","line":"kubectl scale deployment --replicas=kubectl delete pod ',
    'apiVersion: v1\\nkind: Namespace\\nkind: ConfigMap\\ndata:\\n  kind: Secret\\nkind: Pod\\nmetadata:\\n  name: \\n  namespace: \\n  labels:\\n    ',
    'tier: backend\\n    role: leader\\nreplicas: 3\\n  minReadySeconds: resources:\\n        requests:\\n          cpu: 100m\\n          memory: 100Mi\\n        limits:\\n          ',
    'readinessProbe:\\n          httpGet:\\n            path: /\\n            port: 80\\n          livenessProbe:\\n          initialDelaySeconds: 5\\n          periodSeconds: ',
    'env:\\n        - name: GET_HOSTS_FROM\\n          value: dns\\n        valueFrom:\\n configMapKeyRef:\\n secretKeyRef:\\n volumeMounts:\\n volumes:\\n persistentVolumeClaim:\\n',
    'strategy:\\n    type: RollingUpdate\\n    rollingUpdate:\\n      maxSurge: 1\\n      maxUnavailable: 0\\n  ',
    'apiVersion: v1\\nkind: Service\\nmetadata:\\n  name: \\nspec:\\n  type: ClusterIP\\n  type: NodePort\\n  ports:\\n  - port: 80\\n    targetPort: 80\\n    nodePort: 30080\\n  selector:\\n    app: ',
    'apiVersion: apps/v1\\nkind: Deployment\\nmetadata:\\n  name: web\\nspec:\\n  replicas: 3\\n  selector:\\n    matchLabels:\\n      app: web\\n  template:\\n    metadata:\\n      labels:\\n        app: web\\n    spec:\\n      containers:\\n      - name: web\\n        image: nginx:1.27\\n        ports:\\n        - containerPort: 80\\n',
    `{"version":1,"title":"","seed":1,"start":"2026-01-01T09:00:00Z",${setting}"nodes":[{"name":"cp-1","labels":{"node-role.kubernetes.io/control-plane":""},"taints":[{"key":"node-role.kubernetes.io/control-plane","effect":"NoSchedule"}],"capacity":{"cpu":"4","memory":"8Gi","pods":"110","ephemeral-storage":"100Gi"}},{"name":"node-1","labels":{"topology.kubernetes.io/zone":"zone-a","topology.kubernetes.io/region":"r1"},"capacity":{"cpu":"4","memory":"8Gi","pods":"110","ephemeral-storage":"100Gi"}},{"name":"node-2","labels":{"topology.kubernetes.io/zone":"zone-b"},{"name":"node-3","labels":{"topology.kubernetes.io/zone":"zone-c","topology.kubernetes.io/region":"r1","disk":"ssd"},"capacity":{"cpu":"4","memory":"8Gi","pods":"110","ephemeral-storage":"100Gi"}}],"manifests":["load":[{"name":"visitors","target":"service/default/web","path":"/","requestsPerSecond":8}],"warmUpMs":30000,"actions":[],"untilMs":`,
  ].join(''));
}

/** Packs a scenario into the text after `#s=` of a link: version, checksum and deflated JSON, base64url. */
export function packScenario(scenario: Scenario): string {
  const body = deflateSync(strToU8(JSON.stringify(scenario)), { level: 9, dictionary });
  const sum = checksum(body);
  const bytes = new Uint8Array(5 + body.length);
  bytes.set([packing, sum & 255, (sum >>> 8) & 255, (sum >>> 16) & 255, sum >>> 24]);
  bytes.set(body, 5);
  return base64Url(bytes);
}

/** Unpacks what {@link packScenario} made. Whatever somebody pastes, the answer is a scenario or a problem, never an exception. */
export function unpackScenario(text: string): Scenario | LinkProblem {
  const bytes = fromBase64Url(text);
  if (!bytes || bytes.length < 6) return { problem: 'damaged', detail: 'the link is cut short' };
  const version = bytes[0] ?? 0;
  if (version > packing) return { problem: 'newer', detail: `the link needs packing ${String(version)}, this Drydock reads ${String(packing)}` };
  const body = bytes.subarray(5);
  const sum = ((bytes[1] ?? 0) | ((bytes[2] ?? 0) << 8) | ((bytes[3] ?? 0) << 16) | ((bytes[4] ?? 0) << 24)) >>> 0;
  const known = dictionaries[version];
  if (!known || checksum(body) !== sum) return { problem: 'damaged', detail: 'the link was cut short or changed on its way' };
  return readBody(body, known);
}

function readBody(body: Uint8Array, known: Uint8Array): Scenario | LinkProblem {
  let document: unknown;
  try {
    const out = inflateSync(body, { dictionary: known, out: new Uint8Array(unpackedMaxBytes) });
    document = JSON.parse(strFromU8(out));
  } catch {
    return { problem: 'damaged', detail: 'the link cannot be unpacked' };
  }
  if (typeof document === 'object' && document !== null && 'version' in document && typeof document.version === 'number' && document.version > 1) {
    return { problem: 'newer', detail: `the link holds a scenario of version ${String(document.version)}, this Drydock reads version 1` };
  }
  try {
    return checkScenario(document);
  } catch (error) {
    if (error instanceof ScenarioError) return { problem: 'invalid', detail: error.message };
    throw error;
  }
}

export const isLinkProblem = (value: Scenario | LinkProblem): value is LinkProblem => 'problem' in value;

/** FNV-1a over the packed bytes: finds a link that was cut or changed. It is no signature; the content is checked besides. */
function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function base64Url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const characters = Math.min(4, bytes.length - i + 1);
    for (let c = 0; c < characters; c++) text += alphabet.charAt((word >>> (18 - 6 * c)) & 63);
  }
  return text;
}

function fromBase64Url(text: string): Uint8Array | undefined {
  const bytes: number[] = [];
  let word = 0;
  let bits = 0;
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value < 0) return undefined;
    word = ((word << 6) | value) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((word >>> bits) & 255);
  }
  return new Uint8Array(bytes);
}
