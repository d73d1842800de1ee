/**
 * A hash table with open addressing, which numbers pairs of ids 0, 1, 2, … in the order in which they are added.
 *
 * A `Map` would need a string or a large number as the key of each pair, which takes several times as long.
 */
export class PairIndex {
  /** The first ids of the pairs, by number. */
  readonly lefts: number[] = [];
  /** The second ids of the pairs, by number. */
  readonly rights: number[] = [];
  /** In each slot the number of a pair plus 1, or 0. The length is a power of 2 and at least twice the number of pairs. */
  #slots = new Int32Array(1024);

  /** The number of a pair, or −1 if it has none. */
  get(left: number, right: number): number {
    return this.#slots[this.#slot(left, right)] - 1;
  }

  /** The number of a pair, a new one if it had none. */
  add(left: number, right: number): number {
    const slot = this.#slot(left, right);
    if (this.#slots[slot] > 0) return this.#slots[slot] - 1;
    this.lefts.push(left);
    const size = this.rights.push(right);
    this.#slots[slot] = size;
    if (size * 2 > this.#slots.length) this.#grow();
    return size - 1;
  }

  /** The slot that holds the pair, or the empty one in which it belongs. */
  #slot(left: number, right: number): number {
    const mask = this.#slots.length - 1;
    let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
    hash ^= hash >>> 15;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const pair = this.#slots[slot] - 1;
      if (pair < 0 || (this.lefts[pair] === left && this.rights[pair] === right)) return slot;
    }
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let pair = 0; pair < this.lefts.length; pair++) {
      this.#slots[this.#slot(this.lefts[pair], this.rights[pair])] = pair + 1;
    }
  }
}
