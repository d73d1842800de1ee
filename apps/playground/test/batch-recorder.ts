import type { Batch } from '@microgpt/gpt';
import type { Run } from '@microgpt/run';

/** Notes what a run learns from, step by step. */
export class BatchRecorder {
  readonly #taken: Batch[] = [];
  #run: Run | undefined;

  /** Notes each batch that the run takes from now on. */
  readonly begins = (run: Run): void => {
    this.#run = run;
    const { batches } = run;
    const next = batches.next.bind(batches);
    batches.next = () => {
      const result = next();
      this.#taken.push(result.value as Batch);
      return result;
    };
  };

  /** The texts that the run learned from in a step. */
  textsOf(step: number): string[] {
    if (this.#run === undefined) throw new Error('expected a run');
    const { settings, dataset } = this.#run;
    const { bos } = dataset.tokenizer;
    const batches = this.#taken.slice((step - 1) * settings.accumulate, step * settings.accumulate);
    const documents = batches.flatMap(({ inputs, targets }) =>
      inputs.map((ids, i) => [...ids, ...targets[i].slice(-1)]),
    );
    return documents.map((ids) => dataset.tokenizer.decode(ids.filter((id) => id !== bos)));
  }
}
