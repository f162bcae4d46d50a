import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type Host, HostProvider } from '#renderer/client/host.ts'
import { useCall, useFreshness } from '#renderer/client/queries.ts'
import { changeLanguage } from '#renderer/i18n/i18n.ts'
import { LibraryScreen } from '#renderer/library/LibraryScreen.tsx'
import { LineDrawing } from '#renderer/protection/LineDrawing.tsx'
import { ReviewScreen } from '#renderer/review/ReviewScreen.tsx'
import { Failure } from './Failure.tsx'
import { useNavigation } from './navigation.ts'
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
        <Screens />
      </QueryClientProvider>
    </HostProvider>
  )
}

function Screens() {
  useFreshness()
  useAppearance()
  const screen = useNavigation((navigation) => navigation.screen)
  return (
    <div className="flex h-full flex-col">
      <LineDrawing />
      <TopBar />
      <div className="min-h-0 flex-1 overflow-auto">
        <Failure key={screen}>{screen === 'review' ? <ReviewScreen /> : <LibraryScreen />}</Failure>
      </div>
    </div>
  )
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
