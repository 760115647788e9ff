import type * as t from '../generated/types.ts';
import { fill, fillZero, update, updateEach } from './fill.ts';
import { defaultFieldRef, defaultPullPolicy, defaultResourceFieldRef } from './references.ts';
import { roundRequirements, roundResourceList } from './quantities.ts';
import { defaultVolume } from './volumes.ts';

const done = new WeakSet();

/**
 * What the API server fills into every pod spec, also inside templates. A spec that has been through here once is
 * recognised by its reference.
 *
 * @see Kubernetes 1.36, core defaults, SetDefaults_PodSpec
 */
export function defaultPodSpec(spec: t.V1PodSpec): t.V1PodSpec {
  if (done.has(spec)) return spec;
  let out = fillZero(spec, { dnsPolicy: 'ClusterFirst', restartPolicy: 'Always', schedulerName: 'default-scheduler' });
  out = fill(out, { securityContext: {}, terminationGracePeriodSeconds: 30 });
  out = defaultServiceAccount(out);
  out = updateEach(out, 'volumes', defaultVolume);
  out = updateEach(out, 'containers', defaultContainer<t.V1Container>);
  out = updateEach(out, 'initContainers', defaultContainer<t.V1Container>);
  out = updateEach(out, 'ephemeralContainers', defaultContainer<t.V1EphemeralContainer>);
  out = update(out, 'overhead', roundResourceList);
  out = update(out, 'resources', roundRequirements);
  done.add(out);
  return out;
}

/** `serviceAccount` is the old name of `serviceAccountName`; both are shown, the new one wins. */
function defaultServiceAccount(spec: t.V1PodSpec): t.V1PodSpec {
  const name = spec.serviceAccountName || spec.serviceAccount;
  if (!name || (spec.serviceAccountName === name && spec.serviceAccount === name)) return spec;
  return { ...spec, serviceAccount: name, serviceAccountName: name };
}

/** A template always has metadata and a spec with all defaults. */
export function defaultPodTemplate(template: t.V1PodTemplateSpec): t.V1PodTemplateSpec {
  return update(fill(template, { metadata: {} }), 'spec', defaultPodSpec);
}

/** Also for sidecars and ephemeral containers. */
function defaultContainer<C extends t.V1Container | t.V1EphemeralContainer>(container: C): C {
  let out = container as t.V1Container;
  out = fillZero(out, { imagePullPolicy: defaultPullPolicy(out.image), terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' });
  out = update(fill(out, { resources: {} }), 'resources', roundRequirements);
  out = updateEach(out, 'ports', defaultPort);
  out = updateEach(out, 'env', defaultEnv);
  out = update(out, 'livenessProbe', defaultProbe);
  out = update(out, 'readinessProbe', defaultProbe);
  out = update(out, 'startupProbe', defaultProbe);
  out = update(out, 'lifecycle', defaultLifecycle);
  return out as C;
}

const defaultPort = (port: t.V1ContainerPort): t.V1ContainerPort => fillZero(port, { protocol: 'TCP' });

function defaultEnv(env: t.V1EnvVar): t.V1EnvVar {
  return update(env, 'valueFrom', (from) => {
    const out = update(update(from, 'fieldRef', defaultFieldRef), 'resourceFieldRef', defaultResourceFieldRef);
    return update(out, 'fileKeyRef', (file) => fill(file, { optional: false }));
  });
}

function defaultProbe(probe: t.V1Probe): t.V1Probe {
  const out = fillZero(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
  return update(update(out, 'httpGet', defaultHttpGet), 'grpc', (grpc) => fill(grpc, { service: '' }));
}

const defaultHttpGet = (http: t.V1HTTPGetAction): t.V1HTTPGetAction => fillZero(http, { path: '/', scheme: 'HTTP' });
const defaultHandler = (handler: t.V1LifecycleHandler): t.V1LifecycleHandler => update(handler, 'httpGet', defaultHttpGet);

function defaultLifecycle(lifecycle: t.V1Lifecycle): t.V1Lifecycle {
  return update(update(lifecycle, 'postStart', defaultHandler), 'preStop', defaultHandler);
}
