// The last of many askings: waits for a pause in typing, drops what was asked before.
const PAUSE_MS = 120

export function latest(run: (text: string, signal: AbortSignal) => Promise<void>) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: AbortController | undefined
  return (text: string, at_once = false) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      running?.abort()
      running = new AbortController()
      run(text.trim(), running.signal).catch(() => undefined)
    }, at_once ? 0 : PAUSE_MS)
  }
}
