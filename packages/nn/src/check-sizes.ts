/** @throws RangeError unless each size is a positive integer; the message names the layer and the size */
export function checkSizes(layer: string, sizes: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (!Number.isInteger(size) || size < 1) {
      throw new RangeError(`${layer}: ${name} must be a positive integer, got ${size}`);
    }
  }
}
