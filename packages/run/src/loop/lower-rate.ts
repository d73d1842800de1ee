/** About a third of a learning rate that was too high, as a round number. */
export function lowerRate(lr: number): number {
  return Number((lr / 3).toPrecision(1));
}
