import type { DataKind } from '@microgpt/run';
import { ChipGroup } from '../design/chip-group.tsx';
import { formatCount } from '../design/format/format-count.ts';
import { coverageSentence } from './reading/coverage.ts';
import type { TextFacts, Wishes } from './reading/text-facts.ts';
import { Tokens } from './tokens.tsx';

/** What {@link OwnTextFacts} are made of. */
export interface OwnTextFactsProps {
  readonly facts: TextFacts;
  readonly onWish: (wish: Wishes) => void;
}

const kinds: readonly { readonly value: DataKind; readonly label: string; readonly sentence: string }[] = [
  { value: 'lines', label: 'lines', sentence: 'Each line is a separate example.' },
  { value: 'text', label: 'one running text', sentence: 'Each line continues the one before.' },
];

const tokenizers = [
  {
    value: 'characters',
    label: 'characters',
    sentence: 'Each character is one token, the unit that the model reads and writes.',
  },
  { value: 'byte-pairs', label: 'byte pairs', sentence: 'A frequent sequence of characters is one token.' },
] as const;

/** What was found in a text, and what the user can change about it. */
export function OwnTextFacts({ facts, onWish }: OwnTextFactsProps) {
  const { kind, kindReason, tokenizer, preview, unusual, warning, coverage } = facts;
  return (
    <>
      {warning !== undefined && <p class="own-text-warning">{warning}</p>}
      <h3>Read as</h3>
      <ChipGroup
        label="How the text is divided"
        choices={kinds}
        value={kind}
        onChange={(value) => {
          onWish({ kind: value });
        }}
      />
      <p class="explained">
        {kinds.find(({ value }) => value === kind)?.sentence}
        {kindReason !== undefined && ` Chosen because ${kindReason}.`}
      </p>
      <h3>Its tokens</h3>
      <ChipGroup
        label="What a token is"
        choices={tokenizers}
        value={tokenizer}
        onChange={(value) => {
          onWish({ tokenizer: value });
        }}
      />
      <Tokens lines={preview} />
      <p>{countsOf(facts)}</p>
      {unusual.length > 0 && (
        <p class="explained">Rare or invisible characters: {unusual.join(', ')}. The model learns little about them.</p>
      )}
      <h3>How much of it the model sees</h3>
      <p>{coverageSentence(coverage, facts)}</p>
      <p class="explained">{keptApart(facts)}</p>
    </>
  );
}

function countsOf({ kind, documents, characters, tokens, vocabSize, differentCharacters }: TextFacts): string {
  const lines = kind === 'lines' ? `${formatCount(documents)} lines, ` : '';
  return (
    `${lines}${formatCount(characters)} characters, ${differentCharacters === 1 ? 'all of them the same' : `${formatCount(differentCharacters)} of them different`}. ` +
    `They make ${formatCount(tokens)} tokens, with a vocabulary of ${formatCount(vocabSize)}.`
  );
}

function keptApart({ validation, kind }: TextFacts): string {
  if (validation === 0)
    return 'The text is too short to hold a part of it back, so the model is not tested on text it never saw.';
  const share = `${Number((100 * validation).toPrecision(2))} %`;
  const part = kind === 'lines' ? 'of the lines are' : 'of the text, at its end, is';
  return `${share} ${part} held back to test the model on text it never saw.`;
}
