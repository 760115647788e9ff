import type { PodSandbox, Receiver } from './interface.ts';

export interface Attachment extends PodSandbox {
  readonly receive: Receiver;
}

/** Which pod has which address. */
export interface Addresses {
  /** The next free address of the node's range (the first ones are the network's and the bridge's own). */
  attach(pod: Attachment, podCIDR: string): string;
  /** Lets the pod share an address of its node. */
  share(pod: Attachment, ip: string): void;
  detach(podUid: string): void;
  /** Who is reached at an address: one pod, or those that share their node's. */
  at(ip: string): readonly Attachment[];
  ofPod(podUid: string): (Attachment & { readonly ip: string }) | undefined;
}

export function createAddresses(): Addresses {
  const byIp = new Map<string, readonly Attachment[]>();
  const ipOfPod = new Map<string, string>();
  const lastOffset = new Map<string, number>();

  /** Goes round the range as host-local IPAM does, so that an address is not used again at once. */
  function free(podCIDR: string): string {
    const { first, size } = parseCIDR(podCIDR);
    const usable = Math.max(1, size - 3);
    let offset = lastOffset.get(podCIDR) ?? -1;
    for (let tries = 0; tries < usable; tries++) {
      offset = (offset + 1) % usable;
      const ip = formatIPv4(first + 2 + offset);
      if (byIp.has(ip)) continue;
      lastOffset.set(podCIDR, offset);
      return ip;
    }
    throw new Error(`no address left in ${podCIDR}`);
  }

  return {
    attach(pod, podCIDR) {
      const ip = free(podCIDR);
      byIp.set(ip, [pod]);
      ipOfPod.set(pod.uid, ip);
      return ip;
    },
    share(pod, ip) {
      byIp.set(ip, [...(byIp.get(ip) ?? []), pod]);
      ipOfPod.set(pod.uid, ip);
    },
    detach(podUid) {
      const ip = ipOfPod.get(podUid);
      if (ip === undefined) return;
      const others = (byIp.get(ip) ?? []).filter(({ uid }) => uid !== podUid);
      if (others.length > 0) byIp.set(ip, others);
      else byIp.delete(ip);
      ipOfPod.delete(podUid);
    },
    at: (ip) => byIp.get(ip) ?? [],
    ofPod(podUid) {
      const ip = ipOfPod.get(podUid);
      const pod = ip === undefined ? undefined : byIp.get(ip)?.find(({ uid }) => uid === podUid);
      return ip === undefined || !pod ? undefined : { ...pod, ip };
    },
  };
}

/** First address and number of addresses of an IPv4 range. */
export function parseCIDR(cidr: string): { readonly first: number; readonly size: number } {
  const [address = '0.0.0.0', bits = '32'] = cidr.split('/');
  const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  return { first: value - (value % size), size };
}

export function formatIPv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
