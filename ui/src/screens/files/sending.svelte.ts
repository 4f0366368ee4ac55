// Files on their way to the node: one after the other, each with what is done of it, to be stopped and tried again. A try again
// carries the same key, so the node keeps a file once.
import type { FileRow } from '../../api/types'
import { ApiError, failure, headers_of, new_key } from '../../lib/api'
import { t } from '../../lib/i18n.svelte'

export type About = { field: string; kind: string; description: string }
type State = 'waiting' | 'sending' | 'done' | 'failed' | 'stopped'

export class Sending {
  state = $state<State>('waiting')
  sent = $state(0)
  message = $state('')
  readonly key = new_key()
  private request?: XMLHttpRequest

  constructor(readonly file: File, readonly about: About, readonly number: number) {}

  get part() { return this.file.size ? this.sent / this.file.size : Number(this.state === 'done') }
  get over() { return this.state !== 'waiting' && this.state !== 'sending' }

  stop(): void {
    this.state = 'stopped'
    this.request?.abort()
  }

  // Tells how much went while it goes, which fetch does not.
  send(case_file: string): Promise<FileRow | undefined> {
    const request = new XMLHttpRequest()
    this.request = request
    this.state = 'sending'
    this.sent = 0
    this.message = ''
    return new Promise((resolve) => {
      const ended = (state: State, message = '', row?: FileRow) => {
        if (this.state !== 'stopped') this.state = state
        this.message = message
        resolve(row)
      }
      request.upload.onprogress = (event) => { this.sent = event.loaded }
      request.onabort = () => ended('stopped')
      request.onerror = () => ended('failed', t('files.broken'))
      request.onload = () => {
        const answer = new Response(request.responseText, { status: request.status })
        if (answer.ok) void answer.json().then((row: FileRow) => ended('done', '', row))
        else void failure(answer).then((problem: ApiError) => ended('failed', problem.message))
      }
      request.open('POST', `/api/v1/cases/${encodeURIComponent(case_file)}/files`)
      const about = { ...this.about, name: this.file.name }
      const headers = { ...headers_of({ key: this.key }), 'Content-Type': 'application/octet-stream', 'Amparo-File': encodeURIComponent(JSON.stringify(about)) }
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
      // A typed Blob would bring its own type along.
      request.send(this.file.slice(0, this.file.size, 'application/octet-stream'))
    })
  }
}
