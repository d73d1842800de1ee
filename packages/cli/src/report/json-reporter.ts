import type { Evaluation, Sample, StepReport } from '@microgpt/run';
import type { Reporter, RunEnd, RunStart } from './reporter.ts';

const CHUNK = 16_384; // characters
const CHUNK_SECONDS = 0.1;

/**
 * The reporter for programs: a JSON object on a line for every event, with numbers at full precision. A loss that is not
 * finite is null, as JSON has no NaN.
 *
 * Steps are written together, at most 0.1 s of training late, because a write takes longer than a short step.
 */
export class JsonReporter implements Reporter {
  readonly #write: (text: string) => void;
  #unwritten = '';
  #nextWrite = 0; // in seconds of training

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  start({ settings, data, vocabSize, model, baselines, reasons, peak, progress, history }: RunStart): void {
    const parameters = model.parameterCount();
    const { best } = history;
    const facts = { settings, data, vocabSize, parameters, model, baselines, reasons, peak, progress, best };
    this.#event('start', { time: new Date().toISOString(), ...facts });
    this.#flush();
  }

  step({ step, loss, lr, gradNorm, tokens, flops, seconds, fraction }: StepReport): void {
    this.#event('step', { step, loss, lr, gradNorm, tokens, flops, seconds, fraction });
    if (seconds < this.#nextWrite && this.#unwritten.length < CHUNK) return;
    this.#nextWrite = seconds + CHUNK_SECONDS;
    this.#flush();
  }

  evaluated({ step, loss, isBest }: Evaluation): void {
    this.#event('evaluation', { step, loss, isBest });
    this.#flush();
  }

  sampled(samples: readonly Sample[], step: number): void {
    for (const { text, isInData } of samples) this.#event('sample', { step, text, isInData });
    this.#flush();
  }

  saved(file: string, step: number): void {
    this.#event('saved', { file, step });
    this.#flush();
  }

  warn(message: string): void {
    this.#event('warning', { message });
    this.#flush();
  }

  end({ reason, progress, history: { best }, file, bestFile, resume }: RunEnd): void {
    this.#event('end', { reason, progress, best, file, bestFile, resume });
    this.#flush();
  }

  #event(type: string, facts: object): void {
    this.#unwritten += `${JSON.stringify({ type, ...facts })}\n`;
  }

  #flush(): void {
    const text = this.#unwritten;
    this.#unwritten = ''; // first: a writer that fails may report that
    if (text !== '') this.#write(text);
  }
}
