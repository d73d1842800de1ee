const names: Readonly<Record<string, string | undefined>> = {
  wte: 'token embedding',
  wpe: 'position embedding',
  embeddingNorm: 'norm of the embeddings',
  finalNorm: 'final norm',
  lmHead: 'output head',
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

/** What people call a part of the network, from its path: `layers.0.attn` is `attention 1`. A part of your own keeps its name: `gate of MLP 1`. */
export function partName(path: string): string {
  const found = /^layers\.(\d+)(?:\.(.+))?$/.exec(path);
  if (found === null) return names[path] ?? path;
  const [, layer, part = ''] = found;
  const number = Number(layer) + 1;
  const name = namesInLayer[part];
  if (name !== undefined) return `${name} ${number}`;
  const [, outer, inner] = /^(attn|mlp)\.(.+)$/.exec(part) ?? [];
  return (outer as string | undefined) === undefined
    ? `${part} of layer ${number}`
    : `${inner} of ${namesInLayer[outer]} ${number}`;
}

/** The same in the residual stream, where the first point is after both embeddings. */
export function streamName(path: string): string {
  return path === 'wte' ? 'embeddings' : `after ${partName(path)}`;
}
