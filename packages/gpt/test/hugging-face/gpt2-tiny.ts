import { readFileSync } from 'node:fs';
import type { Engine, Tensor } from '@microgpt/autograd';
import { Initializer } from '@microgpt/nn';
import { AdamW, clipGradNorm, cosineDecay, join, warmup } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { bytesSource } from '@microgpt/safetensors';
import { describe, expect, test } from 'vitest';
import { sharedFile } from '../../../../testing/shared-file.ts';
import { loadHuggingFace, loadNanoGPT, saveHuggingFace, saveNanoGPT } from '../../src/hugging-face.ts';
import { generate, GPT, type Documents } from '../../src/index.ts';
import { bytesOf, opener, tensorsIn } from './files.ts';

/** The results that PyTorch computed in float64 from the weights beside them. */
interface Golden {
  readonly inputs: Documents;
  readonly targets: Documents;
  readonly loss: number;
  readonly logits_batch0: readonly (readonly number[])[];
}

interface HuggingFaceGolden extends Golden {
  readonly logits_sum: number;
  readonly grad_l2: Readonly<Record<string, number>>;
  readonly adamw: {
    readonly inputs: readonly Documents[];
    readonly losses: readonly number[];
    readonly grad_norms_before_clip: readonly number[];
    readonly lrs: readonly number[];
    readonly weight_decay: number;
    readonly betas: readonly [number, number];
    readonly eps: number;
    readonly clip: number;
    readonly max_lr: number;
    readonly min_lr: number;
    readonly warmup_iters: number;
    readonly lr_decay_iters: number;
  };
}

const files = ['config.json', 'model.safetensors', 'expected.json', 'nanogpt.safetensors', 'nanogpt-expected.json'];
const found = files.map((name) => sharedFile(`golden/gpt2-tiny/${name}`));
const lacking = found.find(({ missing }) => missing);

/** Our path for a tensor of GPT-2, or the three paths for queries, keys and values. */
const paths: Readonly<Record<string, readonly string[]>> = {
  ln_1: ['norm1'],
  'attn.c_attn': ['attn.wq', 'attn.wk', 'attn.wv'],
  'attn.c_proj': ['attn.wo'],
  ln_2: ['norm2'],
  'mlp.c_fc': ['mlp.fc1'],
  'mlp.c_proj': ['mlp.fc2'],
};

function pathsOf(name: string): readonly string[] {
  const match = /^transformer\.h\.(\d+)\.(.*)\.(weight|bias)$/.exec(name);
  if (match === null) return [name.replace('transformer.', '').replace('ln_f', 'finalNorm')];
  const [, layer, part, kind] = match;
  return paths[part].map((path) => `layers.${layer}.${path}.${kind}`);
}

/** Tests that an engine computes what PyTorch does, within the tolerance. */
export function testGPT2Tiny(engine: Engine, tolerance: number): void {
  describe(`[${engine.name}] the tiny GPT-2`, () => {
    if (lacking !== undefined) {
      console.warn(`SKIPPED: the comparison with PyTorch's GPT-2${lacking.note}`);
      test.skip(`computes what PyTorch does${lacking.note}`);
      return;
    }
    const [config, weights, expected, nanoWeights, nanoExpected] = found.map(({ path }) => readFileSync(path));
    const golden = JSON.parse(expected.toString()) as HuggingFaceGolden;
    const nanoGolden = JSON.parse(nanoExpected.toString()) as Golden;
    const folder = { 'config.json': config, 'model.safetensors': weights };
    const load = () => loadHuggingFace(opener(folder), { engine });
    /** The same weights through a file of nanoGPT, which has another GELU. */
    const loadByNano = async () => {
      const { model } = await load();
      const exact = new GPT({ ...model.config, activation: 'gelu' }, Initializer.blank(engine));
      exact.loadStateDict(model.stateDict());
      const loaded = await loadNanoGPT(bytesSource(await bytesOf(saveNanoGPT(exact))), { engine });
      const again = new GPT(model.config, Initializer.blank(engine));
      again.loadStateDict(loaded.stateDict());
      return again;
    };
    const loads = [
      ["Hugging Face's files", async () => (await load()).model],
      ["nanoGPT's file", loadByNano],
    ] as const;
    const loadNano = () => loadNanoGPT(bytesSource(nanoWeights), { engine, nHead: 4 });

    test.each(loads)(
      'from %s gives the logits, the loss and the norms of the gradients of PyTorch',
      async (_, make) => {
        const model = await make();
        const loss = expectGolden(model, golden, tolerance);
        const [first] = model.forward(golden.inputs).sum().toFlat();
        expect(Math.abs(first - golden.logits_sum)).toBeLessThan(tolerance * 1000); // the sum of 2,196 logits
        loss.backward();
        const parameters = model.namedParameters();
        const squares = (path: string) => parameters.get(path)?.sumSquaresOfGrad() ?? NaN;
        for (const [name, norm] of Object.entries(golden.grad_l2)) {
          const actual = Math.sqrt(pathsOf(name).reduce((sum, path) => sum + squares(path), 0));
          expect(Math.abs(actual - norm), name).toBeLessThan(tolerance);
        }
        expect(Object.keys(golden.grad_l2).flatMap(pathsOf).sort()).toEqual([...parameters.keys()].sort());
      },
    );

    test.each(loads)("from %s learns as PyTorch's does in 20 steps of AdamW", async (_, make) => {
      const { adamw } = golden;
      const { max_lr, min_lr, warmup_iters, lr_decay_iters, weight_decay, eps, betas } = adamw;
      const model = await make();
      const lr = join(
        [warmup(max_lr, warmup_iters + 1), cosineDecay(max_lr, lr_decay_iters - warmup_iters, min_lr)],
        [warmup_iters],
      );
      const all = model.parameters();
      const optimizer = new AdamW(
        [
          { parameters: all.filter(({ shape }) => shape.length >= 2) },
          { parameters: all.filter(({ shape }) => shape.length < 2), weightDecay: 0 },
        ],
        { lr, beta1: betas[0], beta2: betas[1], eps, weightDecay: weight_decay },
      );
      expect(adamw.losses).toHaveLength(20);
      adamw.losses.forEach((expected, step) => {
        expect(Math.abs(optimizer.lr - adamw.lrs[step])).toBeLessThan(1e-15);
        const inputs = adamw.inputs[step];
        const targets = inputs.flatMap(([first, ...others]) => [...others, first]);
        optimizer.zeroGrad();
        const loss = model.forward(inputs).crossEntropy(targets);
        loss.backward();
        const norm = clipGradNorm(all, Infinity);
        // PyTorch adds 1e-6 to the norm, which changes the losses by 10⁻⁸: see torch.nn.utils.clip_grad_norm_.
        for (const parameter of all) parameter.scaleGrad(Math.min(1, adamw.clip / (norm + 1e-6)));
        optimizer.step();
        expect(Math.abs(loss.item() - expected), `loss of step ${step}`).toBeLessThan(tolerance);
        const expectedNorm = adamw.grad_norms_before_clip[step];
        expect(Math.abs(norm - expectedNorm), `norm of step ${step}`).toBeLessThan(tolerance);
      });
    });

    test("without biases and with exact GELU, from nanoGPT's file, gives the logits and the loss of PyTorch", async () => {
      const model = await loadNano();
      expect(model.config).toMatchObject({ bias: false, activation: 'gelu', tieHead: true, nLayer: 2, blockSize: 12 });
      expectGolden(model, nanoGolden, tolerance);
    });

    test('is saved with the same bytes in every tensor', async () => {
      const { model, ...format } = await load();
      const saved = saveHuggingFace(model, format);
      expect(tensorsIn(await bytesOf(saved['model.safetensors']))).toEqual(tensorsIn(weights));
      expect(JSON.parse(saved['config.json'])).toMatchObject(JSON.parse(config.toString()) as object);
      expect(tensorsIn(await bytesOf(saveNanoGPT(await loadNano())))).toEqual(tensorsIn(nanoWeights));
    });

    test.each([
      ["Hugging Face's", async () => (await load()).model],
      ["nanoGPT's", loadNano],
    ])('from %s files writes the same with a cache as without', async (_, make) => {
      const model = await make();
      const write = async (useCache: boolean) => {
        const options = { rng: new Random(1), prompt: [48, 41], maxTokens: 30, useCache };
        const ids: number[] = [];
        for await (const { id } of generate(model, options)) ids.push(id);
        return ids;
      };
      const cached = await write(true);
      expect(cached).toHaveLength(30);
      expect(cached).toEqual(await write(false));
    });
  });
}

/** Compares the logits of the first document and the loss; returns the loss. */
function expectGolden(model: GPT, golden: Golden, tolerance: number): Tensor {
  const logits = model.forward(golden.inputs);
  const first = logits.toFlat();
  golden.logits_batch0.flat().forEach((expected, i) => {
    expect(Math.abs(first[i] - expected), `logit ${i}`).toBeLessThan(tolerance);
  });
  const loss = logits.crossEntropy(golden.targets.flat());
  expect(Math.abs(loss.item() - golden.loss)).toBeLessThan(tolerance);
  return loss;
}
