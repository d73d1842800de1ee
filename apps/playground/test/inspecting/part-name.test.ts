import { expect, test } from 'vitest';
import { partName, streamName } from '../../src/inspecting/part-name.ts';

test.for([
  ['wte', 'token embedding'],
  ['layers.0', 'layer 1'],
  ['layers.0.attn', 'attention 1'],
  ['layers.11.attn.wq', 'queries of attention 12'],
  ['layers.1.mlp.fc1', 'hidden units of MLP 2'],
  ['layers.0.mlp.router', 'router of MLP 1'],
  ['layers.1.gate', 'gate of layer 2'],
  ['towers.0.attn', 'towers.0.attn'],
])('%s is called %s', ([path, name]) => {
  expect(partName(path)).toBe(name);
});

test('the residual stream begins after both embeddings', () => {
  expect(streamName('wte')).toBe('embeddings');
  expect(streamName('layers.0.mlp')).toBe('after MLP 1');
});
