import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { messages } from './tools/messages.mjs'
import { worker } from './tools/worker.mjs'

// AMPARO_NODE: where `vite dev` finds the API (amparo-page-dev).
const node = process.env.AMPARO_NODE ?? 'http://localhost:8090'

export default defineConfig({
  plugins: [svelte(), messages(), worker()],
  build: {
    target: ['chrome109', 'firefox115', 'safari15.6'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': { target: node, changeOrigin: false } } },
})
