import type { V1Ingress } from '../../../kube/generated/types.ts';
import { ingressClasses } from '../../../kube/kinds.ts';
import type { AdmissionPlugin } from './chain.ts';

const isDefault = 'ingressclass.kubernetes.io/is-default-class';

/** An Ingress that names no class gets the default one; of several the newest. */
export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  resources: ['ingresses.networking.k8s.io'],
  operations: ['CREATE'],
  admit: (object, { subresource }, view) => {
    const ingress = object as V1Ingress;
    if (subresource !== '' || ingress.spec?.ingressClassName !== undefined || ingress.metadata?.annotations?.['kubernetes.io/ingress.class'] !== undefined) return object;
    const candidates = view.list(ingressClasses).filter(({ metadata }) => metadata?.annotations?.[isDefault] === 'true');
    const [newest] = [...candidates].sort((a, b) => (String(a.metadata?.creationTimestamp) > String(b.metadata?.creationTimestamp) ? -1 : 1));
    return newest?.metadata?.name === undefined ? object : { ...ingress, spec: { ...ingress.spec, ingressClassName: newest.metadata.name } };
  },
};
