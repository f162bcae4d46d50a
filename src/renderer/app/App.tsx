import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Host, HostProvider } from '#renderer/client/host.ts'
import { useAct, useCall, useFreshness } from '#renderer/client/queries.ts'
import { FirstRun } from '#renderer/first-run/FirstRun.tsx'
import { HelpScreen } from '#renderer/help/HelpScreen.tsx'
import { KeyOverlay } from '#renderer/help/KeyOverlay.tsx'
import { changeLanguage } from '#renderer/i18n/i18n.ts'
import { useKeys } from '#renderer/keys/use-keys.ts'
import { LibraryScreen } from '#renderer/library/LibraryScreen.tsx'
import { ModelsScreen } from '#renderer/models/ModelsScreen.tsx'
import { LineDrawing } from '#renderer/protection/LineDrawing.tsx'
import { FallbackBanner } from '#renderer/queue/FallbackBanner.tsx'
import { QueueDrawer } from '#renderer/queue/QueueDrawer.tsx'
import { QueueNews } from '#renderer/queue/QueueNews.tsx'
import { ReviewScreen } from '#renderer/review/ReviewScreen.tsx'
import { SettingsScreen } from '#renderer/settings/SettingsScreen.tsx'
import { DropAnywhere } from './DropAnywhere.tsx'
import { Failure } from './Failure.tsx'
import { type Screen, useNavigation } from './navigation.ts'
import { TopBar } from './TopBar.tsx'

// Answers stay until an event says that they changed: nothing is asked for on a timer or a focus.
const client = new QueryClient({
  defaultOptions: {
    queries: { staleTime: Number.POSITIVE_INFINITY, retry: false, refetchOnWindowFocus: false },
  },
})

export function App({ host }: { readonly host: Host }) {
  return (
    <HostProvider value={host}>
      <QueryClientProvider client={client}>
        <LineDrawing />
        <Start />
      </QueryClientProvider>
    </HostProvider>
  )
}

function Start() {
  const { t } = useTranslation('app')
  useFreshness()
  useAppearance()
  const { data: settings, error } = useCall('settings.get', {})
  if (error)
    return (
      <p role="alert" className="p-6 text-danger">
        {t('failed', { message: error.message })}
      </p>
    )
  if (!settings) return null
  return settings.isSetUp ? <Screens /> : <FirstRun />
}

const SCREEN: Readonly<Record<Screen, () => React.ReactNode>> = {
  library: () => <LibraryScreen />,
  review: () => <ReviewScreen />,
  models: () => <ModelsScreen />,
  settings: () => <SettingsScreen />,
  help: () => <HelpScreen />,
}

function Screens() {
  const { t } = useTranslation('app')
  const { screen, isQueueOpen, toggleQueue, go } = useNavigation()
  const [showsKeys, setShowsKeys] = useState(false)
  useAppKeys(() => setShowsKeys(true))
  useEffect(() => {
    document.title = `${t(screen)} – Flagreel`
  }, [t, screen])
  return (
    <div className="flex h-full flex-col">
      <a
        href="#screen"
        className="sr-only focus:not-sr-only focus:absolute focus:z-30 focus:bg-raised focus:p-2"
      >
        {t('skip')}
      </a>
      <TopBar />
      <FallbackBanner />
      <div className="flex min-h-0 flex-1">
        <div id="screen" tabIndex={-1} className="min-w-0 flex-1 overflow-auto outline-none">
          <Failure key={screen}>{SCREEN[screen]()}</Failure>
        </div>
        {isQueueOpen && <QueueDrawer onClose={toggleQueue} />}
      </div>
      <QueueNews />
      <DropAnywhere onDrop={go} />
      {showsKeys && <KeyOverlay onClose={() => setShowsKeys(false)} />}
    </div>
  )
}

/** Keys that work on every screen. */
function useAppKeys(onKeys: () => void): void {
  const { data: settings } = useCall('settings.get', {})
  const change = useAct('settings.set')
  useKeys({
    onPress: {
      'app.keys': onKeys,
      'protection.toggle': () => {
        if (!settings) return
        const { protection } = settings
        const mode = protection.mode === 'protected' ? 'standard' : 'protected'
        change.mutate({ protection: { ...protection, mode } })
      },
    },
  })
}

/** Theme, size of text and language of the settings, on the document itself. */
function useAppearance(): void {
  const { data: settings } = useCall('settings.get', {})
  useEffect(() => {
    if (!settings) return
    const prefersDark = matchMedia('(prefers-color-scheme: dark)')
    const apply = () => {
      const system = prefersDark.matches ? 'dark' : 'light'
      const root = document.documentElement
      root.dataset.theme = settings.theme === 'system' ? system : settings.theme
      root.style.fontSize = `${settings.textScale * 100}%`
    }
    apply()
    void changeLanguage(settings.language)
    prefersDark.addEventListener('change', apply)
    return () => prefersDark.removeEventListener('change', apply)
  }, [settings])
}
