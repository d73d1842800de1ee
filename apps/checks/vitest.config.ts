import { defineConfig, mergeConfig } from 'vitest/config';
import everywhere from '../../vitest.config.ts';

export default mergeConfig(
  everywhere,
  defineConfig({ test: { globalSetup: 'test/installed.ts', pool: 'forks' } }), // a thread cannot change its folder
);
