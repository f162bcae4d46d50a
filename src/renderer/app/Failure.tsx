import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#renderer/ui/Button.tsx'

interface State {
  readonly error: Error | null
}

/** Keeps a fault of one screen from taking the others with it. */
export class Failure extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: Error): State {
    return { error }
  }

  override render() {
    const { error } = this.state
    if (!error) return this.props.children
    return <Note message={error.message} onReload={() => this.setState({ error: null })} />
  }
}

function Note({ message, onReload }: { readonly message: string; readonly onReload: () => void }) {
  const { t } = useTranslation('app')
  return (
    <div role="alert" className="m-6 flex max-w-xl flex-col items-start gap-3">
      <p className="text-danger">{t('failed', { message })}</p>
      <Button onClick={onReload}>{t('reload')}</Button>
    </div>
  )
}
