import { cpu, scalar, type Engine } from '@microgpt/autograd';
import { GPT, type GPTConfig } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { expect, test } from 'vitest';
import { StepGraph } from '../src/index.ts';

const config: GPTConfig = { vocabSize: 7, blockSize: 6, nLayer: 1, nHead: 2, nEmbd: 8 };
const [inputs, targets] = [
  [0, 3, 5, 1],
  [3, 5, 1, 6],
];

function lossOf(model: GPT) {
  return () => model.forward([inputs]).crossEntropy(targets);
}

function modelOn(engine: Engine): GPT {
  return new GPT(config, new Initializer(engine, new Random(1), { std: 0.5 }));
}

const model = modelOn(scalar);
const graph = new StepGraph(model, lossOf(model));

test('the last number is the loss, and every number is the chain rule of its results', () => {
  const loss = graph.value(graph.size - 1);
  expect(loss.data).toBeCloseTo(lossOf(modelOn(cpu))().item(), 12);
  expect(loss.grad).toBe(1);
  for (let id = 0; id < graph.size - 1; id++) {
    const { grad, results } = graph.value(id);
    expect(results.every((result) => result.id > id)).toBe(true);
    const sum = results.reduce((all, result) => all + graph.value(result.id).grad * result.localGrad, 0);
    expect(sum).toBeCloseTo(grad, 12);
  }
});

test('the gradient of each parameter is that of the cpu engine', () => {
  const other = modelOn(cpu);
  lossOf(other)().backward();
  for (const [path, parameter] of other.namedParameters()) {
    const tensor = graph.tensors.find((each) => each.parameter === path);
    const found = (tensor?.values ?? []).map((id) => (id < 0 ? 0 : graph.value(id).grad));
    const expected = parameter.grad?.toFlat() ?? [];
    expect(found).toHaveLength(expected.length);
    found.forEach((grad, i) => {
      expect(grad).toBeCloseTo(expected[i], 12);
    });
  }
});

test('every tensor belongs to the module that computes or holds it', () => {
  const owners = new Set(graph.tensors.map(({ owner }) => owner));
  for (const path of ['wte', 'layers.0.norm1', 'layers.0.attn', 'layers.0.attn.wq', 'layers.0.mlp.fc1', 'lmHead', '']) {
    expect(owners).toContain(path);
  }
  const weight = graph.tensors.find(({ parameter }) => parameter === 'layers.0.attn.wq.weight');
  expect(weight).toMatchObject({ owner: 'layers.0.attn.wq', shape: [8, 8], op: '' });
  const weights = graph.tensors.filter(({ owner, op }) => owner === 'layers.0.attn' && op === 'exp');
  expect(weights.length).toBeGreaterThan(0);
});

test('a gradient grows as the backward pass comes down', () => {
  const tensor = graph.tensors.find(({ parameter }) => parameter === 'layers.0.mlp.fc1.weight');
  const id = tensor?.values.find((each) => graph.value(each).results.length > 1) ?? 0;
  const { grad, results } = graph.value(id);
  expect(graph.gradientAt(id, graph.size - 1)).toBe(0);
  const half = Math.max(...results.map((result) => result.id));
  expect(graph.gradientAt(id, half)).not.toBe(0);
  expect(graph.gradientAt(id, 0)).toBeCloseTo(grad, 12);
});

test('a path leads from the loss to a weight through numbers that depend on each other', () => {
  const tensor = graph.tensors.find(({ parameter }) => parameter === 'layers.0.attn.wv.weight');
  const [id] = tensor?.values ?? [];
  const path = graph.pathTo(id);
  expect([path[0], path.at(-1)]).toEqual([graph.size - 1, id]);
  for (let i = 1; i < path.length; i++) {
    expect(graph.value(path[i - 1]).operands.map((operand) => operand.id)).toContain(path[i]);
  }
});

test('a graph needs the scalar engine, and a loss that depends on parameters', () => {
  const other = modelOn(cpu);
  expect(() => new StepGraph(other, lossOf(other))).toThrow('StepGraph: the model must be on the scalar engine');
  expect(() => new StepGraph(model, () => scalar.tensor(1))).toThrow('StepGraph: the loss depends on no parameter');
  expect(() => graph.value(graph.size)).toThrow('got');
});
