/**
 * Blocks of addresses (/24) of a cluster's range, given out in order; a block that comes back is not used again before the end
 * of the range was reached.
 *
 * @see Kubernetes 1.36, nodeipam/ipam/cidrset
 */
export class CidrSet {
  readonly #base: number;
  readonly #count: number;
  readonly #used = new Set<number>();
  #next = 0;

  /** @param clusterCidr `10.244.0.0/16`: 256 blocks. */
  constructor(clusterCidr: string) {
    const [address = '0.0.0.0', bits = '16'] = clusterCidr.split('/');
    this.#base = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    this.#count = 2 ** Math.max(0, 24 - Number(bits));
  }

  /** The next free block, or undefined where all are taken. */
  allocate(): string | undefined {
    for (let i = 0; i < this.#count; i++) {
      const index = (this.#next + i) % this.#count;
      if (this.#used.has(index)) continue;
      this.#used.add(index);
      this.#next = (index + 1) % this.#count;
      return this.#text(index);
    }
    return undefined;
  }

  occupy(cidr: string): void {
    this.#used.add(this.#indexOf(cidr));
  }

  release(cidr: string): void {
    this.#used.delete(this.#indexOf(cidr));
  }

  #text(index: number): string {
    const address = this.#base + index * 256;
    return `${[24, 16, 8, 0].map((shift) => String(Math.floor(address / 2 ** shift) % 256)).join('.')}/24`;
  }

  #indexOf(cidr: string): number {
    const address = (cidr.split('/')[0] ?? '').split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    return Math.floor((address - this.#base) / 256);
  }
}
