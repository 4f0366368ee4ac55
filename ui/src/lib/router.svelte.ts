// Where the page is: the path of the address bar, kept by the browser's history.
let path = $state(location.pathname)

addEventListener('popstate', () => { path = location.pathname })

export const place = {
  get path() { return path },
}

export function go(to: string): void {
  if (to === location.pathname) return
  history.pushState(null, '', to)
  path = to
  scrollTo(0, 0)
}

/** For onclick of an <a>: stays in the page unless a new tab is asked. */
export function follow(event: MouseEvent): void {
  const link = event.currentTarget as HTMLAnchorElement
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
  event.preventDefault()
  go(link.pathname)
}

/** The values of {name} in `pattern` when the path fits it. */
export function fit(pattern: string, actual: string): Record<string, string> | null {
  const wanted = pattern.split('/')
  const parts = actual.split('/')
  if (wanted.length !== parts.length) return null
  const values: Record<string, string> = {}
  for (const [i, part] of wanted.entries()) {
    if (part.startsWith('{')) values[part.slice(1, -1)] = decodeURIComponent(parts[i])
    else if (part !== parts[i]) return null
  }
  return values
}
