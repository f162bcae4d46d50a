import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { shippedParts } from './scripts/shipped-parts.ts'

const { version, parts } = shippedParts(import.meta.dirname)

// One build for all hosts: the desktop's main process, the command line and the inference child are entries of `main`.
export default defineConfig({
  main: {
    build: {
      rollupOptions: {
        input: {
          index: 'src/main/index.ts',
          core: 'src/main/core-process.ts',
          cli: 'src/cli/main.ts',
          'inference-worker': 'src/core/nn/session/worker.ts',
        },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload is CommonJS: Electron loads no ES module there.
      rollupOptions: {
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react(), tailwindcss()],
    define: { __VERSION__: JSON.stringify(version), __PARTS__: JSON.stringify(parts) },
    build: { rollupOptions: { input: 'src/renderer/index.html' } },
  },
})
