/** A token, readable. */
export interface Token {
  readonly id: number;
  /** Its text. If it is only a part of a character, its bytes, such as `E2 80`; empty for the token that ends a text. */
  readonly text: string;
  readonly kind: 'text' | 'bytes' | 'end';
  /** Its bytes, if they are only a part of a character. */
  readonly bytes?: readonly number[];
}
