/** The indices of a number in a tensor: `[3, 5]`. */
export function placeIn(shape: readonly number[], index: number): string {
  if (shape.length === 0) return '';
  const indices: number[] = [];
  let rest = index;
  for (const size of shape.toReversed()) {
    indices.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `[${indices.join(', ')}]`;
}
