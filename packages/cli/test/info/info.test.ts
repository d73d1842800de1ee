import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@microgpt/autograd';
import { saveCheckpoint } from '@microgpt/checkpoint';
import { GPT } from '@microgpt/gpt';
import { Initializer, Linear, Module } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { beforeAll, describe, expect, test } from 'vitest';
import { infoCommand } from '../../src/commands/info.ts';
import { sparkline } from '../../src/info/sparkline.ts';
import { runCommand } from '../run-command.ts';
import { smallRun, type SmallRun } from '../small-run.ts';

const info = async (...args: string[]) => (await runCommand(infoCommand, args)).stdout;

describe('info about a run', () => {
  let run: SmallRun;
  beforeAll(async () => {
    run = await smallRun({ text: 'she sells sea shells\n'.repeat(20), kind: 'text' });
  });

  test('shows the model, the tokenizer, the data, the run, the losses and the settings', async () => {
    const text = await info(run.file);
    for (const expected of [
      /^file +.*run\.safetensors, \d+\.\d kB$/m,
      /^model +microgpt's network, [\d,]+ parameters$/m,
      /GPT\(1 layer, 2 heads, width 16, block 8\)/,
      /^tokenizer +7 characters and the end of a text: \\n aehls$/m,
      /^data +.*data\.txt, 420 bytes, running text$/m,
      /378 tokens to train on, 42 held out/,
      /^run +step 30 of 30, 2 s of training, 960 tokens$/m,
      /finished; to train longer: microgpt train --resume .*run\.safetensors --steps 60/,
      /^losses +[▁-█]+ \d\.\d{3} → \d\.\d{3} training, to step 30$/m,
      /[▁-█]+ 3\.000 → 2\.500 unseen/,
      /lowest unseen 2\.5000 at step 30/,
      /^settings +data /m,
      /lr 0\.01, minLr 0\.01/,
      /^also +the optimizer's state, the random stream rng, \d+ tensors in all$/m,
    ]) {
      expect(text).toMatch(expected);
    }
    expect(text).toContain(run.model.parameterCount().toLocaleString('en-US'));
  });

  test('wraps the settings and shortens the curve in 40 columns', async () => {
    const { stdout } = await runCommand(infoCommand, [run.file], { columns: 40 });
    const lines = stdout.slice(stdout.indexOf('architecture'), stdout.indexOf('also')).split('\n');
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines.filter((each) => !each.includes('run.safetensors'))) {
      expect(line.length, line).toBeLessThanOrEqual(40);
    }
  });

  test('lists tensors on demand', async () => {
    expect(await info(run.file)).not.toContain('model.wte.weight');
    expect(await info(run.file, '--tensors')).toMatch(/^model\.wte\.weight +F64 +\(\d+, 16\)$/m);
  });

  test('with --json is one object with everything', async () => {
    const found = JSON.parse(await info(run.file, '--json')) as {
      readonly history?: { readonly losses: readonly number[] };
    };
    expect(found).toMatchObject({
      type: 'GPT',
      config: run.model.config,
      parameters: run.model.parameterCount(),
      tokenizer: { type: 'char' },
      hasOptimizer: true,
      streams: ['rng'],
      progress: { step: 30, done: true },
      settings: { lr: 0.01 },
      data: { trainingTokens: 378, validationTokens: 42 },
      history: { validationLosses: [3, 2.5], best: { step: 30, loss: 2.5 } },
    });
    expect(found.history?.losses).toHaveLength(30);
  });
});

describe('info about other checkpoints', () => {
  const init = new Initializer(cpu, new Random(1));
  const sizes = { vocabSize: 5, blockSize: 4, nLayer: 1, nHead: 1, nEmbd: 4 };
  const saved = async (model: Module) => {
    const file = join(await mkdtemp(join(tmpdir(), 'microgpt-test-')), 'model.safetensors');
    await writeFile(file, saveCheckpoint({ model }));
    return file;
  };

  test('shows a model without a run', async () => {
    const text = await info(await saved(new GPT({ ...sizes, architecture: 'gpt2' }, init)));
    expect(text).toMatch(/^model +GPT-2's network/m);
    expect(text).toMatch(/^tokenizer +none$/m);
    expect(text).toMatch(/^also +no optimizer, no random stream/m);
    expect(text).not.toMatch(/^run|^losses/m);
  });

  test('lists the tensors of a GPT with parts of its program', async () => {
    const text = await info(
      await saved(new GPT({ ...sizes, mlp: ({ nEmbd }) => new Linear(nEmbd, nEmbd, init) }, init)),
    );
    expect(text).toContain('with your own mlp');
    expect(text).toContain('layers.0.mlp.weight (4, 4)');
  });

  test('lists the tensors of another module', async () => {
    class Other extends Module {
      readonly only = new Linear(2, 3, init);
    }
    const text = await info(await saved(new Other()));
    expect(text).toMatch(/^model +of another program, 6 parameters$/m);
    expect(text).toContain('only.weight (3, 2)');
  });
});

test('a sparkline has the heights of the means of its shares', () => {
  expect(sparkline([1, 1, 2, 2, 8, 8], 3)).toBe('▁▂█');
  expect(sparkline([3], 10)).toBe('▁');
  expect(sparkline([0, 7], 10)).toBe('▁█');
});
