import { defineConfig } from 'vitest/config'

// Tests over the sources of published packages are a part of their own: they need a download (scripts/packages.mjs).
const include = process.env['TEST_PART'] === 'packages' ? ['test/packages/**/*.test.ts'] : ['test/**/*.test.ts']
const exclude = process.env['TEST_PART'] === 'packages' ? [] : ['test/packages/**', 'test/editor/**']

export default defineConfig({ test: { include, exclude } })
