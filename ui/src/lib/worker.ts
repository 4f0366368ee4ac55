// Registers the service worker, which keeps the page's own files for when the node does not answer.
type Policy = { createScriptURL: (url: string) => string }
type Policies = { createPolicy: (name: string, rules: Policy) => Policy }

const WORKER = '/sw.js'
let registered = false

export function start_worker(): void {
  if (registered || !import.meta.env.PROD || !('serviceWorker' in navigator)) return
  registered = true
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes
  // The one address there is; the policy lets no other through.
  const url = policies?.createPolicy('amparo', { createScriptURL: () => WORKER }).createScriptURL(WORKER) ?? WORKER
  void navigator.serviceWorker.register(url).catch(() => undefined)
}
