import type { WorkloadCard } from '../../protocol/cards.ts';

/** A command about an object: what it is called in a menu, and the whole line. */
export interface CommandLine {
  readonly label: string;
  readonly line: string;
  /** It takes something away. */
  readonly isDanger?: true;
}

interface Named {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What is known of an object besides its name. */
export interface Facts {
  /** A node that takes no pods now. */
  readonly isCordoned?: boolean;
  readonly workload?: WorkloadCard | undefined;
  /** The namespace where kubectl works by itself: it need not be typed. */
  readonly namespace: string;
}

const scaled = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController']);
const rolled = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);
/** Kinds whose short names are what people type. */
const short: Readonly<Record<string, string>> = { Deployment: 'deployment', Service: 'service', HorizontalPodAutoscaler: 'hpa', PersistentVolumeClaim: 'pvc', PersistentVolume: 'pv', StorageClass: 'sc', PodDisruptionBudget: 'pdb', ResourceQuota: 'quota' };

/**
 * The kubectl lines that act on an object, from looking to taking away. Each is typed into the prompt, where Enter runs it.
 *
 * Example: of pod `web-1` in the namespace `shop`: `kubectl describe pod web-1 -n shop` and others.
 */
export function commandLines(object: Named, facts: Facts): readonly CommandLine[] {
  const { kind, namespace, name } = object;
  const type = short[kind] ?? kind.toLowerCase();
  const where = namespace === '' || namespace === facts.namespace ? '' : ` -n ${namespace}`;
  const on = (verb: string, options = ''): CommandLine => ({ label: `${verb}${options}`, line: `kubectl ${verb} ${type} ${name}${where}${options}` });
  const own = kind === 'Pod' ? podLines(name, where) : kind === 'Node' ? nodeLines(name, facts) : workloadLines({ kind, type, name, where }, facts);
  return [
    on('describe'), on('get', kind === 'Pod' || kind === 'Node' ? ' -o wide' : ''), on('get', ' -o yaml'),
    ...own,
    on('edit'), on('label', ' KEY=VALUE'),
    { ...on('delete'), isDanger: true },
  ];
}

function podLines(name: string, where: string): readonly CommandLine[] {
  return [
    { label: 'logs -f', line: `kubectl logs -f ${name}${where}` },
    { label: 'logs --previous', line: `kubectl logs --previous ${name}${where}` },
    { label: 'exec', line: `kubectl exec ${name}${where} -- ls /` },
    { label: 'top', line: `kubectl top pod ${name}${where}` },
    { label: 'events', line: `kubectl events --for pod/${name}${where}` },
  ];
}

function nodeLines(name: string, { isCordoned }: Facts): readonly CommandLine[] {
  const verb = isCordoned === true ? 'uncordon' : 'cordon';
  return [
    { label: 'top', line: `kubectl top node ${name}` },
    { label: 'get pods', line: `kubectl get pods -A -o wide --field-selector spec.nodeName=${name}` },
    { label: verb, line: `kubectl ${verb} ${name}` },
    { label: 'drain', line: `kubectl drain ${name} --ignore-daemonsets --delete-emptydir-data` },
    { label: 'taint', line: `kubectl taint node ${name} KEY=VALUE:NoSchedule` },
  ];
}

interface Typed {
  readonly kind: string;
  readonly type: string;
  readonly name: string;
  readonly where: string;
}

function workloadLines({ kind, type, name, where }: Typed, { workload }: Facts): readonly CommandLine[] {
  const rollout = (verb: string): CommandLine => ({ label: `rollout ${verb}`, line: `kubectl rollout ${verb} ${type}/${name}${where}` });
  const isPaused = workload?.rollout?.paused === true;
  return [
    ...(kind === 'Service' ? [{ label: 'get endpointslices', line: `kubectl get endpointslices -l kubernetes.io/service-name=${name}${where}` }] : []),
    ...(rolled.has(kind) ? [{ label: 'logs', line: `kubectl logs ${type}/${name}${where}` }] : []),
    ...(scaled.has(kind) ? [{ label: 'scale', line: `kubectl scale ${type} ${name}${where} --replicas=${String((workload?.desired ?? 0) + 1)}` }] : []),
    ...(rolled.has(kind) ? ['status', 'history', 'restart', 'undo'].map(rollout) : []),
    ...(kind === 'Deployment' ? [rollout(isPaused ? 'resume' : 'pause')] : []),
  ];
}
