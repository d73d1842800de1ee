import { describe, expect, test } from 'vitest';
import { Checksum, checksumOfText } from '../src/checksum.ts';

describe('a checksum', () => {
  test('is the CRC-32 of zlib', () => {
    // The check value of CRC-32/ISO-HDLC in https://reveng.sourceforge.io/crc-catalogue/17plus.htm
    expect(checksumOfText('123456789') >>> 0).toBe(0xcbf43926);
  });

  test('of a tensor is that of its name, dtype and shape, followed by its bytes', () => {
    const words = new Int32Array(new TextEncoder().encode('12345678').buffer);
    expect(new Checksum('x', 'I32', [2]).add(words).value).toBe(checksumOfText('x I32 (2)12345678'));
  });

  test('of a tensor in several arrays is that of the tensor in one', () => {
    const bytes = Uint8Array.from({ length: 23 }, (_, i) => 37 * i);
    const whole = new Checksum('x', 'U8', [23]).add(bytes).value;
    for (let cut = 0; cut <= 23; cut++) {
      const sum = new Checksum('x', 'U8', [23]).add(bytes.subarray(0, cut)).add(bytes.subarray(cut));
      expect(sum.value).toBe(whole);
    }
  });
});
