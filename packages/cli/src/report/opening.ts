import { basename } from 'node:path';
import { formatDuration, printable } from '@microgpt/terminal';
import { bytes, count, counted, parameters } from './formats.ts';
import type { Labelled } from './labelled-lines.ts';
import type { RunStart } from './reporter.ts';

/** What a run is about, in four lines: the data, the model, what is held out, and where it is saved. */
export function opening(start: RunStart): Labelled[] {
  const { reasons } = start;
  return [
    ['data', because(dataText(start), reasons.data)],
    ['model', because(modelText(start), reasons.model)],
    ['unseen', because(keptText(start), reasons.validation)],
    ['saved to', savedText(start)],
  ];
}

function because(text: string, reason: string | undefined): string {
  return reason === undefined ? text : `${text}, ${printable(reason)}`;
}

function dataText({ data, settings, vocabSize }: RunStart): string {
  const what = settings.kind === 'lines' ? `in ${counted(data.documents, 'line')}` : 'of running text';
  const name = printable(basename(data.source));
  return `${name}: ${bytes(data.bytes)} ${what}, ${tokensText(settings.tokenizer, vocabSize)}`;
}

/** The vocabulary without the token that begins and ends a text. */
function tokensText(tokenizer: string, vocabSize: number): string {
  if (tokenizer === 'characters') return `${count(vocabSize - 1)} different characters as tokens`;
  const from = tokenizer === 'byte-pairs' ? 'learned from it' : `of ${printable(basename(tokenizer))}`;
  return `${count(vocabSize)} tokens ${from}`;
}

function modelText({ model, progress }: RunStart): string {
  const { nLayer, nEmbd, blockSize } = model.config;
  const sizes = `${counted(nLayer, 'layer')}, width ${count(nEmbd)}, sees ${count(blockSize)} back`;
  const done = progress.step === 0 ? '' : `, resumes after step ${count(progress.step)}`;
  return `${sizes}: ${parameters(model.parameterCount())} parameters${done}`;
}

function keptText({ data, settings }: RunStart): string {
  if (data.validationTokens === 0) return 'nothing is held out, so only the training loss is known';
  const share = `${Number((100 * settings.validation).toPrecision(2))} %`;
  const part = settings.kind === 'lines' ? `${share} of the lines` : `the last ${share} of the text`;
  return `${part}, ${count(data.validationTokens)} tokens, held out for evaluation`;
}

function savedText({ settings }: RunStart): string {
  const { out, saveEvery } = settings;
  return `${printable(out)} every ${formatDuration(saveEvery)}; Ctrl-C saves, the same command resumes`;
}
