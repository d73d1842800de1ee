import { describe, expect, test } from 'vitest';
import { cpu, scalar } from '../src/index.ts';
import { misuses, thingsOn } from './misuse.ts';

describe.each([scalar, cpu])('[$name] is refused in words:', (engine) => {
  test.each(misuses)('$name', ({ call, message }) => {
    expect(() => call(thingsOn(engine))).toThrow(expect.objectContaining({ message }) as Error);
  });
});
