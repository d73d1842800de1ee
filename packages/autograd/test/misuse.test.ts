import { describe, expect, test } from 'vitest';
import { cpu, scalar } from '../src/index.ts';
import { misuses, thingsOn } from './misuse.ts';

describe.each([scalar, cpu])('[$name] refuses with a message:', (engine) => {
  test.each(misuses)('$name', ({ call, message }) => {
    expect(() => call(thingsOn(engine))).toThrow(expect.objectContaining({ message }) as Error);
  });
});
