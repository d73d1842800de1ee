import './text-input.css';

/** How a line holds a line feed. */
const LINE_FEED = '↵';

/** What a {@link TextInput} is made of. */
export interface TextInputProps {
  /** What it is for, for screen readers. */
  readonly label: string;
  /** Undefined until there is an example. A user who starts before that starts with an empty line. */
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
}

/** A line to type what a model reads. Nothing corrects it. It shows a line feed as ↵, which a user can type as well. */
export function TextInput({ label, value, onChange }: TextInputProps) {
  return (
    <input
      class="text-input written"
      aria-label={label}
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      value={(value ?? '').replaceAll('\n', LINE_FEED)}
      onFocus={() => {
        if (value === undefined) onChange('');
      }}
      onInput={({ currentTarget }) => {
        onChange(currentTarget.value.replaceAll(LINE_FEED, '\n'));
      }}
    />
  );
}
