const names: Readonly<Record<string, string | undefined>> = {
  wte: 'token embedding',
  wpe: 'position embedding',
  embeddingNorm: 'norm of the embeddings',
  finalNorm: 'final norm',
  lmHead: 'head',
  bias: 'biases',
};

/** What stands before the number of a layer. */
const namesInLayer: Readonly<Record<string, string | undefined>> = {
  '': 'layer',
  norm1: 'norm before attention',
  attn: 'attention',
  'attn.wq': 'queries of attention',
  'attn.wk': 'keys of attention',
  'attn.wv': 'values of attention',
  'attn.wo': 'output of attention',
  norm2: 'norm before MLP',
  mlp: 'MLP',
  'mlp.fc1': 'hidden units of MLP',
  'mlp.fc2': 'output of MLP',
};

/** What people call a part of the network, from its path: `layers.0.attn` is `attention 1`. A part without such a name keeps its path. */
export function partName(path: string): string {
  const found = /^layers\.(\d+)(?:\.(.+))?$/.exec(path);
  if (found === null) return names[path] ?? path;
  const [, layer, part = ''] = found;
  const name = namesInLayer[part];
  return name === undefined ? path : `${name} ${Number(layer) + 1}`;
}

/** The same in the residual stream, where the first point is after both embeddings. */
export function streamName(path: string): string {
  return path === 'wte' ? 'embeddings' : `after ${partName(path)}`;
}
