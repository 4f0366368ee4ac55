// One open case file: what the node last said of it, and how a record is saved into it.
import type { CaseFile, CaseRecord, Catalogue, Fields, RecordType } from '../../api/types'
import { api, new_key } from '../../lib/api'
import { type_of } from '../../lib/format'

export class CaseView {
  file = $state.raw<CaseFile>()!
  readonly catalogue: Catalogue

  constructor(file: CaseFile, catalogue: Catalogue) {
    this.file = file
    this.catalogue = catalogue
  }

  get id() { return this.file.row.id }
  type(name: string): RecordType | undefined { return type_of(this.catalogue, name) }
  records(type: string): CaseRecord[] { return this.file.records.filter((record) => record.type === type) }
  /** The record types of an area that hold something or may be written. */
  types_in(area: string): RecordType[] {
    return this.catalogue.record_types.filter((type) => type.area === area && type.kinds.includes(this.file.row.kind) && (type.may_write || this.records(type.name).length > 0))
  }
  /** Areas worth a tab. */
  get areas() { return this.catalogue.areas.filter((area) => this.types_in(area.name).length > 0) }

  async reload(background = false): Promise<void> { this.file = await api.case_file(this.id, background) }

  async add(type: string, fields: Fields, key: string): Promise<void> {
    await api.add_record(this.id, type, fields, key)
    await this.reload()
  }

  /** Saves changed fields; gives the way back, which is itself a change. */
  async change(record: CaseRecord, fields: Fields, key: string): Promise<() => Promise<void>> {
    const before: Fields = Object.fromEntries(Object.keys(fields).map((name) => [name, record.fields[name] ?? null]))
    const saved = await api.change_record(this.id, record, fields, key)
    await this.reload()
    return async () => {
      await api.change_record(this.id, saved, before, new_key())
      await this.reload()
    }
  }
}
