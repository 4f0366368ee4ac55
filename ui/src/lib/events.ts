// What changed in the house, told by the node while this page stands open. One tab of the browser
// listens for all of them (it holds a lock; the next one takes over when it closes) and passes the
// news on. Listening never counts as use of the session.
const NAME = 'amparo-events'
export type News = { cases: string[]; too_many: boolean }
type Listener = (news: News) => void

const listeners = new Set<Listener>()
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(NAME) : undefined
let lead: AbortController | undefined
let source: EventSource | undefined

const heard = (news: News) => listeners.forEach((tell) => tell(news))
if (channel) channel.onmessage = (event: MessageEvent<News>) => heard(event.data)

function listen(): void {
  source = new EventSource('/api/v1/events')
  source.onmessage = (event: MessageEvent<string>) => {
    const news = JSON.parse(event.data) as News
    channel?.postMessage(news)
    heard(news)
  }
  // The session is over: nothing more comes, and asking again would only be refused.
  source.addEventListener('signed_out', () => source?.close())
}

/** From log-in on. Ends with `stop_events`. */
export function start_events(): void {
  stop_events()
  if (!('locks' in navigator)) return
  const ours = new AbortController()
  lead = ours
  const until_over = () => new Promise<void>((over) => {
    if (ours.signal.aborted) { over(); return }
    listen()
    ours.signal.addEventListener('abort', () => over())
  })
  navigator.locks.request(NAME, { signal: ours.signal }, until_over).catch(() => undefined)
}

export function stop_events(): void {
  lead?.abort()
  lead = undefined
  source?.close()
  source = undefined
}

/** Calls `tell` with what changed until the function that comes back is called. */
export function on_news(tell: Listener): () => void {
  listeners.add(tell)
  return () => { listeners.delete(tell) }
}
