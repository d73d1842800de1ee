import type { TrainStep } from '@microgpt/gpt';
import type { Reporter, Start } from './reporter.ts';
import type { Settings } from './settings.ts';

/** The reporter for programs: one JSON object per line, with numbers at full precision. */
export class JsonReporter implements Reporter {
  readonly #settings: Settings;
  #steps = 0;
  #started = 0;
  #seconds = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  start({ documents, longDocuments, vocabSize, model }: Start): void {
    const parameters = model.parameterCount();
    write({ type: 'config', ...this.#settings, documents, longDocuments, vocabSize, parameters });
    this.#started = performance.now();
  }

  step({ step, loss, lr }: TrainStep): void {
    this.#steps = step;
    write({ type: 'step', step, loss, lr });
  }

  trained(): void {
    this.#seconds = (performance.now() - this.#started) / 1000;
  }

  sample(_: number, text: string): void {
    write({ type: 'sample', text });
  }

  done(): void {
    write({ type: 'done', steps: this.#steps, seconds: this.#seconds });
  }
}

function write(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
