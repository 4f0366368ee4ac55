// The program itself with a small demonstration behind it, for tests that stop and start it.
//
// AMPARO_PROGRAM: the program (default: amparo of the debug build).
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export const PROGRAM = process.env.AMPARO_PROGRAM ?? fileURLToPath(new URL('../../build/debug/bin/amparo', import.meta.url))

/** A demonstration of so many children in a folder of its own; `start` serves it, `stop` ends that without loss. */
export function make_demo(children) {
  const home = mkdtempSync(join(tmpdir(), 'amparo-'))
  const folder = join(home, 'demo')
  execFileSync(PROGRAM, ['demo', folder, '--children', String(children), '--seed', '7'], { stdio: ['ignore', 'ignore', 'inherit'] })
  let node
  return {
    async start(port = 0) {
      node = spawn(PROGRAM, ['node', folder, '--port', String(port), '--lang', 'en'], { stdio: ['ignore', 'pipe', 'inherit'] })
      const [line] = await once(createInterface({ input: node.stdout }), 'line')
      return line.match(/http:\/\/localhost:\d+/)[0]
    },
    async stop() {
      const ended = once(node, 'exit')
      node.kill('SIGTERM')
      const [code] = await ended
      return code
    },
    /** As when the power goes: no word to the node. */
    async kill() {
      const ended = once(node, 'exit')
      node.kill('SIGKILL')
      await ended
    },
    folder,
    /** A command on the demonstration's folder, by one of its invented staff; what it answers. */
    run(user, ...words) {
      const secret = join(home, 'secret')
      writeFileSync(secret, 'demostración de amparo\n') // src/desk/demo.h
      const said = execFileSync(PROGRAM, [...words, '--dir', folder, '--as', user, '--passphrase-file', secret, '--json'])
      return JSON.parse(said.toString())
    },
    remove() { rmSync(home, { recursive: true }) },
  }
}
