/** What people call a part of the network, from its path: `layers.0.attn` is `attention 1`. */
export function partName(path: string): string {
  if (path === 'wte') return 'token';
  if (path === 'wpe') return 'position';
  if (path === 'bias') return 'biases';
  const [, layer, part] = /^layers\.(\d+)(?:\.(.+))?$/.exec(path) ?? [];
  if ((layer as string | undefined) === undefined) return path;
  const number = Number(layer) + 1;
  if (part === 'attn') return `attention ${number}`;
  if (part === 'mlp') return `MLP ${number}`;
  return (part as string | undefined) === undefined ? `layer ${number}` : `${part} ${number}`;
}

/** The same in the residual stream, where the first point is after both embeddings. */
export function streamName(path: string): string {
  return path === 'wte' ? 'embeddings' : `after ${partName(path)}`;
}
