/** Something that knows its place in a heap, so that it can be taken out of the middle. */
export interface HeapItem {
  heapIndex: number;
}

/** A binary heap. An item is in at most one heap at a time. */
export class Heap<T extends HeapItem> {
  readonly #items: T[] = [];
  readonly #compare: (a: T, b: T) => number;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#items.length;
  }

  get items(): readonly T[] {
    return this.#items;
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    this.#items.push(item);
    this.#up(this.#items.length - 1, item);
  }

  pop(): T | undefined {
    const first = this.#items[0];
    if (first) this.remove(first);
    return first;
  }

  remove(item: T): void {
    const index = item.heapIndex;
    if (this.#items[index] !== item) return;
    item.heapIndex = -1;
    const last = this.#items.pop() as T;
    if (last === item) return;
    this.#down(index, last);
    if (last.heapIndex === index) this.#up(index, last);
  }

  #up(start: number, item: T): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.#items[parent] as T;
      if (this.#compare(item, above) >= 0) break;
      this.#put(index, above);
      index = parent;
    }
    this.#put(index, item);
  }

  #down(start: number, item: T): void {
    let index = start;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= this.#items.length) break;
      if (child + 1 < this.#items.length && this.#compare(this.#items[child + 1] as T, this.#items[child] as T) < 0) child++;
      const below = this.#items[child] as T;
      if (this.#compare(below, item) >= 0) break;
      this.#put(index, below);
      index = child;
    }
    this.#put(index, item);
  }

  #put(index: number, item: T): void {
    this.#items[index] = item;
    item.heapIndex = index;
  }
}
