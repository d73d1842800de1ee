import { ChipGroup } from '../../../design/chip-group.tsx';
import { Section } from '../../../design/section.tsx';
import { config } from '../../../session/session.ts';
import { ChoiceOfSetting } from './choice-of-setting.tsx';
import { CostLine } from './cost-line.tsx';
import { LayersSetting } from './layers-setting.tsx';
import { modelSizes, sizeOf } from './model-sizes.ts';
import { change, nextSettings } from './next-settings.ts';
import { NumberSetting } from './number-setting.tsx';
import { SwitchSetting } from './switch-setting.tsx';
import { wordsOfText } from './words-of-text.ts';

/** The network, by a name or by its sizes, and what it costs. */
export function ModelSettings() {
  const { data } = config.value;
  const settings = nextSettings.value;
  const sizes = modelSizes(data);
  return (
    <Section
      title="Model"
      moreWord="inside"
      foot={<CostLine />}
      more={
        <>
          <ChoiceOfSetting name="architecture" />
          <ChoiceOfSetting name="activation" />
          <SwitchSetting name="bias" />
          <SwitchSetting name="tieHead" />
          <NumberSetting name="dropout" />
          <NumberSetting name="std" />
        </>
      }
    >
      <ChipGroup
        label="The model"
        choices={sizes.map(({ id, label, sentence }) => ({ value: id, label, sentence }))}
        value={sizeOf(sizes, settings)}
        onChange={(id) => {
          const size = sizes.find((known) => known.id === id);
          change({ ...size?.network, ...size?.rate });
        }}
      />
      <div class="settings-rows">
        <NumberSetting name="layers" />
        <NumberSetting name="heads" />
        <NumberSetting name="embd" />
        <NumberSetting name="block" unit={wordsOfText(data, settings).letters} />
        <LayersSetting />
      </div>
    </Section>
  );
}
