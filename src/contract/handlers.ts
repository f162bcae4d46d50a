import type { MethodArguments, MethodName, MethodOutput } from './api.ts'
import type { CoreEvent } from './events.ts'

export interface CallContext {
  readonly signal: AbortSignal
  readonly emit: (event: CoreEvent) => void
}

/** One function a method. A capability's methods.ts returns a part of this table. */
export type Handlers = {
  readonly [Name in MethodName]: (
    input: MethodArguments<Name>,
    context: CallContext,
  ) => Promise<MethodOutput<Name>>
}
