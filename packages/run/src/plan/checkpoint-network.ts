import type { Checkpoint } from '@microgpt/checkpoint';
import type { GPTDescription } from '@microgpt/gpt';
import { tokenizerFrom } from '@microgpt/gpt/checkpoint';
import type { Tokenizer } from '@microgpt/tokenizer';
import type { RunRecord } from '../loop/run-record.ts';
import { RunError } from '../settings/run-error.ts';
import type { GivenSettings } from '../settings/settings.ts';

/** The checkpoint that a new run starts from. */
export interface StartingPoint {
  /** The path of the file, or its name. */
  readonly file: string;
  readonly checkpoint: Checkpoint;
  /** The record of the run that made it; undefined if none did. */
  readonly record?: RunRecord | undefined;
}

/**
 * The settings that a new run takes from the checkpoint that it starts from: those of the network and of the tokenizer.
 * Dropout may be given, because the weights do not depend on it.
 *
 * @throws RunError if given ones differ, or the checkpoint has no GPT
 */
export function checkpointNetwork({ file, checkpoint }: StartingPoint, given: GivenSettings): GivenSettings {
  const { config } = { ...(checkpoint.model as Partial<GPTDescription> | null) };
  if (config === undefined) throw new RunError((s) => `${s('from')} ${file}: the file does not describe a GPT`);
  const { nLayer, nHead, nEmbd, blockSize, architecture, bias, activation, dropout, tieHead } = config;
  const sizes = { layers: nLayer, heads: nHead, embd: nEmbd, block: blockSize };
  const network = { ...sizes, architecture, bias, activation, tieHead, tokenizer: file };
  for (const [name, value] of Object.entries(network) as [keyof typeof network, unknown][]) {
    const wanted = given[name];
    if (wanted === undefined || wanted === value) continue;
    const held = name === 'tokenizer' ? 'its own tokenizer' : String(value);
    throw new RunError((s) => `${s(name)} ${wanted}: the model in ${file} has ${held}; leave it out`);
  }
  return { ...network, dropout: given.dropout ?? dropout };
}

/** @throws RunError if the checkpoint has no tokenizer */
export function checkpointTokenizer({ file, checkpoint }: StartingPoint): Tokenizer {
  try {
    return tokenizerFrom(checkpoint);
  } catch (error) {
    const problem = (error as Error).message.replace(/^tokenizerFrom: /, '');
    throw new RunError((s) => `${s('from')} ${file}: ${problem}`);
  }
}
