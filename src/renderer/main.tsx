import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import type { DesktopBridge } from '#contract/desktop-bridge.ts'
import { App } from './app/App.tsx'
import { useNavigation } from './app/navigation.ts'
import { createDesktopHost } from './client/host-desktop.ts'
import { createWebHost } from './client/host-web.ts'
import { startTexts } from './i18n/i18n.ts'
import { readKeyLabels } from './keys/key-labels.ts'
import './theme.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root element')
await startTexts('en')
void readKeyLabels()
const { flagreel } = window as { flagreel?: DesktopBridge }
flagreel?.onShow((screen) => useNavigation.getState().go(screen))
const host = flagreel ? createDesktopHost(flagreel) : createWebHost()
// A file that is dropped beside the places for it must not replace the app.
for (const type of ['dragover', 'drop']) addEventListener(type, (event) => event.preventDefault())
createRoot(root).render(
  <StrictMode>
    <App host={host} />
  </StrictMode>,
)
