/** The letters of Chinese, Japanese and Korean, which are as wide as high, and pictures. */
const square =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3ffff}]/u;

/** About how wide a text is in the serif type, in ems: it fits where there is so much room. */
export function widthOf(text: string): number {
  return Array.from(text).reduce((sum, letter) => sum + (square.test(letter) ? 1 : 0.62), 0);
}
