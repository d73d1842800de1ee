import { Section } from '../../../design/section.tsx';
import { config } from '../../../session/session.ts';
import { ChoiceOfSetting } from './choice-of-setting.tsx';
import { nextSettings } from './next-settings.ts';
import { NumberSetting } from './number-setting.tsx';
import { RateSetting } from './rate-setting.tsx';
import { wordsOfText } from './words-of-text.ts';

/** How it learns. */
export function LearnsBy() {
  const settings = nextSettings.value;
  return (
    <Section
      title="Learns by"
      moreWord="more"
      more={
        <>
          <ChoiceOfSetting name="schedule" />
          <NumberSetting name="warmup" />
          {settings.optimizer === 'sgd' ? (
            <NumberSetting name="momentum" />
          ) : (
            <>
              <NumberSetting name="beta1" />
              <NumberSetting name="beta2" />
            </>
          )}
          {settings.optimizer !== 'adam' && <NumberSetting name="weightDecay" />}
          <NumberSetting name="clip" />
          <NumberSetting name="evalEvery" unit="steps" />
        </>
      }
    >
      <div class="settings-rows">
        <ChoiceOfSetting name="optimizer" />
        <RateSetting />
        <NumberSetting name="batch" word={`${wordsOfText(config.value.data, settings).documents} a step`} />
        <NumberSetting name="steps" />
        <NumberSetting name="seed" />
        <ChoiceOfSetting name="engine" />
      </div>
    </Section>
  );
}
