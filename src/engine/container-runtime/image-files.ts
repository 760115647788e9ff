import type { KnownImage } from './images.ts';
import type { ContainerSpec } from './interface.ts';

/** The files that a fresh container of an image has and that lessons look at. */
export function imageFiles(image: KnownImage, spec: ContainerSpec): readonly (readonly [string, string])[] {
  return [
    ['/etc/hostname', `${spec.hostname}\n`],
    ['/etc/hosts', `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n${spec.podIP}\t${spec.hostname}\n`],
    ...(spec.resolvConf === undefined ? [] : [['/etc/resolv.conf', spec.resolvConf()] as const]),
    ['/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n'],
    ...(image.documentRoot !== undefined && image.page !== undefined ? [[`${image.documentRoot}/index.html`, image.page] as const] : []),
  ];
}
