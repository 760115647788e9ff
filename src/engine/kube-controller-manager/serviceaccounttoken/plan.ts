import type { V1Secret, V1ServiceAccount } from '../../../kube/generated/types.ts';
import { inBase64, legacyIssuer, signedToken } from '../../../kube/service-account-token.ts';

const accountName = 'kubernetes.io/service-account.name';
const accountUid = 'kubernetes.io/service-account.uid';

export const isTokenSecret = ({ type }: V1Secret): boolean => type === 'kubernetes.io/service-account-token';

/** The account that a Secret is for; any of that name where it has no uid yet. */
export function accountOf({ metadata }: V1Secret): { readonly name: string; readonly uid: string } {
  return { name: metadata?.annotations?.[accountName] ?? '', uid: metadata?.annotations?.[accountUid] ?? '' };
}

/** The Secret with what it lacks: the account's uid, certificate, namespace and token. */
export function withToken(secret: V1Secret, account: V1ServiceAccount, { key, certificate }: { readonly key: string; readonly certificate: string }): V1Secret {
  const { namespace = '', name = '' } = secret.metadata ?? {};
  const { name: of = '', uid = '' } = account.metadata ?? {};
  const token = (): string => signedToken({
    iss: legacyIssuer, 'kubernetes.io/serviceaccount/namespace': namespace, 'kubernetes.io/serviceaccount/secret.name': name,
    'kubernetes.io/serviceaccount/service-account.name': of, 'kubernetes.io/serviceaccount/service-account.uid': uid, sub: `system:serviceaccount:${namespace}:${of}`,
  }, key);
  return {
    ...secret,
    metadata: { ...secret.metadata, annotations: { ...secret.metadata?.annotations, [accountUid]: uid } },
    data: { ...secret.data, 'ca.crt': inBase64(certificate), namespace: inBase64(namespace), token: secret.data?.['token'] || inBase64(token()) },
  };
}
