import type { WriteStream } from 'node:tty';
import type { TrainStep } from '@microgpt/gpt';
import { formatDuration, printable, withSize } from '@microgpt/terminal';
import { lossCurve } from './loss-curve.ts';
import { Progress } from './progress.ts';
import type { Reporter, Start } from './reporter.ts';
import type { Settings } from './settings.ts';

/** The reporter for people: the model, the progress of training, the loss curve, and the samples. */
export class TextReporter implements Reporter {
  readonly #settings: Settings;
  readonly #out: WriteStream;
  readonly #losses: number[] = [];
  #progress: Progress | undefined;
  #started = 0;
  #seconds = 0;

  constructor(settings: Settings, out: WriteStream) {
    this.#settings = settings;
    this.#out = withSize(out);
  }

  start({ documents, longDocuments, vocabSize, model }: Start): void {
    this.#print(`num docs: ${documents}`);
    if (longDocuments > 0) this.#print(truncationNote(longDocuments, this.#settings.block));
    this.#print(`vocab size: ${vocabSize}`);
    this.#print(`num params: ${model.parameterCount()}`);
    this.#print(`\n${String(model)}\n`);
    this.#progress = new Progress(this.#settings.steps, this.#out);
    this.#started = performance.now();
  }

  step(step: TrainStep): void {
    this.#losses.push(step.loss);
    this.#progress?.step(step);
  }

  trained(): void {
    this.#seconds = (performance.now() - this.#started) / 1000;
    this.#progress?.end();
    const curve = lossCurve(this.#losses, this.#out.columns);
    if (curve !== undefined) this.#print(`\n${curve}`);
  }

  sample(n: number, text: string): void {
    if (n === 1) this.#print('\n--- inference (new, hallucinated documents) ---');
    this.#print(`sample ${String(n).padStart(2)}: ${printable(text)}`);
  }

  done(): void {
    const { steps } = this.#settings;
    const done = this.#losses.length;
    const count = done === steps ? `${steps}` : `${done} of ${steps}`;
    this.#print(`\ntrained ${count} steps in ${formatDuration(this.#seconds)}`);
  }

  #print(text: string): void {
    this.#out.write(`${text}\n`);
  }
}

function truncationNote(documents: number, block: number): string {
  const [subject, rest] =
    documents === 1 ? ['1 document is', 'its rest'] : [`${documents} documents are`, 'the rest of each'];
  return `${subject} longer than --block ${block}; ${rest} is left out`;
}
