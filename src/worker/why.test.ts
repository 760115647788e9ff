import { expect, it } from 'vitest';
import type { KubeObject } from '../kube/object.ts';
import { whySentence, type Beside } from './why.ts';

const object = (kind: string, fields: object): KubeObject => ({ kind, metadata: { name: 'it' }, ...fields });
const running = { phase: 'Running', containerStatuses: [{ name: 'app', ready: true, state: { running: {} } }] };
const crashed = { phase: 'Running', containerStatuses: [{ name: 'app', ready: false, state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s' } }, lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } }] };

it.each([
  { why: 'a pod that runs', of: object('Pod', { spec: { nodeName: 'node-1', containers: [{ name: 'app' }] }, status: running }), en: 'Running: 1 of 1 containers ready on node-1', ko: 'Running: node-1 노드에서 컨테이너 1개 중 1개 준비됨' },
  { why: 'a pod that was killed for its memory', of: object('Pod', { spec: { containers: [{ name: 'app' }] }, status: crashed }), en: 'CrashLoopBackOff: container app: back-off 10s; it last ended with exit code 137 (OOMKilled)', ko: 'CrashLoopBackOff: 컨테이너 app: back-off 10s; 마지막 실행은 종료 코드 137 (OOMKilled)로 끝났습니다' },
  { why: 'a Deployment under way', of: object('Deployment', { spec: { replicas: 6 }, status: { availableReplicas: 4 } }), en: '4 of 6 available', ko: '6개 중 4개 사용 가능' },
  { why: 'a cordoned node', of: object('Node', { spec: { unschedulable: true }, status: { conditions: [{ type: 'Ready', status: 'True', message: 'kubelet is posting ready status' }] } }), en: 'Ready: kubelet is posting ready status; cordoned: no new pods', ko: 'Ready: kubelet is posting ready status; 통제됨: 새 파드를 받지 않습니다' },
  { why: 'a headless Service', of: object('Service', { spec: { clusterIP: 'None', selector: { app: 'db' } } }), en: 'Headless: DNS answers with the addresses of the ready pods with app=db', ko: '헤드리스: DNS가 app=db인 준비된 파드의 주소로 답합니다' },
  { why: 'something that goes', of: { kind: 'ConfigMap', metadata: { name: 'it', deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['a/b'] } }, en: 'Terminating: waits for finalizers a/b', ko: 'Terminating: 파이널라이저 처리를 기다립니다: a/b' },
  { why: 'a kind of which there is nothing to say', of: object('ConfigMap', {}), en: '', ko: '' },
])('says of $why in both languages why it is so', ({ of, en, ko }) => {
  expect(whySentence(of)).toEqual({ en, ko });
});

const node = (status: string, message: string): KubeObject => object('Node', { status: { conditions: [{ type: 'Ready', status, message }] } });
const claim = (status: object, fields: object = {}): KubeObject => object('PersistentVolumeClaim', { status, ...fields });
const volume = (phase: string, policy: string): KubeObject => object('PersistentVolume', { spec: { persistentVolumeReclaimPolicy: policy, claimRef: { namespace: 'default', name: 'data' } }, status: { phase } });

const podOn = (fields: object, metadata: object = {}): KubeObject => ({ kind: 'Pod', metadata: { name: 'it', ...metadata }, ...{ spec: { nodeName: 'node-1', containers: [{ name: 'app' }] }, status: { ...running, ...fields } } });

it.each<{ why: string; of: KubeObject; beside: Partial<Beside>; says: string }>([
  { why: 'a machine that has just lost its power', of: node('True', 'kubelet is posting ready status'), beside: { isOff: true }, says: 'no power. The last that it reported, and what the API still says, is "Ready: kubelet is posting ready status"' },
  { why: 'a machine without power that was missed', of: node('Unknown', 'Kubelet stopped posting node status.'), beside: { isOff: true }, says: 'NotReady: Kubelet stopped posting node status. The machine has no power' },
  { why: 'a pod whose machine has no power', of: podOn({}), beside: { isOff: true }, says: 'node-1 does not answer: it has no power or is gone. The last that was heard of the pod is "Running: 1 of 1 containers ready on node-1"' },
  { why: 'a pod that is to go from such a machine', of: podOn({}, { deletionTimestamp: '2026-01-01T00:00:00Z' }), beside: { isOff: true }, says: 'Terminating: the machine node-1 does not answer (it has no power or is gone), so nobody confirms' },
  { why: 'a pod that ended there before', of: podOn({ phase: 'Succeeded' }), beside: { isOff: true }, says: 'Succeeded' },
  { why: 'a claim that waits', of: claim({ phase: 'Pending' }), beside: { said: 'waiting for first consumer to be created before binding' }, says: 'Pending: waiting for first consumer to be created before binding' },
  { why: 'a claim that has its volume', of: claim({ phase: 'Bound' }, { spec: { volumeName: 'disk' } }), beside: { said: 'old news' }, says: 'Bound: it has the volume disk' },
  { why: 'a claim that grows', of: claim({ phase: 'Bound', conditions: [{ type: 'FileSystemResizePending', status: 'True', message: 'Waiting for user to (re-)start a pod' }] }, { spec: { volumeName: 'disk' } }), beside: {}, says: 'FileSystemResizePending: Waiting for user' },
  { why: 'a volume that is kept', of: volume('Released', 'Retain'), beside: {}, says: 'Released: its claim default/data is gone; its reclaim policy keeps it' },
  { why: 'a volume in use', of: volume('Bound', 'Delete'), beside: {}, says: 'Bound: it belongs to the claim default/data' },
  { why: 'a class without a provisioner', of: object('StorageClass', { provisioner: 'kubernetes.io/no-provisioner' }), beside: {}, says: 'Nobody makes its volumes' },
  { why: 'the way to the API server', of: { kind: 'Service', metadata: { name: 'kubernetes', namespace: 'default' }, ...{ spec: {} } }, beside: {}, says: 'The API server itself' },
])('says of $why what stands beside it', ({ of, beside, says }) => {
  expect(whySentence(of, { isOff: false, said: '', ...beside }).en).toContain(says);
});
