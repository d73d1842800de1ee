import './text-input.css';

/** What a {@link TextInput} is made of. */
export interface TextInputProps {
  /** What it is for, for screen readers. */
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A line to type what a model reads. Nothing corrects it. */
export function TextInput({ label, value, onChange }: TextInputProps) {
  return (
    <input
      class="text-input written"
      aria-label={label}
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      value={value}
      onInput={({ currentTarget }) => {
        onChange(currentTarget.value);
      }}
    />
  );
}
