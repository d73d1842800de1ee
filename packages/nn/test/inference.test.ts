import { cpu, isRecording, scalar } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import { describe, expect, test, vi } from 'vitest';
import { Dropout, inference, Initializer, Linear, Sequential } from '../src/index.ts';

describe.each([scalar, cpu])('[$name] inference', (engine) => {
  const model = () => {
    const init = new Initializer(engine, new Random(1), { std: 1 });
    return new Sequential(new Linear(2, 2, init), new Dropout(0.5, new Random(2)));
  };
  const x = engine.tensor([[1, -2]]);

  test('runs every module in evaluation mode, and draws no random number', () => {
    const trained = model();
    const [linear, dropout] = trained.layers as [Linear, Dropout];
    expect(inference(() => trained.forward(x)).toArray()).toEqual(linear.forward(x).toArray());
    expect(dropout.rng.save()).toEqual(new Random(2).save());
  });

  test('leaves the modes of the modules alone, even when the body throws', () => {
    const trained = model();
    const [linear] = trained.layers as [Linear];
    linear.eval();
    const modes = () => Array.from(trained.namedModules().values(), ({ training }) => training);
    const body = () => {
      expect(modes()).toEqual([false, false, false]);
      throw new Error('stop');
    };
    expect(() => inference(body)).toThrow('stop');
    expect(modes()).toEqual([true, false, true]);
  });

  test('a mode set in the body remains after it', () => {
    const trained = model().eval();
    inference(() => {
      trained.train();
      expect(trained.training).toBe(false);
    });
    expect(trained.training).toBe(true);
  });

  test('may be nested', () => {
    const trained = model();
    inference(() => {
      inference(() => undefined);
      expect(trained.training).toBe(false);
    });
    expect(trained.training).toBe(true);
  });

  test('records nothing', () => {
    const y = inference(() => {
      expect(isRecording()).toBe(false);
      return model().forward(x);
    });
    expect(y.requiresGrad).toBe(false);
    expect(isRecording()).toBe(true);
  });

  test.each([[undefined], [x]])('the body must be a function (%#)', (body) => {
    expect(() => inference(body as unknown as () => number)).toThrow('inference: expected a function to run, got');
    expect(model().training).toBe(true);
  });

  test('the body must not be async', () => {
    expect(() => inference(() => Promise.resolve())).toThrow(
      new TypeError('inference: the body must not be async or a generator; wrap each synchronous part'),
    );
    expect(model().training).toBe(true);
  });
});

test('modules from another copy of the package are in evaluation mode, too', async () => {
  vi.resetModules();
  const copy = await import('../src/index.ts');
  expect(copy.Dropout).not.toBe(Dropout);
  const dropout = new copy.Dropout(0.5, new Random(1));
  expect(inference(() => dropout.training)).toBe(false);
  expect(dropout.training).toBe(true);
});
