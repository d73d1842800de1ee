import { expose } from 'comlink';
import { cpu, scalar } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import {
  checkBlock,
  corpusFrom,
  createDataset,
  createTokenizer,
  measureCost,
  resolveSettings,
  type Corpus,
  type CostOptions,
  type Dataset,
  type GivenSettings,
  type Settings,
} from '@microgpt/run';
import type { LayersCode } from '../layers/layers-code.ts';
import { loadLayers } from '../layers/load-layers.ts';
import type { SourceText } from '../run/source-text.ts';
import type { CostMeter, Measured } from './cost-meter.ts';

/** Measures on an engine of its own, so that its memory is that of one run. It keeps the last text and its tokens. */
class PageCostMeter implements CostMeter {
  #corpus: { readonly key: string; readonly corpus: Corpus } | undefined;
  #dataset: { readonly key: string; readonly dataset: Dataset } | undefined;
  #stopping = new AbortController();

  has(key: string): Promise<boolean> {
    return Promise.resolve(this.#corpus?.key === key);
  }

  stop(): void {
    this.#stopping.abort();
  }

  async measure(
    given: GivenSettings,
    key: string,
    text: SourceText | undefined,
    layers: LayersCode | undefined,
  ): Promise<Measured> {
    this.#stopping = new AbortController();
    const { signal } = this.#stopping;
    const settings = resolveSettings(given, {});
    try {
      const dataset = await this.#datasetOf(settings, key, text);
      checkBlock(dataset, settings);
      const { validationTokens } = dataset;
      const parts = layers && (await loadLayers(layers));
      const cost = await measureCost({ settings, dataset, parts, signal, ...(await engineOf(settings)) });
      return { ...cost, validationTokens };
    } catch (error) {
      // The session says what is wrong with the settings.
      if (signal.aborted) return 'stopped';
      if (error instanceof RangeError) return 'unfit';
      throw error;
    }
  }

  async #datasetOf(settings: Settings, key: string, text: SourceText | undefined): Promise<Dataset> {
    const { kind, tokenizer, vocab, validation, seed } = settings;
    if (text !== undefined) this.#corpus = { key, corpus: await corpusFrom(text.source, text.bytes) };
    const corpus = this.#corpus?.corpus;
    if (corpus === undefined) throw new RangeError('the text is missing');
    const all = JSON.stringify([key, kind, tokenizer, vocab, validation]);
    if (this.#dataset?.key === all) return this.#dataset.dataset;
    const data = { corpus, kind, validation };
    const trained = await createTokenizer({ tokenizer, vocab }, { ...data, rng: new Random(seed) });
    const dataset = await createDataset({ ...data, tokenizer: trained, rng: new Random(seed) });
    this.#dataset = { key: all, dataset };
    return dataset;
  }
}

/** The engine of the settings; `wasm` new, with its memory. The memory of the others is on the heap, and is counted. */
async function engineOf({ engine: name }: Settings): Promise<Pick<CostOptions, 'engine' | 'memory'>> {
  if (name !== 'wasm') return { engine: name === 'cpu' ? cpu : scalar };
  const { createWasm, memoryBytes } = await import('@microgpt/wasm');
  const engine = await createWasm();
  return { engine, memory: () => memoryBytes(engine) };
}

expose(new PageCostMeter());
