import fc from 'fast-check';

/**
 * Texts that patterns treat differently: letters, numbers, punctuation, white space, contractions, marks, surrogates.
 */
const fragments = [
  "'s", "'S", "'ll", "'LL", "'Re", "'ve", "'d", "'", "''", 'don\'t', 'a', 'Z', 'ß', 'ſ', 'é', 'e\u0301', 'Ж', 'न', 'ि', '中', '한', '\u{1D400}',
  '0', '12', '12345', '٣', '²', 'Ⅷ', '½', ' ', '  ', '\t', '\n', '\n\n', '\r\n', '\r', '\v', '\f', '\u0085', '\u00A0', '\u2028', '\u3000',
  '\uFEFF', '\u200B', '\u200D', '.', '!?', '—', '_', '$', '😀', '👩‍👩‍👧', '\uD83D', '\uDE00', '\u0000', '\u001B', '<|endoftext|>', 'the', ' the',
  'ing', 'http://', '\u0301',
]; // prettier-ignore

/** Any string that JavaScript can hold, mostly made of texts that patterns treat differently. */
export const anyText = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...fragments), { maxLength: 24 }).map((parts) => parts.join('')) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 24 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 24 }) },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 24 })
      .map((units) => String.fromCharCode(...units)),
  },
);

/** A text as UTF-8 can hold it: a lone surrogate becomes U+FFFD. */
export function wellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
}

/** A page in twenty scripts: roughly "All human beings are born free. 2026: it's 25 °C!" in a language for each. */
export const twentyScripts = `
Latin: All people are born free, aren't they? In 2026 it's 25 °C – “naïve” façade, Straße, İstanbul, Łódź.
Greek: Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι. Το 2026 κάνει 25 °C!
Cyrillic: Все люди рождаются свободными и равными. В 2026 году у нас 25 °C, не так ли?
Armenian: Բոլոր մարդիկ ծնվում են ազատ ու հավասար։ 2026 թվականին՝ 25 աստիճան։
Georgian: ყველა ადამიანი იბადება თავისუფალი და თანასწორი. 2026 წელს 25 გრადუსია.
Hebrew: כל בני האדם נולדו בני חורין. בשנת 2026 חם: 25 מעלות. שָׁלוֹם
Arabic: يولد جميع الناس أحرارًا متساوين. في سنة ٢٠٢٦ الحرارة ٢٥ درجة؟
Devanagari: सभी मनुष्य स्वतंत्र और समान जन्म लेते हैं। २०२६ में २५ डिग्री।
Bengali: সমস্ত মানুষ স্বাধীন ও সমান হয়ে জন্মায়। ২০২৬ সালে ২৫ ডিগ্রি।
Gurmukhi: ਸਾਰੇ ਮਨੁੱਖ ਆਜ਼ਾਦ ਅਤੇ ਬਰਾਬਰ ਜੰਮਦੇ ਹਨ। ੨੦੨੬ ਵਿੱਚ ੨੫ ਡਿਗਰੀ।
Gujarati: બધા માણસો સ્વતંત્ર અને સમાન જન્મે છે. ૨૦૨૬ માં ૨૫ ડિગ્રી.
Tamil: எல்லா மனிதர்களும் சுதந்திரமாகப் பிறக்கிறார்கள். 2026 இல் 25 பாகை.
Telugu: మనుషులందరూ స్వేచ్ఛగా, సమానంగా పుడతారు. ౨౦౨౬ లో 25 డిగ్రీలు.
Kannada: ಎಲ್ಲಾ ಮಾನವರು ಸ್ವತಂತ್ರರಾಗಿ ಹುಟ್ಟುತ್ತಾರೆ. ೨೦೨೬ ರಲ್ಲಿ 25 ಡಿಗ್ರಿ.
Malayalam: എല്ലാ മനുഷ്യരും സ്വതന്ത്രരായി ജനിക്കുന്നു. 2026-ൽ 25 ഡിഗ്രി.
Thai: มนุษย์ทุกคนเกิดมามีอิสระและเท่าเทียมกัน ปี ๒๕๖๙ อากาศ ๒๕ องศา
Amharic: ሰዎች ሁሉ ነጻና እኩል ሆነው ይወለዳሉ። በ2026 ዓ.ም. ፳፭ ዲግሪ ነው።
Han: 人人生而自由，平等無別。二〇二六年，氣溫25度！「是嗎？」
Kana: すべてのひとは、うまれながらにしてじゆうです。２０２６ネン、キオン２５ド。ガギグ
Hangul: 모든 사람은 자유롭게 태어납니다. 2026년 기온은 25도입니다. \u1112\u1161\u11AB\u1100\u1173\u11AF
Khmer: មនុស្សទាំងអស់កើតមកមានសេរីភាព។ ឆ្នាំ២០២៦ ២៥អង្សា។
Emoji and signs: 😀👩‍👩‍👧‍👦🏳️‍🌈 👍🏽 ∀x∈ℝ: ⌈x⌉ ≥ x → ½ + ⅓ ≈ 0.8333… 𝐀𝐁𝐂 ①②③
`.slice(1);
