/** @throws RangeError unless 0 ≤ x < 1 */
export function checkFraction(optimizer: string, name: string, x: number): void {
  if (!(x >= 0 && x < 1)) throw new RangeError(`${optimizer}: ${name} must be at least 0 and below 1, got ${x}`);
}

/** @throws RangeError unless 0 ≤ x < ∞ */
export function checkNotNegative(optimizer: string, name: string, x: number): void {
  if (!(x >= 0 && x < Infinity))
    throw new RangeError(`${optimizer}: ${name} must be finite and not negative, got ${x}`);
}
