import { ChipGroup } from '../../../design/chip-group.tsx';
import { Chip } from '../../../design/chip.tsx';
import { Section } from '../../../design/section.tsx';
import { includedText, includedTexts, isIncludedText } from '../../../data/included-texts.ts';
import { changesOf } from '../../../session/address.ts';
import { config, session } from '../../../session/session.ts';
import { ChoiceOfSetting } from './choice-of-setting.tsx';
import { nextSettings } from './next-settings.ts';
import { NumberSetting } from './number-setting.tsx';

/** The text that it learns from. */
export function LearnsFrom({ onOwnText }: { readonly onOwnText: () => void }) {
  const { data } = config.value;
  const text = includedText(data);
  return (
    <Section
      title="Learns from"
      moreWord="about it"
      more={
        <>
          <p class="explained">
            {text === undefined
              ? 'Your own text. It is stored only in this browser.'
              : `${text.about} ${text.source} ${text.licence}`}
          </p>
          <ChoiceOfSetting name="kind" />
          <ChoiceOfSetting name="tokenizer" />
          {nextSettings.value.tokenizer === 'byte-pairs' && <NumberSetting name="vocab" />}
          <NumberSetting name="validation" />
        </>
      }
    >
      <ChipGroup
        label="The text it learns from"
        choices={includedTexts.map(({ id, title, about }) => ({ value: id, label: title, sentence: about }))}
        value={text?.id}
        onChange={choose}
      >
        <Chip chosen={text === undefined} onClick={onOwnText}>
          Your text …
        </Chip>
      </ChipGroup>
    </Section>
  );
}

/**
 * How a text is divided belongs to the text; everything else that was given stays. Of the user's own text everything was given, so
 * only what concerns no text stays.
 */
function choose(data: string): void {
  const { given: all } = config.value;
  const given = isIncludedText(config.value.data)
    ? { ...all, kind: undefined, tokenizer: undefined, vocab: undefined }
    : { seed: all.seed, engine: all.engine };
  void session.configure({ data, given: changesOf({ data, given }) });
}
