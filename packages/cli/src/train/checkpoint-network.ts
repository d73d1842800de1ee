import type { GPTDescription } from '@microgpt/gpt';
import { tokenizerFrom } from '@microgpt/gpt/checkpoint';
import { InputError, kebabCase } from '@microgpt/terminal';
import type { Tokenizer } from '@microgpt/tokenizer';
import type { OpenedCheckpoint } from '../checkpoints/with-checkpoint.ts';
import type { GivenSettings } from '@microgpt/run';

/**
 * The settings that a new run takes from the checkpoint that it starts from: those of the network and of the tokenizer.
 * Dropout may be given, because it is no part of the weights.
 *
 * @throws InputError if given ones differ, or the checkpoint has no GPT
 */
export function checkpointNetwork({ file, checkpoint }: OpenedCheckpoint, given: GivenSettings): GivenSettings {
  const { config } = { ...(checkpoint.model as Partial<GPTDescription> | null) };
  if (config === undefined) throw new InputError(`--from ${file}: the file does not describe a GPT`);
  const { nLayer, nHead, nEmbd, blockSize, architecture, bias, activation, dropout, tieHead } = config;
  const sizes = { layers: nLayer, heads: nHead, embd: nEmbd, block: blockSize };
  const network = { ...sizes, architecture, bias, activation, tieHead, tokenizer: file };
  for (const [name, value] of Object.entries(network)) {
    const wanted = given[name as keyof typeof network];
    if (wanted === undefined || wanted === value) continue;
    const held = name === 'tokenizer' ? 'its own tokenizer' : String(value);
    throw new InputError(`--${kebabCase(name)} ${wanted}: the model in ${file} has ${held}; leave it out`);
  }
  return { ...network, dropout: given.dropout ?? dropout };
}

/** @throws InputError if the checkpoint has no tokenizer */
export function checkpointTokenizer({ file, checkpoint }: OpenedCheckpoint): Tokenizer {
  try {
    return tokenizerFrom(checkpoint);
  } catch (error) {
    throw new InputError(`--from ${file}: ${(error as Error).message.replace(/^tokenizerFrom: /, '')}`);
  }
}
