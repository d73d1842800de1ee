/** The loss of a token, −ln of its probability, from the logits of all tokens. */
export function lossOf(logits: Float64Array, token: number): number {
  const most = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - most), 0);
  return most + Math.log(sum) - logits[token];
}
