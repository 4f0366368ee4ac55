// Whether the node answered last time it was asked.
let reached = $state(true)

export const connection = {
  get reached() { return reached },
  lost() { reached = false },
  found() { reached = true },
}
