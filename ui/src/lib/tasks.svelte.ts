// Tasks where they are listed: done, or put off to tomorrow, each with its way back.
import type { Task } from '../api/types'
import { api, new_key } from './api'
import { said, t } from './i18n.svelte'
import { toast } from './toast.svelte'

const DAY_MS = 24 * 60 * 60 * 1000

export class TaskList {
  tasks = $state.raw<Task[]>()
  failure = $state('')

  load = async (background = false): Promise<void> => {
    try {
      this.tasks = (await api.tasks(background)).tasks
      this.failure = ''
    } catch (error) {
      this.failure = (error as Error).message
    }
  }
  private async change(task: Task, fields: Record<string, unknown>, before: Record<string, unknown>, text: string): Promise<void> {
    try {
      const saved = await api.change_record(task.case_id, { id: task.id, version: task.version }, fields, new_key())
      toast.show(text, async () => {
        await api.change_record(task.case_id, saved, before, new_key())
        await this.load()
      })
    } catch (error) {
      this.failure = (error as Error).message
      return
    }
    await this.load()
  }
  done = (task: Task): void =>
    void this.change(task, { state: 'done' }, { state: 'open' }, t('task.did', { title: said(task.title) }))
  /** To tomorrow at the same hour; what is later than that moves on by a day. */
  later = (task: Task): void => {
    const tomorrow = new Date(task.due_ms)
    const now = new Date()
    if (task.due_ms < now.getTime() + DAY_MS) tomorrow.setFullYear(now.getFullYear(), now.getMonth(), now.getDate() + 1)
    else tomorrow.setDate(tomorrow.getDate() + 1)
    void this.change(task, { due: tomorrow.getTime() }, { due: task.due_ms }, t('task.moved', { title: said(task.title) }))
  }
}
