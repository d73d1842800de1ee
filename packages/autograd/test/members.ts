// The members of `Tensor` that the table of operations does not cover.

/** Public members of `Tensor` that are not operations with their own value and gradient. */
export const otherMembers = [
  'brand shape requiresGrad isParameter hasGrad hasFiniteGrad isGradBelow grad',
  'attentionWeights', // a list; causalAttention is made of it
  'argmax argmin detach dispose backward zeroGrad assign assignRows fusedUpdate sumSquaresOfGrad scaleGrad toFlat read item toArray toString',
].flatMap((line) => line.split(' '));

/** Members of `Tensor` with their own tests. */
export const notOperations = [
  'freeze',
  ...otherMembers,
  ...[
    'constructor engine',
    'view join gather scatter maxRows argmaxRows first', // used by transpose slice broadcastTo, concat stack, take pick, assignRows, item
  ].flatMap((line) => line.split(' ')),
];
